// Recordings that try to run something, to fetch something, to get away or to stop the player, played in the built viewer
// under its own headers: nothing runs, nobody is asked, and what comes after them is shown.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Frame, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FixtureViewer, startFixtureViewer } from '../../packages/viewer/test/fixture-viewer.ts'
import { launchChromium } from '../support/browser.ts'
import { hostileMarkup } from './hostile-markup.ts'
import {
  additionsOf,
  firstText,
  lastText,
  lastTextMs,
  recordingOf,
  renumber,
  type SerialNode,
  serialise,
} from './hostile-recording.ts'
import { malformedEvents } from './malformed-events.ts'

/** A moment behind what comes last. */
const afterLastMs = lastTextMs + 1_000

let viewer: FixtureViewer
let home: Server
let homeUrl: string
let browser: Browser
let context: BrowserContext
let page: Page
let calls: string[]
let asked: string[]
let happened: string[]

beforeAll(async () => {
  viewer = await startFixtureViewer()
  home = createServer((request, response) => {
    calls.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => home.listen(0, '127.0.0.1', resolve))
  homeUrl = `http://127.0.0.1:${(home.address() as AddressInfo).port}`
  browser = await launchChromium()
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  page = await context.newPage()
  // What the content security policy stops is told as a request, too, though it never left.
  page.on('requestfinished', (request) => asked.push(request.url()))
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'csp') asked.push(request.url())
  })
  page.on('dialog', (dialog) => {
    happened.push(`dialog ${dialog.type()}`)
    void dialog.dismiss()
  })
  page.on('popup', () => happened.push('popup'))
  page.on('download', () => happened.push('download'))
})

afterAll(async () => {
  await browser?.close()
  await viewer?.stop()
  home?.close()
})

/** What a case tries, with its own address to call and its own mark to leave. */
function armed({ name, html }: { readonly name: string; readonly html: string }): string {
  const address = `${homeUrl}/${name}`
  const run = `document.documentElement.dataset.ran='${name}';new Image().src='${address}'`
  return html.replaceAll('{{home}}', address).replaceAll('{{run}}', run.replaceAll('"', '&quot;'))
}

/** The page that rrweb built, within the replay frame. */
function recordedDocument(): Frame | undefined {
  return page.frames().find((frame) => frame.parentFrame()?.parentFrame() === page.mainFrame())
}

/** Plays a recording from its start at eight times the speed until what comes last is shown, or for too long. */
async function play(eventsOf: (startedAtMs: number) => readonly object[], atMs = 0): Promise<boolean> {
  calls = []
  asked = []
  happened = []
  viewer.world.eventsOf = (startedAtMs, index) => (index === 0 ? eventsOf(startedAtMs) : [])
  const at = atMs === 0 ? '' : `?t=0:0${atMs / 1000}`
  await page.goto(`${viewer.url}/sessions/${viewer.world.sessions[1]?.id}${at}`)
  await page.waitForSelector('#purpose')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#replay-position')
  if (atMs === 0) {
    await expect.poll(shownTitle, { timeout: 30_000 }).toBe(firstText)
    // A speed that was clicked leaves the space bar to the player.
    await page.getByRole('button', { name: '8×', exact: true }).click()
    await page.keyboard.press('Space')
  }
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if ((await shownTitle()) === lastText) return true
    await page.waitForTimeout(50)
  }
  return false
}

const shownTitle = async (): Promise<string | null | undefined> =>
  recordedDocument()
    ?.locator('h1')
    .first()
    .textContent({ timeout: 1_000 })
    .catch(() => undefined)

/** What it came to: whoever was asked outside, marks of script, windows. Empty where nothing got through. */
async function findEscapes(): Promise<string[]> {
  // What is fetched late, or ran late, has come by the time that a request of our own has come and gone.
  await page.waitForTimeout(250)
  const own = [viewer.url, await replayOrigin()]
  const outside = asked.filter(
    (url) => !url.startsWith('data:') && !own.some((origin) => url.startsWith(`${origin}/`)),
  )
  const marks = await Promise.all(
    page
      .frames()
      .map((frame) => frame.evaluate(() => document.documentElement.dataset['ran']).catch(() => undefined)),
  )
  return [
    ...calls.map((path) => `called ${path}`),
    ...outside.filter((url) => !url.startsWith('about:')).map((url) => `asked ${url}`),
    ...marks.flatMap((mark) => (mark === undefined ? [] : [`ran ${mark}`])),
    ...happened,
    ...(page.url().startsWith(`${viewer.url}/sessions/`) ? [] : ['left the page']),
  ]
}

function replayFrame(): Frame {
  const frame = page.frames().find((each) => each.parentFrame() === page.mainFrame())
  if (frame === undefined) throw new Error('no replay frame')
  return frame
}

const replayOrigin = async (): Promise<string> => new URL(replayFrame().url()).origin

/** The cases as nodes of a recording, parsed where the viewer's policy does not reach. */
async function nodesOf(cases: readonly { readonly name: string; readonly html: string }[], fromId: number) {
  const nodes: SerialNode[] = []
  const parser = await context.newPage()
  let nextId = fromId
  for (const each of cases) {
    const numbered = renumber(await serialise(parser, armed(each)), nextId)
    nodes.push(...numbered.nodes)
    nextId = numbered.nextId
  }
  await parser.close()
  return nodes
}

