// The apps whose replays are read: how each is built with the real plugin and served, and the screens of a visit.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Manifest, parseManifest } from '@reseal/build'
import { resealManifest } from '@reseal/build/vite'
import { startClinic } from '@reseal/example-clinic-intake/server'
import type { Page } from 'playwright'
import { build, type Plugin } from 'vite'
import { medplumScreens, showMedplumScreen, waitForMedplum } from '../../foreign/screens.ts'
import { markText } from './mark-data.ts'

/** What a visit meets: the app as it is, other data, or other labels where labels come from data. */
export type Version = 'real' | 'data' | 'labels'

/** A place of a visit where live page and replay are compared. */
export interface Screen {
  readonly name: string
  /** Goes there from the screen before. */
  go(page: Page, version: Version): Promise<unknown>
}

/** An app that can be built and visited. */
export interface App {
  readonly name: string
  readonly root: string
  readonly aliases: Readonly<Record<string, string>>
  /** Globs of its message catalogues. */
  readonly catalogues: readonly string[]
  /** Source maps of packages with templates. */
  readonly maps: readonly string[]
  /** What gives the app's modules other data or labels, by version. */
  readonly versions: Readonly<Partial<Record<Version, Plugin>>>
  /** Waits until the first screen is drawn. */
  wait(page: Page): Promise<unknown>
  readonly screens: readonly Screen[]
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Nothing moves any more. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let timer = setTimeout(done, 500)
        const observer = new MutationObserver(() => {
          clearTimeout(timer)
          timer = setTimeout(done, 500)
        })
        function done(): void {
          observer.disconnect()
          resolve()
        }
        observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
      }),
  )
}

/** Puts a module before all others of an app. */
function before(module: string, more: Partial<Plugin> = {}): Plugin {
  return {
    name: 'other-version',
    enforce: 'pre',
    transform: (code, id) =>
      id.endsWith('/main.tsx') ? `import ${JSON.stringify(module)}\n${code}` : undefined,
    ...more,
  }
}

/** What the front desk types. */
const typed: Readonly<Record<string, string>> = {
  'first-name': 'Wilhelmina',
  'last-name': 'Quist',
  'birth-date': '1949-02-28',
  ssn: '901-44-7312',
  mrn: '2049116',
  phone: '(555) 019-4410',
  email: 'w.quist@example.org',
  street: '14 Heron Way',
  city: 'Dennison, MN 55018',
  'member-id': 'CDR551200348',
  reason: 'Numbness in the left hand since spring',
}

async function saveDraft(page: Page, version: Version): Promise<void> {
  for (const [id, value] of Object.entries(typed)) {
    await page.fill(`#${id}`, version === 'data' ? markText(value) : value)
  }
  await page.check(version === 'data' ? '#condition-asthma' : '#condition-epilepsy')
  await page.selectOption('#medication', version === 'data' ? 'Lisinopril' : 'Sertraline')
  await page.click('#save-draft')
  await page.waitForSelector('#intake-saved')
  await settle(page)
}

/** Clicks, and waits for what it leads to. */
const click =
  (selector: string, appears: string) =>
  async (page: Page): Promise<void> => {
    await page.click(selector)
    await page.waitForSelector(appears)
    await settle(page)
  }

/** The clinic's front desk: each page of the app, and each state that shows words of its own. */
export const clinicApp: App = {
  name: 'clinic-intake',
  root: here('../../../examples/clinic-intake'),
  aliases: {},
  catalogues: [],
  maps: [],
  versions: {
    data: before(here('mark-clinic.ts'), {
      // The days of the vitals stand in a function.
      transform(code, id) {
        if (id.endsWith('/main.tsx')) return `import ${JSON.stringify(here('mark-clinic.ts'))}\n${code}`
        if (!id.endsWith('/patients/patient.ts')) return undefined
        return code.replace(/'[A-Z][a-z]{2} \d\d'/g, (day) => markText(day))
      },
    }),
  },
  wait: (page) => page.waitForSelector('#first-name'),
  screens: [
    { name: 'intake', go: settle },
    { name: 'intake, refused', go: click('#submit-intake', '#intake-error') },
    { name: 'intake, saved', go: saveDraft },
    { name: 'chart', go: click('#open-chart', '#patient-banner') },
    { name: 'chart, part broken', go: click('#compare-results', '.empty') },
    { name: 'patients', go: click('#nav-patients', '#patients-table') },
    {
      name: 'patients, none found',
      go: async (page) => {
        await page.fill('#patient-filter', 'zz')
        await page.waitForSelector('.empty')
        await settle(page)
      },
    },
  ],
}

