// The packages as npm would publish them, installed into an empty Vite app that records.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startTestIngest } from '@reseal/testing/ingest'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { measureModule } from '../../packages/recorder-sdk/scripts/measure-module.mjs'
import { launchChromium } from '../support/browser.ts'
import { type BuiltFolder, buildFolder, startFolderServer } from '../support/fixture-server.ts'
import { packPackages } from './pack-packages.ts'

const run = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))

let folder: string
let app: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-pack-'))
  app = join(folder, 'app')
  const tarballs = join(folder, 'tarballs')
  await mkdir(tarballs)
  const dependencies = await packPackages(['@reseal/react', 'react', 'react-dom'], here, tarballs)
  await cp(join(here, 'app'), app, { recursive: true })
  const manifest = { name: 'empty-app', private: true, type: 'module', dependencies }
  await writeFile(join(app, 'package.json'), JSON.stringify(manifest))
  await run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: app })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('records an app that was built with the packed packages', async () => {
  const built: BuiltFolder = await buildFolder(app)
  const ingest = await startTestIngest()
  const settings = {
    endpoint: ingest.url,
    appKey: `rsl_${'A'.repeat(22)}`,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
  }
  const server = await startFolderServer({
    folder: built.folder,
    connectTo: ingest.url,
    extra: { '/settings.js': `window.settings = ${JSON.stringify(settings)}` },
  })
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.goto(server.origin)
    await expect.poll(() => ingest.streams.size, { timeout: 30_000 }).toBe(1)
    const events = JSON.stringify(await ingest.eventsOf(Array.from(ingest.streams.keys())[0] ?? ''))
    expect(events).toContain('An empty app')
    expect(events).not.toContain('zqpackedsecret')
  } finally {
    await browser.close()
    await server.stop()
    await ingest.stop()
    await built.remove()
  }
})

it('brings the trimmed rrweb, inlined, and nothing foreign', async () => {
  const { bytes, foreign, later } = await measureModule(app)
  console.log(`an app of nothing but the packed recorder: ${bytes} bytes after gzip`)
  expect(foreign).toEqual([])
  expect(bytes).toBeLessThan(60_000)
  // What is asked for late is not loaded with it, nor what nobody asks for.
  expect(later).toContain('start-signals')
  expect(later.filter((name) => /inspector|consent/.test(name))).toEqual([])
  const installed = await readdir(join(app, 'node_modules'))
  expect(installed).toContain('@reseal')
  expect(installed).not.toContain('@rrweb')
})

it('renders on a server, where nothing is recorded', async () => {
  const { stdout } = await run(process.execPath, ['server.mjs'], { cwd: app })
  expect(stdout).toBe('<p data-reseal="mask">text</p>')
})

it('packs no tests', async () => {
  const files = await readdir(join(app, 'node_modules', '@reseal'), { recursive: true })
  expect(files.filter((file) => file.includes('.test.'))).toEqual([])
  expect(files).toContain(join('recorder-sdk', 'README.md'))
  expect(files).toContain(join('recorder-sdk', 'THIRD-PARTY-NOTICES.md'))
})