describe('markup that tries something', () => {
  test('there are sixty cases and more, each of its own name', () => {
    expect(new Set(hostileMarkup.map(({ name }) => name)).size).toBe(hostileMarkup.length)
    expect(hostileMarkup.length).toBeGreaterThanOrEqual(60)
  })

  test('does nothing when it is in the first snapshot, even if it is clicked', async () => {
    const nodes = await nodesOf(hostileMarkup, 1_000)
    expect(await play((at) => recordingOf(at, { nodes }), afterLastMs)).toBe(true)
    // As if the frame let a click through: the recorded page hears it itself.
    await recordedDocument()?.evaluate(() => {
      for (const each of document.querySelectorAll('.click')) {
        each.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
      }
    })
    expect(await findEscapes()).toEqual([])
  })

  test('does nothing when it comes as a change while the replay plays', async () => {
    const nodes = await nodesOf(hostileMarkup, 1_000)
    expect(await play((at) => recordingOf(at, { events: additionsOf(at + 500, nodes) }))).toBe(true)
    expect(await findEscapes()).toEqual([])
  })

  test('does nothing as an attribute that is set later', async () => {
    const attributes = {
      onclick: `new Image().src='${homeUrl}/set-later'`,
      onmouseover: `new Image().src='${homeUrl}/set-later'`,
      src: `${homeUrl}/set-later-src`,
      href: `javascript:void(new Image().src='${homeUrl}/set-later-href')`,
      srcdoc: `<img src="${homeUrl}/set-later-srcdoc">`,
      style: { background: `url(${homeUrl}/set-later-style)` },
      background: `${homeUrl}/set-later-background`,
      ping: `${homeUrl}/set-later-ping`,
    }
    const nodes = ['a', 'img', 'iframe', 'p', 'video', 'input'].map((tagName, index) => ({
      type: 2,
      id: 500 + index,
      tagName,
      attributes: {},
      childNodes: [],
    }))
    const changes = {
      texts: [],
      removes: [],
      adds: [],
      attributes: nodes.map(({ id }) => ({ id, attributes })),
    }
    const events = (at: number) => [{ type: 3, timestamp: at + 500, data: { source: 0, ...changes } }]
    expect(await play((at) => recordingOf(at, { nodes, events: events(at) }))).toBe(true)
    expect(await findEscapes()).toEqual([])
  })
})

describe('events that no recorder makes', () => {
  test('do not keep the player from what comes after them, played or jumped over', async () => {
    const all = (at: number) =>
      recordingOf(at, { events: malformedEvents.flatMap(({ events }) => events(at + 500)) })
    const survives = async (eventsOf: (at: number) => readonly object[]) =>
      (await play(eventsOf)) && (await play(eventsOf, afterLastMs))
    const culprits: string[] = []
    if (!(await survives(all))) {
      for (const { name, events } of malformedEvents) {
        if (!(await survives((at) => recordingOf(at, { events: events(at + 500) })))) culprits.push(name)
      }
      expect(culprits).not.toEqual([])
    }
    expect(culprits).toEqual([])
    expect(await findEscapes()).toEqual([])
  })

  test('do not keep it from them when they are huge', async () => {
    const line = (id: number): SerialNode => ({ type: 2, id, tagName: 'i', attributes: {}, childNodes: [] })
    const wide = Array.from({ length: 20_000 }, (_, index) => line(1_000 + index))
    let deep: SerialNode = line(900_000)
    for (let depth = 1; depth < 1_000; depth += 1) deep = { ...line(900_000 + depth), childNodes: [deep] }
    const long = { ...line(990_000), attributes: { title: 'x'.repeat(9_000_000) } }
    const text = { type: 3, id: 990_001, textContent: 'y'.repeat(2_000_000) }
    expect(await play((at) => recordingOf(at, { nodes: [deep, long, text, ...wide] }), afterLastMs)).toBe(
      true,
    )
  })
})

describe('script on the replay origin, if it ran', () => {
  test('has no cookie, gets no answer of the API, and reads nothing of the viewer', async () => {
    await play((at) => recordingOf(at, {}), afterLastMs)
    const reached = await replayFrame().evaluate(async (api) => {
      const tried: Record<string, () => unknown> = {
        cookie: () => (document.cookie === '' ? Promise.reject(new Error('none')) : document.cookie),
        fetch: () => fetch(`${api}/api/me`, { credentials: 'include' }),
        'fetch without reading': () => fetch(`${api}/api/me`, { mode: 'no-cors', credentials: 'include' }),
        beacon: () =>
          navigator.sendBeacon(`${api}/api/sign-out`) ? fetch(`${api}/api/me`) : Promise.reject(),
        'its own origin': () => fetch('/api/me'),
        'the viewer’s document': () => window.parent.document.title,
        'the viewer’s storage': () => window.parent.localStorage.length,
        'the viewer’s address': () => window.parent.location.href,
        'a worker': () =>
          new Promise((resolve, reject) => {
            const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))
            worker.addEventListener('message', resolve)
            worker.addEventListener('error', reject)
          }),
      }
      const outcomes: string[] = []
      for (const [name, attempt] of Object.entries(tried)) {
        try {
          await attempt()
          outcomes.push(name)
        } catch {
          // Refused, as it is to be.
        }
      }
      return outcomes
    }, viewer.url)
    expect(reached).toEqual([])
    expect(viewer.world.signedIn).toBe(true)
  })
})
