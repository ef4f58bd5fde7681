import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sbomOf } from './write-sbom.mjs'

interface Component {
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly 'bom-ref': string
}

interface Bom {
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

const integrity = `sha512-${Buffer.alloc(64, 1).toString('base64')}`
const lock = {
  packages: {
    'packages/cli': {
      name: '@reseal/cli',
      version: '1.0.0',
      license: 'Apache-2.0',
      dependencies: { a: '1', '@x/b': '2' },
    },
    'node_modules/a': { version: '1.0.0', integrity, license: 'MIT OR ISC', dependencies: { '@x/b': '3' } },
    'node_modules/a/node_modules/@x/b': { version: '3.0.0', peerDependencies: { c: '1' } },
    'node_modules/@x/b': { resolved: 'packages/b', link: true },
    'packages/b': {
      name: '@x/b',
      version: '2.0.0',
      peerDependencies: { tool: '1' },
      peerDependenciesMeta: { tool: { optional: true } },
    },
    'node_modules/c': { version: '1.1.0' },
    'node_modules/tool': { version: '9.0.0', dev: true },
  },
}

test('names what the command runs with, by version and place, and nothing of development', () => {
  const bom = sbomOf(lock) as Bom
  expect(bom).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: { name: '@reseal/cli' } },
  })
  expect(bom.components.map(({ purl }) => purl)).toEqual([
    'pkg:npm/%40x/b@2.0.0',
    'pkg:npm/%40x/b@3.0.0',
    'pkg:npm/a@1.0.0',
    'pkg:npm/c@1.1.0',
  ])
  expect(bom.components[2]).toMatchObject({
    hashes: [{ alg: 'SHA-512', content: '01'.repeat(64) }],
    licenses: [{ expression: 'MIT OR ISC' }],
  })
  expect(bom.dependencies).toContainEqual({ ref: 'pkg:npm/a@1.0.0', dependsOn: ['pkg:npm/%40x/b@3.0.0'] })
})

test('of this repository has every direct dependency of the command, in the version that is installed', () => {
  const read = (path: string): unknown =>
    JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'))
  const bom = sbomOf(read('package-lock.json')) as Bom
  const { dependencies } = read('packages/cli/package.json') as { dependencies: Record<string, string> }
  for (const [name, version] of Object.entries(dependencies)) {
    expect(bom.components).toContainEqual(expect.objectContaining({ name, version }))
  }
  expect(new Set(bom.components.map((component) => component['bom-ref'])).size).toBe(bom.components.length)
  expect(bom.components.map(({ name }) => name)).not.toContain('vitest')
})
