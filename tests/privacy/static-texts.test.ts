// Readable by provenance, in the recorder as it ships: what the manifest of a release says is
// recorded as it is, and nothing else; a manifest that is broken, late or absent opens nothing.
import { createStaticTexts, encodeStaticTexts } from '@reseal/redaction-rules/static-texts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import {
  pageSecret,
  type RecorderHost,
  startRecorderHost,
  startVisit,
  type Visit,
  type VisitOptions,
} from '../support/recorder-host.ts'

const manifest = encodeStaticTexts(['Save draft', 'Your medication', 'Search patients', 'Signed in as'])

const body = `
  <h2>Your
    medication</h2>
  <p id="name">${pageSecret}</p>
  <p>Signed in as <b>${pageSecret}</b></p>
  <input placeholder="Search patients" value="${pageSecret}">
  <button title="Save draft">Save draft</button>
  <p>Save draft ${pageSecret}</p>
  <select><option>Save draft</option></select>
  <div contenteditable>Save draft</div>
  <div data-reseal="mask">Your medication</div>`

let host: RecorderHost

beforeAll(async () => {
  host = await startRecorderHost(launchChromium)
})

afterAll(() => host.stop())

async function visitWith(options: VisitOptions): Promise<Visit> {
  const visit = await startVisit(host, { ...options, isIdle: true })
  await visit.page.evaluate((html) => {
    document.body.innerHTML = html
  }, body)
  return visit
}

/** Readable texts of all streams, and the hashes in their headers. */
async function recordedBy(
  visit: Visit,
): Promise<{ readonly events: string; readonly hashes: (string | undefined)[] }> {
  await visit.page.waitForFunction(() => window.recorder?.sessionUrl() !== undefined)
  await visit.page.evaluate((secret) => {
    const name = document.querySelector('#name')?.firstChild
    if (name) name.nodeValue = `${secret} and more`
  }, pageSecret)
  await visit.stopRecorder()
  const headers = Array.from(visit.ingest.streams.values(), ({ header }) => header)
  return {
    events: await visit.events(),
    hashes: headers.map(
      ({ manifestHash }) => manifestHash && Buffer.from(manifestHash).toString('base64url'),
    ),
  }
}

describe('a page with a manifest', () => {
  it.concurrent.each([
    ['a string', { options: { manifest } }],
    ['a function', { scripted: `{ manifest: async () => '${manifest}' }` }],
  ])('is recorded with its static texts, given as %s, and the hash of the set', async (_, options) => {
    const visit = await visitWith(options)
    await visit.init()
    const { events, hashes } = await recordedBy(visit)
    const count = (text: string): number => events.split(text).length - 1
    expect(hashes).toEqual([Buffer.from(createStaticTexts(manifest).hash).toString('base64url')])
    // In the form of the manifest; the button's text and title, and no other.
    expect(count('"Your medication"')).toBe(1)
    expect(count('"Signed in as "')).toBe(1)
    expect(count('"Save draft"')).toBe(2)
    expect(count('"placeholder":"Search patients"')).toBe(1)
    expect(count('"static":true')).toBe(3)
    expect(count('"static":["')).toBe(2)
    expect(await visit.leaks()).toEqual([])
    expect(await visit.errors()).toEqual([])
    await visit.close()
  })

  const broken: readonly (readonly [string, VisitOptions])[] = [
    ['is broken', { options: { manifest: `${manifest}A` } }],
    ['is refused', { scripted: `{ manifest: () => Promise.reject(new Error('Save draft')) }` }],
    ['never comes', { scripted: `{ manifest: () => new Promise(() => {}) }` }],
  ]
  it.concurrent.each(broken)(
    'is recorded masked, with one error, where the manifest %s',
    async (_, options) => {
      const visit = await visitWith(options)
      await visit.init()
      const { events, hashes } = await recordedBy(visit)
      expect(hashes).toEqual([undefined])
      expect(events).not.toMatch(/Save draft|Your medication|Search patients|Signed in|"static"/)
      expect(await visit.errors()).toEqual(['manifest_unavailable'])
      await visit.close()
    },
  )

  it.concurrent('is recorded masked, with one error, where the chunk was tampered with', async () => {
    const visit = await visitWith({ options: { manifest } })
    const body = 'window.tampered = true'
    await visit.page.route(/reseal\.provenance\.js/, (route) => route.fulfill({ status: 200, body }))
    await visit.init()
    const { events, hashes } = await recordedBy(visit)
    expect(hashes).toEqual([undefined])
    expect(events).not.toMatch(/Save draft|"static"/)
    expect(await visit.errors()).toEqual(['manifest_unavailable'])
    expect(await visit.page.evaluate(() => 'tampered' in window)).toBe(false)
    await visit.close()
  })

  it.concurrent('is asked for neither the chunk nor the set before recording may begin', async () => {
    const visit = await visitWith({
      options: { consent: 'required' },
      scripted: `{ manifest: () => { window.asked = true; return Promise.resolve('${manifest}') } }`,
    })
    const loaded: string[] = []
    visit.page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
    await visit.init()
    const hasAsked = (): Promise<boolean> => visit.page.evaluate(() => 'asked' in window)
    expect(await hasAsked()).toBe(false)
    expect(loaded).not.toContain('/reseal.provenance.js')
    const status = await visit.page.evaluate(() => {
      window.recorder?.grantConsent()
      return (window.recorder as unknown as { status(): string }).status()
    })
    // Nothing is observed until it is known what may be read.
    expect(status).toBe('waiting-for-manifest')
    const { events } = await recordedBy(visit)
    expect(events).toContain('"Save draft"')
    expect(loaded).toContain('/reseal.provenance.js')
    await visit.close()
  })

  it.concurrent('keeps the set of its own release while another is deployed', async () => {
    const next = encodeStaticTexts(['Your medication', 'Save and send'])
    const old = await visitWith({ options: { manifest } })
    await old.init()
    const young = await visitWith({ options: { manifest: next } })
    await young.page.evaluate(() => document.body.append('Save and send'))
    await young.init()
    await old.page.evaluate(() => document.body.append('Save and send'))
    const [before, after] = await Promise.all([recordedBy(old), recordedBy(young)])
    expect(before.events).toContain('"Save draft"')
    expect(before.events).not.toContain('Save and send')
    expect(after.events).toContain('"Save and send"')
    expect(after.events).not.toContain('"Save draft"')
    expect(after.hashes).toEqual([Buffer.from(createStaticTexts(next).hash).toString('base64url')])
    expect(after.hashes).not.toEqual(before.hashes)
    await Promise.all([old.close(), young.close()])
  })
})
