// The pages in a real browser, state by state, under the viewer's own security headers. The bundles must be built.
import { type Browser, type BrowserContext, chromium, type Frame, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { markedEvents } from '../../../test/fixture-events.ts'
import { type FixtureViewer, startFixtureViewer } from '../../../test/fixture-viewer.ts'
import type { PlayedSpan } from '../replay/played-spans.ts'

let viewer: FixtureViewer
let browser: Browser
let context: BrowserContext
let page: Page
let complaints: string[]
let requested: string[]

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
})

afterAll(async () => {
  await browser?.close()
})

beforeEach(async () => {
  viewer = await startFixtureViewer()
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  page = await context.newPage()
  complaints = []
  requested = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted|violat/i.test(message.text())) complaints.push(message.text())
  })
  page.on('request', (request) => requested.push(request.url()))
})

afterEach(async () => {
  await context.close()
  await viewer.stop()
})

/** Opens a session for a purpose and waits until its first frame is there. */
async function openReplay(session: number, query = ''): Promise<Frame> {
  await page.goto(`${viewer.url}/sessions/${viewer.world.sessions[session]?.id}${query}`)
  await page.waitForSelector('#purpose')
  await page.keyboard.press('Enter')
  return recordedDocument()
}

/** The document that rrweb rebuilt inside the replay frame. */
async function recordedDocument(): Promise<Frame> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const found = page.frames().find((frame) => frame.parentFrame()?.parentFrame() === page.mainFrame())
    if (found !== undefined && (await found.locator('h1').count()) > 0) return found
    await page.waitForTimeout(50)
  }
  throw new Error('no recorded document')
}

const position = () => page.locator('#replay-position').textContent()

