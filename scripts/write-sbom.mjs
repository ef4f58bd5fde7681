// What a deployment is made of, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): the command's package and everything that
// package-lock.json installs with it, development left out. `reseal evidence` puts it into its pack.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './steps.mjs'

const target = join(root, 'packages/cli/dist/sbom.cdx.json')
const start = 'packages/cli'

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
const nameOf = (place, entry) =>
  entry.name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)

const purlOf = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`

/** Where Node finds `name` from `place`: the nearest node_modules of the folders above it. */
function resolvePlace(packages, place, name) {
  for (let folder = place; ; folder = folder.includes('/') ? dirname(folder) : '') {
    const found = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    const entry = packages[found]
    if (entry !== undefined) return entry.link ? entry.resolved : found
    if (folder === '') return undefined
  }
}

/** What a package runs with; a peer that it can do without is somebody else's. */
function namesNeeded({
  dependencies,
  optionalDependencies,
  peerDependencies = {},
  peerDependenciesMeta = {},
}) {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true)
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]
}

/** Places of everything that the command runs with, in the order in which they are found. */
function reachable(packages) {
  const edges = new Map()
  const waiting = [start]
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
    if (edges.has(place)) continue
    const needed = namesNeeded(packages[place]).flatMap((name) => resolvePlace(packages, place, name) ?? [])
    edges.set(place, [...new Set(needed)])
    waiting.push(...needed)
  }
  return edges
}

function licensesOf({ license }) {
  if (license === undefined) return {}
  return { licenses: [/\s/.test(license) ? { expression: license } : { license: { id: license } }] }
}

function hashesOf({ integrity }) {
  const [, digest] = /^sha512-(\S+)/.exec(integrity ?? '') ?? []
  return digest
    ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }
    : {}
}

/** The bill of materials of a lock file. */
export function sbomOf(lock) {
  const edges = reachable(lock.packages)
  const described = new Map()
  for (const place of edges.keys()) {
    const entry = lock.packages[place]
    const name = nameOf(place, entry)
    const purl = purlOf(name, entry.version)
    const scope = entry.optional || entry.devOptional ? 'optional' : 'required'
    described.set(place, {
      type: place === start ? 'application' : 'library',
      'bom-ref': purl,
      name,
      version: entry.version,
      ...(place !== start && { scope }),
      ...hashesOf(entry),
      ...licensesOf(entry),
      purl,
    })
  }
  const refOf = (place) => described.get(place)['bom-ref']
  // The same version may lie in two places.
  const components = new Map([...described.values()].map((component) => [component['bom-ref'], component]))
  const dependencies = new Map()
  for (const [place, needed] of edges) {
    const ref = refOf(place)
    dependencies.set(ref, new Set([...(dependencies.get(ref) ?? []), ...needed.map(refOf)]))
  }
  components.delete(refOf(start))
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: described.get(start) },
    components: [...components.values()].toSorted((a, b) => (a.purl < b.purl ? -1 : 1)),
    dependencies: [...dependencies]
      .map(([ref, needed]) => ({ ref, dependsOn: [...needed].toSorted((a, b) => (a < b ? -1 : 1)) }))
      .toSorted((a, b) => (a.ref < b.ref ? -1 : 1)),
  }
}

/** Writes it beside the compiled command, where it is not as it should be. */
export function writeSbom() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const text = `${JSON.stringify(sbomOf(lock), undefined, 2)}\n`
  if (existsSync(target) && readFileSync(target, 'utf8') === text) return
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, text)
}

if (import.meta.main) writeSbom()
