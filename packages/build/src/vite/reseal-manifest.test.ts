// The plugin in real Vite builds of a small app.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { encodeStaticTexts } from '@reseal/redaction-rules/static-texts'
import vue from '@vitejs/plugin-vue'
import { build, createLogger, createServer, type Rolldown } from 'vite'
import { afterEach, describe, expect, it } from 'vitest'
import { parseManifest } from '../manifest/parse-manifest.ts'
import { type ResealManifestOptions, resealManifest } from './index.ts'

const packages = join(import.meta.dirname, '../../../../node_modules')
const app = {
  'index.html':
    '<p>Loading the app</p><div id="root"></div><script type="module" src="/src/main.tsx"></script>',
  'src/main.tsx': `
    import { manifest } from 'virtual:reseal/manifest'
    import { Save } from './library.ts'
    import { Card } from 'cards'
    Object.assign(window, { manifest, app: <Card><Save title="Save the draft" /></Card> })`,
  'src/library.ts': `export { Save } from './save.tsx'; export { Unused } from './unused.tsx'`,
  'src/save.tsx': `export const Save = ({ title }: { title: string }) => <button title={title}>Save draft</button>`,
  'src/unused.tsx': `export const Unused = () => <p>Nobody imports this</p>`,
  'node_modules/cards/package.json':
    '{ "name": "cards", "type": "module", "main": "index.js", "sideEffects": false }',
  'node_modules/cards/index.js': `
    import { jsxs as e } from 'react/jsx-runtime'
    const words = { close: 'Not a template' }
    export const Card = (t) => e('section', { children: ['Card of the day', t.children, words.close] })`,
}
const texts = ['Card of the day', 'Loading the app', 'Save draft', 'Save the draft']

const made: string[] = []
afterEach(async () => {
  for (const folder of made.splice(0))
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

async function appFolder(files: Readonly<Record<string, string>> = app): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-build-'))
  made.push(folder)
  for (const [name, source] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), source)
  }
  return folder
}

interface Built {
  readonly chunks: readonly Rolldown.OutputChunk[]
  readonly assets: readonly Rolldown.OutputAsset[]
  readonly said: string
}

const viteOptions = (root: string, options: ResealManifestOptions) => ({
  root,
  configFile: false as const,
  plugins: [resealManifest(options)],
  resolve: { alias: { react: join(packages, 'react') } },
})

async function buildApp(root: string, options: ResealManifestOptions = { update: true }): Promise<Built> {
  const said: string[] = []
  const logger = createLogger('info')
  logger.info = (line) => said.push(line)
  logger.warn = (line) => said.push(line)
  logger.error = (line) => said.push(line)
  const output = (await build({
    ...viteOptions(root, options),
    customLogger: logger,
    build: { write: false, sourcemap: true, minify: true },
  })) as Rolldown.RolldownOutput
  return {
    chunks: output.output.filter((file) => file.type === 'chunk'),
    assets: output.output.filter((file) => file.type === 'asset'),
    said: said.join('\n'),
  }
}

const manifestOf = async (root: string) =>
  parseManifest(await readFile(join(root, 'reseal.manifest.json'), 'utf8'))

async function decide(root: string, decisions: Readonly<Record<string, 'allow' | 'deny'>>): Promise<void> {
  const path = join(root, 'reseal.manifest.json')
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { texts: { text: string; decision: string }[] }
  for (const entry of manifest.texts) entry.decision = decisions[entry.text] ?? entry.decision
  await writeFile(path, JSON.stringify(manifest))
}

// In whichever quotes the minifier chose.
const holdsSet = ({ chunks }: Built, allowed: readonly string[]) => {
  const encoded = encodeStaticTexts(allowed)
  return chunks.some(({ code }) => ['"', "'", '`'].some((quote) => code.includes(quote + encoded + quote)))
}