describe('sign-in', () => {
  it('takes the token out of the address bar and shows the sessions', async () => {
    viewer.world.signedIn = false
    await page.goto(`${viewer.url}/sign-in#one-time-token`)
    await page.waitForSelector('.sessions tbody tr.row')
    expect(page.url()).toBe(`${viewer.url}/sessions`)
    expect(requested.some((url) => url.includes('one-time-token'))).toBe(false)
  })

  it('says that a link was used, with what to pass on', async () => {
    viewer.world.signedIn = false
    viewer.world.refuse['sign-in'] = { status: 401, code: 'link_refused' }
    await page.goto(`${viewer.url}/sign-in#used`)
    await page.waitForSelector('text=was used before, or it has expired')
    expect(await page.locator('.notice-facts').textContent()).toContain('link_refused')
  })

  it('says that one is signed out when the session ends meanwhile', async () => {
    await page.goto(`${viewer.url}/sessions`)
    await page.waitForSelector('.sessions tbody tr.row')
    viewer.world.signedIn = false
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.waitForSelector('text=You are signed out.')
  })

  it('offers the ways in that there are', async () => {
    viewer.world.signedIn = false
    await page.goto(`${viewer.url}/audit?actor=x`)
    const provider = page.getByRole('button', { name: 'Sign in with Clinic ID' })
    await provider.waitFor()
    expect(await page.locator('.door').textContent()).toContain('One-time links are for demos')
    viewer.world.refuse['oidc'] = { status: 503, code: 'identity_unavailable' }
    await provider.click()
    await page.waitForSelector('text=Your organisation’s sign-in does not answer.')
    delete viewer.world.refuse['oidc']
    await provider.click()
    await page.waitForURL(`${viewer.url}/provider`)
    viewer.world.ways = { oidc: null, passkeys: false, links: false }
    await page.goto(`${viewer.url}/audit`)
    await page.waitForSelector('text=You are signed out.')
    expect(await page.getByRole('button').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('says what went wrong at the provider, in words of its own', async () => {
    const request = '8d5a2c40-3a54-4a55-9f6d-0a5f9b0c7e11'
    await page.goto(`${viewer.url}/sign-in?problem=mfa_missing&request=${request}`)
    await page.waitForSelector('text=A second factor is required here')
    expect(page.url()).toBe(`${viewer.url}/sign-in`)
    expect(await page.locator('.notice-facts').textContent()).toContain('8d5a2c40…7e11')
    await page.getByRole('button', { name: 'Go to the viewer' }).click()
    await page.waitForSelector('.sessions tbody tr.row')
    await page.goto(`${viewer.url}/sign-in?problem=%3Cimg%3E`)
    await page.waitForSelector('.sessions tbody tr.row')
  })
})

describe('sign-ins', () => {
  it('are listed with where and how, and one is ended after a fresh proof, without asking for it twice', async () => {
    viewer.world.refuse['revoke'] = { status: 403, code: 'step_up_required' }
    await page.goto(`${viewer.url}/sessions`)
    await page.locator('.who a').click()
    await page.waitForSelector('text=Your sign-ins')
    const rows = page.locator('.sign-ins tbody tr')
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringContaining('Chrome 156 on Linux 10.0.0.7'),
      expect.stringContaining('id.clinic.example'),
    ])
    await rows.nth(1).getByRole('button', { name: 'Revoke' }).click()
    await rows.nth(1).getByRole('button', { name: 'End it' }).click()
    await page.waitForSelector('text=Is it still you, Ines Gruber?')
    await page.keyboard.press('Escape')
    await page.waitForSelector('text=This needs a fresh proof of who you are.')
    await rows.nth(1).getByRole('button', { name: 'End it' }).click()
    await page.getByPlaceholder('Paste the link').fill('http://127.0.0.1:4402/sign-in#fresh-token')
    await page.keyboard.press('Enter')
    await expect.poll(() => rows.count()).toBe(1)
    expect(await page.locator('dialog[open]').count()).toBe(0)
    expect(complaints).toEqual([])
  })
})

describe('sessions', () => {
  it('is walked with the keyboard alone', async () => {
    await page.goto(`${viewer.url}/`)
    await page.waitForSelector('.sessions tbody tr.row')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#purpose')
    expect(page.url()).toBe(`${viewer.url}/sessions/${viewer.world.sessions[0]?.id}`)
    await page.locator('.replay-back').click()
    await page.keyboard.press('/')
    await page.keyboard.type('recording')
    expect(await page.locator('.sessions tbody tr.row').count()).toBe(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.waitForSelector('dialog[open]')
  })

  it('leaves Enter to the link that one walked to', async () => {
    await page.goto(`${viewer.url}/`)
    await page.waitForSelector('.sessions tbody tr.row')
    const audit = page.getByRole('navigation').getByRole('link', { name: 'Audit' })
    while (!(await audit.evaluate((link) => link === document.activeElement)))
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.audit')
    expect(new URL(page.url()).pathname).toBe('/audit')
  })

  it('are not asked for on behalf of an admin, who begins with the audit log', async () => {
    viewer.world.roles = ['admin']
    await page.goto(`${viewer.url}/`)
    await page.waitForSelector('.audit tbody tr.row')
    expect(new URL(page.url()).pathname).toBe('/audit')
    expect(requested.filter((url) => new URL(url).pathname === '/api/sessions')).toEqual([])
  })

  it('fit a narrow window, as do the purpose and the replay', async () => {
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    await page.setViewportSize({ width: 400, height: 800 })
    await page.goto(`${viewer.url}/`)
    await page.waitForSelector('.sessions tbody tr.row')
    expect(await overflow()).toBe(0)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#purpose')
    expect(await overflow()).toBe(0)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.signal')
    expect(await overflow()).toBe(0)
    // One beneath the other, and whole.
    const parts = ['.replay-head', '.player', '.replay-foot', '.signals']
    const boxes = await Promise.all(parts.map((part) => page.locator(part).boundingBox()))
    const ends = boxes.map((box) => (box?.y ?? 0) + (box?.height ?? 0))
    for (const [index, box] of boxes.slice(1).entries()) expect(box?.y).toBeGreaterThan(ends[index] ?? 0)
    const hidden = await page
      .locator('.replay-head')
      .evaluate((head) => head.scrollHeight - head.clientHeight)
    expect(hidden).toBe(0)
  })

  it('says how to begin where nothing was recorded', async () => {
    viewer.world.sessions = []
    await page.goto(`${viewer.url}/sessions`)
    await page.waitForSelector('text=No session has been recorded yet.')
  })

  it('gives code and request id of a failure, and tries again', async () => {
    viewer.world.refuse['sessions'] = { status: 503, code: 'unavailable' }
    await page.goto(`${viewer.url}/sessions`)
    await page.waitForSelector('text=The store behind the viewer does not answer.')
    viewer.world.refuse = {}
    await page.click('button:has-text("Try again")')
    await page.waitForSelector('.sessions tbody tr.row')
  })

  it('says so when the viewer does not answer at all', async () => {
    await page.goto(`${viewer.url}/sessions`)
    await page.waitForSelector('.sessions tbody tr.row')
    await context.setOffline(true)
    await page.keyboard.press('r')
    await page.waitForSelector('text=The viewer does not answer.')
  })
})

describe('replay', () => {
  it('reads nothing before a purpose is given', async () => {
    await page.goto(`${viewer.url}/sessions/${viewer.world.sessions[1]?.id}`)
    await page.waitForSelector('#purpose')
    expect(viewer.world.asked).toEqual([])
    expect(requested.some((url) => url.includes('/replays'))).toBe(false)
  })

  it('shows masked text as bars and blocked boxes hatched, without a complaint of the browser', async () => {
    const recorded = await openReplay(1)
    expect(await recorded.locator('h1').textContent()).toBe('Patient')
    const painted = await recorded.evaluate('CSS.highlights.get("reseal-mask")?.size ?? 0')
    expect(painted).toBe(2)
    expect(await recorded.locator('input[data-reseal-mask="typed"]').count()).toBe(1)
    const hatched = 'getComputedStyle(document.querySelector("[data-reseal=block]")).backgroundImage'
    expect(await recorded.evaluate(hatched)).toContain('gradient')
    expect(complaints).toEqual([])
  })

  it('asks nobody but the two origins of the viewer', async () => {
    await openReplay(1)
    const origins = new Set(
      requested.filter((url) => url.startsWith('http')).map((url) => new URL(url).origin),
    )
    expect(
      [...origins].filter((origin) => origin !== viewer.url && !origin.startsWith('http://localhost:')),
    ).toEqual([])
  })

  it('runs no script of the recorded page', async () => {
    await openReplay(1)
    const sandbox = await page.frameLocator('.player-frame').locator('iframe').getAttribute('sandbox')
    expect(sandbox).toBe('allow-same-origin')
  })

  it('begins at the moment of the address, and keeps the address at the moment', async () => {
    await openReplay(1, '?t=0:30')
    expect(await position()).toBe('0:30')
    await page.locator('.replay-head').click()
    await page.keyboard.press('ArrowRight')
    await expect.poll(position).toBe('0:35')
    await expect.poll(() => page.url()).toContain('t=0:35')
  })

  it('plays, goes to the next error, and reads no segment twice', async () => {
    await openReplay(1)
    await page.locator('.replay-head').click()
    await page.keyboard.press('Space')
    await expect.poll(position, { timeout: 10_000 }).not.toBe('0:00')
    await page.keyboard.press('Space')
    for (let step = 0; step < 4; step += 1) {
      await page.keyboard.press('ArrowRight')
      await page.waitForTimeout(150)
    }
    await page.keyboard.press('e')
    await page.waitForTimeout(300)
    const starts = viewer.world.asked.map((query) => new URLSearchParams(query).get('fromIndex'))
    expect(new Set(starts).size).toBe(starts.length)
  })

  it('names the streams of a session on one timeline', async () => {
    await openReplay(0)
    expect(await page.locator('.lane-bar').count()).toBe(2)
    await page.locator('.lane-bar').nth(1).click()
    await expect.poll(() => page.url()).toContain(`stream=${viewer.world.sessions[0]?.streams[1]?.stream}`)
    expect(await page.locator('.watermark-corner').textContent()).toContain('Ines Gruber')
  })

  it('is refused in words, with code and request id', async () => {
    viewer.world.refuse['replays'] = { status: 403, code: 'role_not_allowed' }
    await page.goto(`${viewer.url}/sessions/${viewer.world.sessions[1]?.id}`)
    await page.click('.prompt .button-main')
    await page.waitForSelector('text=Your role does not allow this.')
    expect(await page.locator('.notice-facts').textContent()).toContain('role_not_allowed')
    expect(await page.locator('.player').count()).toBe(0)
  })

  it('says that a stream was shredded', async () => {
    viewer.world.refuse['range'] = { status: 410, code: 'shredded' }
    await page.goto(`${viewer.url}/sessions/${viewer.world.sessions[1]?.id}`)
    await page.click('.prompt .button-main')
    await page.waitForSelector('text=This stream was shredded')
  })

  it('says on what consent it was recorded, and whether the header proves it', async () => {
    const stream = viewer.world.sessions[1]?.streams[0]
    await openReplay(1)
    await page.waitForSelector('text=banner, notice 2026-01, 2026-01-01 00:00:00 UTC ✓')
    if (stream !== undefined) stream.consentHash = '00'.repeat(32)
    await openReplay(1)
    await page.waitForSelector('text=not the receipt in the header')
    expect(complaints).toEqual([])
  })

  it('asks nobody why they open a session whose consent was withdrawn', async () => {
    const session = viewer.world.sessions[1]
    if (session !== undefined) session.state = 'withdrawn'
    await page.goto(`${viewer.url}/sessions`)
    await page.waitForSelector('.state:has-text("withdrawn")')
    await page.goto(`${viewer.url}/sessions/${session?.id}`)
    await page.waitForSelector('text=Consent to this session was withdrawn')
    expect(await page.locator('#purpose').count()).toBe(0)
  })

  it('asks for the purpose again when the replay has expired', async () => {
    viewer.world.refuse['range'] = { status: 403, code: 'replay_expired' }
    await page.goto(`${viewer.url}/sessions/${viewer.world.sessions[1]?.id}`)
    await page.click('.prompt .button-main')
    await page.waitForSelector('text=This replay has expired.')
    await page.click('button:has-text("Try again")')
    await page.waitForSelector('#purpose')
  })
})

describe('watching', () => {
  const recordedName = () => viewer.world.sessions[0]?.streams[0]?.stream

  it('reports what was played when the page goes', async () => {
    await openReplay(0, '?t=0:10')
    await page.keyboard.press('Space')
    await expect.poll(position).not.toBe('0:10')
    await page.goto('about:blank')
    const spans = () =>
      (viewer.world.played as { streams: { stream: string; spans: PlayedSpan[] }[] }[])
        .flatMap(({ streams }) => streams)
        .filter(({ stream }) => stream === recordedName())
        .flatMap((each) => each.spans)
    const startMs = (viewer.world.sessions[0]?.startedAtMs ?? 0) + 10_000
    await expect.poll(() => spans().some(({ toMs }) => toMs >= startMs + 1_000)).toBe(true)
    expect(Math.min(...spans().map(({ fromMs }) => fromMs))).toBe(startMs)
  })

  it('stands under the name of who watches and the time, above what was recorded', async () => {
    await openReplay(0)
    const mark = page.locator('.watermark-corner')
    expect(await mark.textContent()).toMatch(/^Ines Gruber · \d{4}-\d\d-\d\d \d\d:\d\d UTC$/)
    const box = await mark.boundingBox()
    const frame = await page.locator('.player-frame').boundingBox()
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((frame?.x ?? 0) + (frame?.width ?? 0))
    // It takes no pointer, so it is looked for with that lifted.
    const top = await page.evaluate(() => {
      const corner = document.querySelector<HTMLElement>('.watermark-corner')
      if (corner === null) return undefined
      corner.style.pointerEvents = 'auto'
      const { left, top: y, width, height } = corner.getBoundingClientRect()
      return document.elementFromPoint(left + width / 2, y + height / 2)?.className
    })
    expect(top).toBe('watermark-corner')
  })

  it('takes a note at the moment, jumps to it, and refuses one with an identifier', async () => {
    await openReplay(0, '?t=0:12')
    await page.keyboard.press('n')
    await page.keyboard.type('call 415-555-0132')
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=Not kept: a detector takes part of it for a phone or fax number.')
    expect(viewer.world.notes).toEqual([])
    await page.keyboard.press('Control+a')
    await page.keyboard.type('The spinner never ends')
    expect(await page.locator('.note-failure').count()).toBe(0)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.note')
    expect(viewer.world.notes[0]).toMatchObject({ text: 'The spinner never ends', stream: recordedName() })
    await page.keyboard.press('Escape')
    await page.keyboard.press('Shift+ArrowRight')
    await expect.poll(position).toBe('0:42')
    await page.click('.note-jump')
    await expect.poll(position).toBe('0:12')
    await page.click('text=Remove')
    await expect.poll(() => page.locator('.note').count()).toBe(0)
  })

  it('waits calmly for what was not checked yet, and goes on by itself', async () => {
    viewer.world.refuse['range'] = { status: 425, code: 'not_checked_yet' }
    await page.goto(`${viewer.url}/sessions/${viewer.world.sessions[0]?.id}`)
    await page.waitForSelector('#purpose')
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=This part has just arrived and is looked at first.')
    expect(await page.locator('[role=alert]').count()).toBe(0)
    viewer.world.refuse = {}
    expect(await (await recordedDocument()).locator('h1').textContent()).toBe('Patient')
  })
})

describe('provenance', () => {
  const painted = (recorded: Frame, name: string) =>
    recorded.evaluate(`CSS.highlights.get("${name}")?.size ?? 0`)
  const legend = () =>
    page
      .locator('.legend-kind')
      .evaluateAll((items) =>
        items.map((item) => (item.textContent ?? '').replace(/^Aa|in view$/g, '').trim()),
      )
  const note = () => page.locator('.thing-note').textContent()

  beforeEach(() => {
    viewer.world.eventsOf = markedEvents
  })

  it('counts what is in view by kind, and tints it by the key', async () => {
    const recorded = await openReplay(1)
    const kinds = ['static 2', 'by rule 1', 'unexplained 1', 'masked 1', 'field 3', 'blocked 1']
    await expect.poll(legend).toEqual(kinds)
    expect(await painted(recorded, 'reseal-static')).toBe(0)
    await page.keyboard.press('p')
    await expect.poll(() => painted(recorded, 'reseal-static')).toBe(2)
    expect(await painted(recorded, 'reseal-rule')).toBe(1)
    expect(await painted(recorded, 'reseal-masked')).toBe(1)
    expect(await page.locator('.legend-switch').getAttribute('aria-pressed')).toBe('true')
    await page.locator('.legend-switch').click()
    await expect.poll(() => painted(recorded, 'reseal-static')).toBe(0)
    expect(complaints).toEqual([])
  })

  it('reaches into shadow roots', async () => {
    const recorded = await openReplay(1)
    const field = recorded.locator('section input')
    const letters = () => field.evaluate((input) => getComputedStyle(input).webkitTextFillColor)
    const outline = () => field.evaluate((input) => getComputedStyle(input).outlineStyle)
    await expect.poll(letters).toBe('rgba(0, 0, 0, 0)')
    expect(await outline()).toBe('none')
    await page.keyboard.press('p')
    await expect.poll(outline).toBe('dotted')
  })

  it('names what let a thing through where the pointer is, and by the keyboard alone', async () => {
    const recorded = await openReplay(1)
    await recorded.locator('h2').waitFor()
    const rule = await recorded.locator('h2').boundingBox()
    await page.mouse.move((rule?.x ?? 0) + 10, (rule?.y ?? 0) + 10)
    await expect.poll(note).toBe('Let through by the rule interface-words.')
    await page.mouse.move(5, 5)
    await expect.poll(() => page.locator('.thing-note').isVisible()).toBe(false)
    await page.locator('.legend-kind:has-text("field")').focus()
    await page.keyboard.press('Enter')
    await expect.poll(note).toContain('what is typed or chosen in it is not recorded')
    expect(await note()).toContain('placeholder: static text')
    expect(await note()).toContain('title: let through by the rule titles')
    await page.keyboard.press('Enter')
    await expect.poll(note).toContain('what it holds was let through by the rule fields')
    expect(await page.locator('.player [role=status]').textContent()).toContain('by the rule fields')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('.thing-note').isVisible()).toBe(false)
  })

  it('follows the marks back and forth in time', async () => {
    const recorded = await openReplay(1, '?t=0:22')
    await page.keyboard.press('p')
    const texts = (kind: string) =>
      recorded.evaluate(
        `Array.from(CSS.highlights.get("reseal-${kind}") ?? [], (range) => range.startContainer.data).join()`,
      )
    await expect.poll(() => texts('static')).toBe('Draft saved,In a shadow')
    expect(await texts('masked')).toBe('xxxxx xxx')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => texts('static')).toBe('Save draft,In a shadow')
    expect(await texts('masked')).toBe('xxxxx xxxxx xxx')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => texts('static')).toBe('Draft saved,In a shadow')
  })

  it('shows at the field, and in the list, that it became invalid', async () => {
    await openReplay(1, '?t=0:22')
    const badge = page.frameLocator('.player-frame').locator('.badge')
    await expect.poll(() => badge.allTextContents()).toEqual(['▲ invalid ×3 · empty'])
    await page.click('.signal-tab:has-text("Fields")')
    const line = '<input> Given name: became invalid (3rd time), nothing in it'
    expect(await page.locator('.signal-text').textContent()).toBe(line)
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => badge.count()).toBe(0)
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => badge.count()).toBe(1)
    expect(complaints).toEqual([])
  })

  it('remembers that the legend is closed', async () => {
    await openReplay(1)
    await page.keyboard.press('l')
    expect(await page.locator('.legend-kinds').isVisible()).toBe(false)
    await openReplay(1)
    expect(await page.locator('.legend-kinds').isVisible()).toBe(false)
    expect(await page.locator('.legend-fold').getAttribute('aria-expanded')).toBe('false')
  })
})

