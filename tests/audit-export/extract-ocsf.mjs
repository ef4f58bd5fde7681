// Takes out of a checkout of https://github.com/ocsf/ocsf-schema what the events we write can hold: two classes and the objects
// in them, without profiles. `node tests/audit-export/extract-ocsf.mjs <checkout>` writes corpora/ocsf-schema.json.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const classNames = ['api_activity', 'datastore_activity']
const objectNames = [
  'actor',
  'api',
  'databucket',
  'group',
  'http_request',
  'metadata',
  'network_endpoint',
  'product',
  'request',
  'resource_details',
  'service',
  'user',
]

const checkout = process.argv[2]
if (checkout === undefined) throw new Error('Which checkout?')
const read = async (...path) => JSON.parse(await readFile(join(checkout, ...path), 'utf8'))
const dictionary = await read('dictionary.json')
const { version } = await read('version.json')
const categories = await read('categories.json')

/** A class or an object with what it extends; what a profile would add is left out. */
async function readWhole(folder, name) {
  const own = await read(...pathOf(folder, name))
  const base = own.extends === undefined ? { attributes: {} } : await readWhole(folder, own.extends)
  const attributes = { ...base.attributes }
  for (const [attribute, spec] of Object.entries(own.attributes ?? {})) {
    if (attribute === '$include' || (spec.profile !== undefined && spec.profile !== null)) continue
    const before = attributes[attribute]
    attributes[attribute] = { ...before, ...spec, enum: { ...before?.enum, ...spec.enum } }
  }
  const { uid = base.uid, category = base.category, constraints = base.constraints } = own
  return { uid, category, constraints, attributes }
}

function pathOf(folder, name) {
  if (folder === 'objects') return ['objects', `${name}.json`]
  return name === 'base_event' ? ['events', 'base_event.json'] : ['events', 'application', `${name}.json`]
}

function typeOf(name, { enum: ownEnum }) {
  const entry = dictionary.attributes[name]
  const codes = Object.keys({ ...entry.enum, ...ownEnum })
  if (entry.type === 'integer_t' && codes.length > 0) return codes.map(Number).sort((a, b) => a - b)
  const type = plainTypeOf(entry.type)
  return entry.is_array === true ? { list: type } : type
}

function plainTypeOf(type) {
  if (!type.endsWith('_t')) return type === 'object' ? 'open' : { object: type }
  const kind = {
    json_t: 'open',
    timestamp_t: 'timestamp',
    ip_t: 'ip',
    integer_t: 'integer',
    long_t: 'integer',
  }[type]
  if (kind !== undefined) return kind
  const { type: base } = dictionary.types.attributes[type]
  return type === 'string_t' || base === 'string_t' ? 'string' : type
}

function shapeOf({ attributes, constraints }, fixed = {}) {
  const names = Object.keys(attributes).sort()
  const atLeastOne = constraints?.at_least_one
  return {
    required: names.filter((name) => attributes[name].requirement === 'required'),
    attributes: Object.fromEntries(
      names.map((name) => [name, fixed[name] ?? typeOf(name, attributes[name])]),
    ),
    ...(atLeastOne === undefined ? {} : { atLeastOne }),
  }
}

const classes = {}
for (const name of classNames) {
  const whole = await readWhole('events', name)
  const category = categories.attributes[whole.category].uid
  const classUid = category * 1000 + whole.uid
  const activities = typeOf('activity_id', whole.attributes.activity_id)
  classes[classUid] = shapeOf(whole, {
    category_uid: [category],
    class_uid: [classUid],
    type_uid: activities.map((activity) => classUid * 100 + activity),
  })
}
const objects = {}
for (const name of objectNames) objects[name] = shapeOf(await readWhole('objects', name))
await writeFile(
  join(import.meta.dirname, 'corpora', 'ocsf-schema.json'),
  `${JSON.stringify({ version, classes, objects })}\n`,
)
