// Which entry reaches which file: what browser and ingest bundles import must not lead to the opening side, nor the
// page's part to a hash library or to Node. design: promise "nothing leaves the browser readable".
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const packageFile = new URL('../package.json', import.meta.url)
const packageJson: {
  imports: Record<string, Record<string, { default: string }>>
  exports: Record<string, { default: string }>
} = JSON.parse(await readFile(packageFile, 'utf8'))

/** Source files and foreign packages that an entry leads to, under one of the package's import conditions. */
async function reachedFrom(entry: string, condition: 'node' | 'default'): Promise<Set<string>> {
  const reached = new Set<string>()
  const visit = async (file: URL): Promise<void> => {
    const name = fileURLToPath(file).split('/src/').at(-1) ?? ''
    if (reached.has(name)) return
    reached.add(name)
    for (const specifier of importsOf(await readFile(file, 'utf8'))) {
      if (specifier.startsWith('#')) {
        const target = packageJson.imports[specifier]?.[condition]?.default ?? ''
        await visit(new URL(target.replace('./dist/', './').replace(/\.js$/, '.ts'), import.meta.url))
      } else if (specifier.startsWith('.')) await visit(new URL(specifier, file))
      else reached.add(specifier)
    }
  }
  await visit(new URL(entry, import.meta.url))
  return reached
}

function importsOf(source: string): string[] {
  const statements = source.matchAll(
    /^(?:import|export)\s+(?!type\b)(?:[^'";]*?\bfrom\s*)?['"]([^'"]+)['"]/gm,
  )
  const dynamic = source.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)
  return [...statements, ...dynamic].map(([, specifier]) => specifier ?? '')
}

const openingSide = ['open.ts', 'opening-node.ts', 'opening-web.ts']

test('the walk finds the opening side where it is', async () => {
  const reached = await reachedFrom('open.ts', 'node')
  expect(openingSide.slice(0, 2).every((file) => reached.has(file))).toBe(true)
  expect(reached.has('node:crypto')).toBe(true)
})

test.each(['index.ts', 'seal.ts', 'log.ts', 'derive.ts'])(
  '%s does not lead to the opening side',
  async (entry) => {
    for (const condition of ['node', 'default'] as const) {
      const reached = await reachedFrom(entry, condition)
      expect(openingSide.filter((file) => reached.has(file))).toEqual([])
    }
  },
)

test('seal.ts leads to no package and no part of Node', async () => {
  const reached = await reachedFrom('seal.ts', 'default')
  expect([...reached].filter((file) => !file.endsWith('.ts'))).toEqual([])
  expect(reached.has('segment.ts')).toBe(true)
})

test.each(['index.ts', 'open.ts', 'log.ts'])('%s leads to no part of Node in a browser', async (entry) => {
  const reached = await reachedFrom(entry, 'default')
  expect([...reached].filter((file) => file.startsWith('node:'))).toEqual([])
})

test('the walk starts from every entry there is', () => {
  const entries = Object.values(packageJson.exports).map((target) => target.default)
  expect(entries).toEqual([
    './dist/index.js',
    './dist/seal.js',
    './dist/open.js',
    './dist/derive.js',
    './dist/log.js',
  ])
})
