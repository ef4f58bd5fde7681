// What rrweb as published says and the trimmed one deliberately does not, or not so. docs/decisions/0007 has the reasons,
// under the same names. All else has to be the same.

type Json = string | number | boolean | null | Json[] | JsonObject
interface JsonObject {
  [key: string]: Json
}

export interface Difference {
  readonly name: string
  /** Applied to each object of an event of either side; undefined leaves it out of the list that it is in. */
  readonly edit: (object: JsonObject) => JsonObject | undefined
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const withoutKeys = (object: JsonObject, isKey: (key: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !isKey(key)))

const addressNames: ReadonlySet<string> = new Set([
  'src',
  'href',
  'xlink:href',
  'background',
  'data',
  'srcset',
])
const inCss = /url\((?:'[^']*'|".*?"|[^)]*)\)/gm
// One of the attributes that both list beside each other.
const attributesOf = (object: JsonObject): JsonObject | undefined =>
  isObject(object['attributes']) ? object['attributes'] : undefined

function editAttributes(edit: (attributes: JsonObject, element: JsonObject) => JsonObject) {
  return (object: JsonObject): JsonObject => {
    const attributes = attributesOf(object)
    return attributes === undefined ? object : { ...object, attributes: edit(attributes, object) }
  }
}

function editCss(edit: (css: string) => string) {
  const text = (value: Json): Json => (typeof value === 'string' ? edit(value) : value)
  return (object: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [
        key,
        ['_cssText', 'style', 'textContent', 'value', 'rule'].includes(key) ? text(value) : value,
      ]),
    )
}

const isMutation = (data: JsonObject): boolean => data['source'] === 0

/** Each by its name. */
export const differences: readonly Difference[] = [
  {
    name: 'addresses as they are written',
    edit: (object) =>
      editCss((css) => css.replace(inCss, 'url()'))(
        editAttributes((attributes) =>
          Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [
              name,
              addressNames.has(name.toLowerCase()) && typeof value === 'string' && value !== '' ? '…' : value,
            ]),
          ),
        )(object),
      ),
  },
  {
    name: 'frames keep their address',
    edit: (object) =>
      editAttributes((attributes) => {
        if (object['tagName'] === 'iframe')
          return withoutKeys(attributes, (key) => key === 'src' || key === 'rr_src')
        const { rr_src: src, ...others } = attributes
        return src === undefined || 'tagName' in object ? attributes : { ...others, src }
      })(object),
  },
  {
    name: 'no prefixes for old browsers',
    edit: editCss((css) => css.replaceAll(' -webkit-background-clip: text;', '')),
  },
  {
    name: 'style sheets in one piece',
    edit: editCss((css) => css.replaceAll('/* rr_split */', '')),
  },
  {
    name: 'no meta of a head',
    edit: (object) => {
      // What is added says where, but not what that is.
      if (isObject(object['node']) && object['node']['tagName'] === 'meta') return undefined
      const { tagName, childNodes } = object
      if (tagName !== 'head' || !Array.isArray(childNodes)) return object
      return {
        ...object,
        childNodes: childNodes.filter((child) => !(isObject(child) && child['tagName'] === 'meta')),
      }
    },
  },
  {
    // The published one asks the form, and a field of that name answers.
    name: 'forms with a field called attributes have theirs',
    edit: (object) => {
      const { tagName, childNodes } = object
      const isHidden = tagName === 'form' && JSON.stringify(childNodes).includes('"name":"attributes"')
      return isHidden ? withoutKeys(object, (key) => key === 'attributes') : object
    },
  },
  {
    name: 'no state of media',
    edit: editAttributes((attributes, { tagName }) =>
      withoutKeys(
        attributes,
        (key) =>
          key.startsWith('rr_media') ||
          ((tagName === 'audio' || tagName === 'video') && key.toLowerCase() === 'autoplay'),
      ),
    ),
  },
  {
    name: 'no custom elements',
    edit: (object) => {
      const data = object['data']
      if (isObject(data) && data['source'] === 16) return undefined
      return withoutKeys(object, (key) => key === 'isCustom')
    },
  },
  {
    name: 'no media events',
    edit: (object) => {
      const data = object['data']
      return isObject(data) && data['source'] === 7 ? undefined : object
    },
  },
  {
    // Of both at once, not of either: each writes the mark, and the other sees it.
    name: 'mark of passwords',
    edit: (object) => {
      const data = object['data']
      if (!isObject(data) || !isMutation(data) || !Array.isArray(data['attributes'])) return object
      const attributes = data['attributes'].flatMap((change): Json[] => {
        if (!isObject(change)) return [change]
        const left = withoutKeys(attributesOf(change) ?? {}, (key) => key === 'data-rr-is-password')
        return Object.keys(left).length === 0 ? [] : [{ ...change, attributes: left }]
      })
      const isEmpty =
        attributes.length === 0 &&
        ['texts', 'removes', 'adds'].every((key) => {
          const list = data[key]
          return Array.isArray(list) && list.length === 0
        })
      return isEmpty ? undefined : { ...object, data: { ...data, attributes } }
    },
  },
]