/** Medplum's components over its mock server. */
export const medplumApp: App = {
  name: 'medplum',
  root: here('../../foreign/medplum'),
  aliases: { 'react-router': here('../../foreign/medplum/no-router.ts') },
  catalogues: ['labels.json'],
  // The plugin reads what the package is built to; the truth reads what was written.
  maps: [fileURLToPath(new URL('index.mjs.map', import.meta.resolve('@medplum/react')))],
  versions: {
    data: before(here('mark-medplum.ts')),
    labels: before(here('mark-medplum-labels.ts'), {
      resolveId: (id, importer = '') =>
        id === '@medplum/core' && importer.includes('@medplum/react') ? here('marked-core.ts') : undefined,
    }),
  },
  wait: waitForMedplum,
  screens: medplumScreens.map((label, index) => ({
    name: label.toLowerCase(),
    go: async (page) => {
      if (index > 0) await showMedplumScreen(page, label)
      await settle(page)
    },
  })),
}

/** An app that was built and is served. */
export interface ServedApp {
  readonly url: string
  stop(): Promise<void>
}

/** An app built with the plugin: its set and its manifest beside. */
export interface RecordedApp extends ServedApp {
  /** The encoded set. */
  readonly set: string
  readonly manifest: Manifest
}

async function buildAndServe(app: App, folder: string, plugins: Plugin[]): Promise<ServedApp> {
  await build({
    configFile: false,
    root: app.root,
    logLevel: 'error',
    plugins,
    resolve: { alias: { ...app.aliases } },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2023',
      minify: false,
      chunkSizeWarningLimit: 10_000,
    },
  })
  const server = await startClinic({ distDir: folder })
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Builds an app with the plugin as a team would that allows what is not withheld, and has looked at nothing. */
export async function startRecordedApp(app: App): Promise<RecordedApp> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-legible-'))
  const manifestFolder = await mkdtemp(join(tmpdir(), 'reseal-legible-'))
  try {
    const file = join(manifestFolder, 'reseal.manifest.json')
    const { catalogues } = app
    const plugin = resealManifest({ manifest: file, newTexts: 'allow', update: true, emit: true, catalogues })
    const served = await buildAndServe(app, folder, [plugin])
    return {
      ...served,
      set: await readFile(join(folder, 'reseal.manifest.txt'), 'utf8'),
      manifest: parseManifest(await readFile(file, 'utf8')),
    }
  } finally {
    await rm(manifestFolder, { recursive: true })
  }
}

// Nothing of the real plugin takes part in telling what is static.
const noManifest: Plugin = {
  name: 'no-manifest',
  resolveId: (id) => (id === 'virtual:reseal/manifest' ? `\0${id}` : undefined),
  load: (id) => (id === '\0virtual:reseal/manifest' ? "export const manifest = ''" : undefined),
}

/** Builds another version of an app. */
export async function startVersion(app: App, plugin: Plugin): Promise<ServedApp> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-version-'))
  return buildAndServe(app, folder, [noManifest, plugin])
}

/** Makes a page show other data where it asks a server for it, or the clock. */
export async function markPage(page: Page): Promise<void> {
  await page.clock.setFixedTime(new Date('2019-08-13T04:47:00Z'))
  await page.route('**/api/plans', async (route) => {
    const plans = (await (await route.fetch()).json()) as { id: string; name: string }[]
    await route.fulfill({ json: plans.map(({ id, name }) => ({ id, name: markText(name) })) })
  })
}