describe('a build', () => {
  it('adds what stands in the modules of the output as pending, from files and packages, and allows nothing', async () => {
    const root = await appFolder()
    const built = await buildApp(root)
    const { texts: entries } = await manifestOf(root)
    expect(entries.map(({ text, decision, from }) => [text, decision, ...from])).toEqual([
      ['Card of the day', 'pending', 'cards'],
      ['Loading the app', 'pending', 'index.html'],
      ['Save draft', 'pending', 'src/save.tsx'],
      ['Save the draft', 'pending', 'src/main.tsx'],
    ])
    expect(holdsSet(built, [])).toBe(true)
    expect(built.said).toContain('0 texts allowed, 4 pending, 0 withheld')
  })

  it('gives the page the set of what was allowed, and the chunk that holds it another name', async () => {
    const root = await appFolder()
    const before = await buildApp(root)
    await decide(root, { 'Save draft': 'allow', 'Loading the app': 'deny' })
    const after = await buildApp(root)
    expect(holdsSet(after, ['Save draft'])).toBe(true)
    expect(after.chunks.map(({ fileName }) => fileName)).not.toEqual(
      before.chunks.map(({ fileName }) => fileName),
    )
    expect(
      after.chunks.flatMap(({ map }) => map?.sources.filter((path) => path.endsWith('save.tsx'))),
    ).toHaveLength(1)
    expect(after.chunks.some(({ code }) => code.includes('__RESEAL'))).toBe(false)
  })

  it('does not make readable what the file allows and the output does not hold', async () => {
    const root = await appFolder()
    const entry = { text: 'Nobody imports this', decision: 'allow', from: ['src/unused.tsx'] }
    await writeFile(join(root, 'reseal.manifest.json'), JSON.stringify({ version: 1, texts: [entry] }))
    expect(holdsSet(await buildApp(root, { update: false }), [])).toBe(true)
  })

  it('allows new texts at once where the team chose so', async () => {
    const root = await appFolder()
    expect(holdsSet(await buildApp(root, { update: true, newTexts: 'allow' }), texts)).toBe(true)
  })

  it('leaves the file alone where it may not write, and says so', async () => {
    const root = await appFolder()
    const { said } = await buildApp(root, { update: false })
    expect(said).toContain('build outside CI')
    await expect(manifestOf(root)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('reads what is included and not excluded, and catalogues that were opted in', async () => {
    const root = await appFolder({
      ...app,
      'locales/en.json': '{ "actions": { "print": "Print it", "hello": "Hello {{name}}" } }',
      'locales/de.json': '{ "actions": { "print": "Drucken" } }',
    })
    const options = {
      update: true,
      catalogues: ['locales/e*.json'],
      exclude: ['**/node_modules/**', '*.html'],
    }
    await buildApp(root, options)
    expect((await manifestOf(root)).texts.map(({ text }) => text)).toEqual([
      'Print it',
      'Save draft',
      'Save the draft',
    ])
  })

  it('emits the set as a file for pages with the script tag', async () => {
    const root = await appFolder()
    const { assets } = await buildApp(root, { update: true, newTexts: 'allow', emit: true })
    const asset = assets.find(({ fileName }) => fileName === 'reseal.manifest.txt')
    expect(asset?.source).toBe(encodeStaticTexts(texts))
  })

  it('reads the components of Vue before they are compiled', async () => {
    const root = await appFolder({
      'index.html': '<div id="app"></div><script type="module" src="/main.ts"></script>',
      'main.ts': `import View from './view.vue'; Object.assign(window, { View })`,
      'view.vue': `<script setup lang="ts">const name: string = 'Not a template'</script>
        <template><p title="The draft">Save draft</p><p>Hello {{ name }}</p></template><style scoped>p { color: red }</style>`,
    })
    const { plugins, ...options } = viteOptions(root, { update: true })
    const external = ['vue', /^plugin-vue/]
    await build({
      ...options,
      plugins: [vue(), plugins],
      logLevel: 'silent',
      build: { write: false, rolldownOptions: { external } },
    })
    const { texts: entries } = await manifestOf(root)
    expect(entries.map(({ text, from }) => [text, ...from])).toEqual([
      ['Save draft', 'view.vue'],
      ['The draft', 'view.vue'],
    ])
  })

  it('leaves a build for a server alone', async () => {
    const root = await appFolder()
    const output = (await build({
      ...viteOptions(root, { update: true, newTexts: 'allow' }),
      logLevel: 'silent',
      build: { write: false, ssr: 'src/main.tsx' },
    })) as Rolldown.RolldownOutput
    expect(output.output[0].code).toContain(`"${encodeStaticTexts([])}"`)
    await expect(manifestOf(root)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('fails on a manifest that is not one', async () => {
    const root = await appFolder({ ...app, 'reseal.manifest.json': '{ "version": 1, "texts": [{}] }' })
    await expect(buildApp(root)).rejects.toThrow()
  })
})

it.each([
  [{ newText: 'allow' }, 'options are'],
  [{ newTexts: 'all' }, "newTexts is 'pending' or 'allow'"],
  [{ catalogues: 'locales/*.json' }, 'catalogues is a list of globs'],
  [{ update: 'no' }, 'update is true or false'],
])('refuses options that are none: %o', (options, message) => {
  expect(() => resealManifest(options as ResealManifestOptions)).toThrow(
    expect.objectContaining({
      name: 'BuildError',
      code: 'bad_option',
      message: expect.stringContaining(message),
    }),
  )
})

describe('in development', () => {
  it('serves what the file allows and reloads the page when it changes', async () => {
    const root = await appFolder()
    await buildApp(root)
    await decide(root, { 'Save draft': 'allow' })
    const server = await createServer({ ...viteOptions(root, {}), logLevel: 'silent', server: { port: 0 } })
    try {
      await server.listen()
      const port = new URL(server.resolvedUrls?.local[0] ?? '').port
      const readSet = async () => {
        const response = await fetch(`http://localhost:${port}/@id/__x00__virtual:reseal/manifest`)
        return /manifest = "([\w-]*)"/.exec(await response.text())?.[1]
      }
      expect(await readSet()).toBe(encodeStaticTexts(['Save draft']))
      const reloaded = new Promise<void>((resolve) => {
        const url = `ws://localhost:${port}/?token=${server.config.webSocketToken}`
        const socket = new WebSocket(url, 'vite-hmr')
        socket.onmessage = ({ data }) => {
          const { type } = JSON.parse(String(data)) as { type: string }
          if (type === 'connected') void decide(root, { 'Save draft': 'deny', 'Loading the app': 'allow' })
          if (type !== 'full-reload') return
          socket.close()
          resolve()
        }
      })
      await reloaded
      // The file may have been seen half written: then another reload follows.
      await expect.poll(readSet).toBe(encodeStaticTexts(['Loading the app']))
    } finally {
      await server.close()
    }
  })
})