describe('audit', () => {
  it('lists who saw which range, and opens an event', async () => {
    viewer.world.roles = ['auditor']
    await page.goto(`${viewer.url}/audit`)
    await page.waitForSelector('.watched-bar')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    const download = page.waitForEvent('download')
    await page.click('text=Save receipt')
    expect((await download).suggestedFilename()).toMatch(/^reseal-audit-\d+\.tlog-proof$/)
    await page.click('text=Who else saw this session')
    await expect.poll(() => page.url()).toContain('session=')
    const panel = page.getByRole('region', { name: 'Who saw this session' })
    await panel.getByText('2 people watched, 3 in all').waitFor()
    expect(await panel.locator('tbody tr').allInnerTexts()).toEqual([
      expect.stringContaining('Ines Gruber engineer'),
      expect.stringContaining('erased engineer'),
      expect.stringContaining('Otto Maier auditor'),
    ])
    expect(complaints).toEqual([])
  })

  it('keeps its conditions in the address, asks for them and exports them', async () => {
    viewer.world.roles = ['auditor']
    await page.goto(`${viewer.url}/audit?outcome=denied`)
    await page.waitForSelector('.audit tbody tr.row')
    await page.keyboard.press('/')
    await page.keyboard.type('Ines Gruber')
    await page.getByLabel('App', { exact: true }).fill('portal')
    await page.getByLabel('From').fill('2026-11-01')
    await page.getByLabel('to', { exact: true }).fill('2026-11-02')
    await page.getByLabel('Why').selectOption('incident')
    await expect.poll(() => new URL(page.url()).search).toContain('purpose=incident')
    const [from, to] = [Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 3) - 1]
    const conditions = {
      actor: 'Ines Gruber',
      app: 'portal',
      outcome: 'denied',
      purpose: 'incident',
      fromMs: String(from),
      toMs: String(to),
    }
    const asked = () => requested.filter((url) => new URL(url).pathname === '/api/audit').at(-1) ?? ''
    await expect.poll(() => asked()).toContain('portal')
    expect(Object.fromEntries(new URL(asked()).searchParams)).toMatchObject(conditions)
    expect(await page.getByLabel('Outcome').inputValue()).toBe('denied')
    const link = page.getByRole('link', { name: 'FHIR' })
    const target = new URL((await link.getAttribute('href')) ?? '', viewer.url)
    expect(target.pathname).toBe('/api/audit/export')
    expect(Object.fromEntries(target.searchParams)).toEqual({ format: 'fhir', ...conditions })
    await page.click('text=Show all')
    await expect.poll(() => new URL(page.url()).search).toBe('')
    expect(complaints).toEqual([])
  })

  it('says what could not be asked, and asks again', async () => {
    viewer.world.roles = ['auditor']
    viewer.world.refuse['who-saw'] = { status: 503, code: 'unavailable' }
    const session = viewer.world.sessions[1]?.id ?? ''
    await page.goto(`${viewer.url}/audit?session=${session}`)
    await page.waitForSelector('.notice-bar')
    delete viewer.world.refuse['who-saw']
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('region', { name: 'Who saw this session' }).waitFor()
  })
})

describe('trust line', () => {
  it('warns while a log waits for its anchor', async () => {
    viewer.world.integrity.logs.audit.unanchoredForMs = 30_000
    await page.goto(`${viewer.url}/sessions`)
    await page.waitForSelector('.trust .dot-warning')
    expect(await page.locator('.trust').textContent()).toContain('anchoring waits')
  })
})
