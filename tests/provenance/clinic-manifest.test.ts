// The clinic app built with its manifest: the committed file is what the build would write, and a visit shows the texts that it
// allows, and nothing of the patient.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { allowedTexts, type Manifest, parseManifest } from '@reseal/build'
import { startClinic } from '@reseal/example-clinic-intake/server'
import { createStaticTexts, encodeStaticTexts } from '@reseal/redaction-rules/static-texts'
import { startTestIngest, type TestIngest } from '@reseal/testing/ingest'
import { build, createLogger } from 'vite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { fillIntake } from '../e2e/clinic-visit.ts'
import { launchChromium } from '../support/browser.ts'
import { canaries } from '../support/canaries.ts'

const root = fileURLToPath(new URL('../../examples/clinic-intake', import.meta.url))
const manifestFile = join(root, 'reseal.manifest.json')

let distDir: string
let manifest: Manifest
const warned: string[] = []

beforeAll(async () => {
  distDir = await mkdtemp(join(tmpdir(), 'reseal-clinic-'))
  manifest = parseManifest(await readFile(manifestFile, 'utf8'))
  // As in CI: the build says that the file is outdated instead of writing it.
  vi.stubEnv('CI', 'true')
  const customLogger = createLogger('warn')
  customLogger.warn = (line) => warned.push(line)
  await build({ root, customLogger, build: { outDir: distDir, emptyOutDir: true } })
  vi.unstubAllEnvs()
})

afterAll(() => rm(distDir, { recursive: true }))

it('commits the manifest that its build would write', () => {
  expect(warned.join('\n')).not.toContain('reseal.manifest.json')
  expect(manifest.texts.filter(({ decision }) => decision === 'allow').length).toBeGreaterThan(50)
})

interface Marked {
  readonly textContent?: string
  readonly value?: string
  readonly static?: true | readonly string[]
  readonly attributes?: Readonly<Record<string, unknown>>
}

/** The texts and attributes that events mark as static. */
function staticTextsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { textContent, value: changed, static: marks, attributes }: Marked = value
  const text = textContent ?? changed
  const own = [
    ...(marks === true && text !== undefined ? [text.trim()] : []),
    ...(Array.isArray(marks) ? marks.map((name: string) => String(attributes?.[name])) : []),
  ]
  return [...own, ...Object.values(value).flatMap(staticTextsOf)]
}

describe('a visit', () => {
  let ingest: TestIngest
  let events: unknown[]
  let texts: Set<string>

  beforeAll(async () => {
    ingest = await startTestIngest()
    const { url: endpoint, sealingKey, receiptKey } = ingest
    const resealConfig = { endpoint, sealingKey, receiptKey, appKey: `rsl_${'A'.repeat(22)}` }
    const clinic = await startClinic({ distDir, resealConfig })
    const browser = await launchChromium()
    try {
      const page = await browser.newPage()
      await page.goto(clinic.url)
      await page.click('#consent-grant')
      await fillIntake(page)
      await page.click('#nav-patients')
      await page.waitForSelector('#patients-table')
      await page.click('#nav-intake')
      const read = async () => {
        const streams = await Promise.all(Array.from(ingest.streams.keys(), (id) => ingest.eventsOf(id)))
        events = streams.flat()
        texts = new Set(staticTextsOf(events))
        expect([...texts]).toContain('Name or record number')
      }
      await vi.waitFor(read, { timeout: 60_000, interval: 250 })
    } finally {
      await browser.close()
      await clinic.stop()
      await ingest.stop()
    }
  })

  it('shows texts and attributes of templates, and only those that the manifest allows', () => {
    const allowed = allowedTexts(
      manifest,
      manifest.texts.map(({ text }) => text),
    )
    expect([...texts].filter((text) => !allowed.includes(text))).toEqual([])
    const expected = [
      'First name',
      'Save draft',
      'Draft saved.',
      'Record number',
      'Print wristband',
      'New intake',
    ]
    expect([...texts]).toEqual(expect.arrayContaining(expected))
  })

  it('shows neither what is withheld nor what the patient told', () => {
    const recorded = JSON.stringify(events)
    const withheld = manifest.texts.filter(({ decision }) => decision !== 'allow').map(({ text }) => text)
    for (const text of [...withheld, ...Object.values(canaries)]) expect(recorded).not.toContain(text)
  })

  it('names the set in the header of its stream', () => {
    const set = createStaticTexts(
      encodeStaticTexts(
        allowedTexts(
          manifest,
          manifest.texts.map(({ text }) => text),
        ),
      ),
    )
    const [header] = Array.from(ingest.streams.values(), (stream) => stream.header)
    expect(Buffer.from(header?.manifestHash ?? [])).toEqual(Buffer.from(set.hash))
  })
})