function applyTo(value: Json, edit: Difference['edit']): Json | undefined {
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const edited = applyTo(item, edit)
      return edited === undefined ? [] : [edited]
    })
  }
  if (!isObject(value)) return value
  const edited = edit(value)
  if (edited === undefined) return undefined
  const entries = Object.entries(edited).flatMap(([key, item]) => {
    const next = applyTo(item, edit)
    return next === undefined ? [] : [[key, next] as const]
  })
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const isFrame = (event: Json): event is JsonObject =>
  isObject(event) && isObject(event['data']) && event['data']['isAttachIframe'] === true

/**
 * The document of a frame is told once it is loaded: the published one tells it at times before that as well. What counts is
 * the last of each frame, and all other events in their order.
 */
function withFramesLast(events: readonly Json[]): Json[] {
  const frames = new Map<string, Json>()
  for (const event of events.filter(isFrame)) {
    const adds = isObject(event['data']) ? event['data']['adds'] : undefined
    const [first] = Array.isArray(adds) ? adds : []
    frames.set(JSON.stringify(isObject(first) ? first['parentId'] : undefined), event)
  }
  const names = [...frames.keys()].toSorted((one, other) => Number(one) - Number(other))
  return [...events.filter((event) => !isFrame(event)), ...names.map((name) => frames.get(name) ?? null)]
}

/** Events without what is different on purpose, attributes in the order of their names. */
export function withoutDifferences(
  events: readonly unknown[],
  left: readonly Difference[] = differences,
): Json[] {
  const applied = left.reduce<Json>((all, { edit }) => applyTo(all, edit) ?? [], events as Json[])
  return withFramesLast(applied as Json[])
}

// rrweb writes of a style what changed, or all of it where that is shorter: with its addresses as they are it is, at times.
const isSameStyle = (key: string, [one, other]: readonly [Json, Json]): boolean =>
  key === 'style' && isObject(one) && typeof other === 'string' && other.includes('url(')

/** Where two values first differ, and how; undefined where they do not. */
export function firstDifference(
  one: Json | undefined,
  other: Json | undefined,
  path = '',
): string | undefined {
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    for (const [at, item] of one.entries()) {
      const found = firstDifference(item, other[at], `${path}[${at}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (isObject(one) && isObject(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const pair = [one[key] ?? null, other[key] ?? null] as const
      const found = isSameStyle(key, pair)
        ? undefined
        : firstDifference(one[key], other[key], `${path}.${key}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  const [text, otherText] = [one, other].map((value) => JSON.stringify(value) ?? 'nothing')
  return text === otherText ? undefined : `${path}: published ${text}, trimmed ${otherText}`
}
