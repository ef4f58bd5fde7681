// The pages in a real browser, state by state, under the viewer's own security headers. The bundles must be built.
import { type Browser, type BrowserContext, chromium, type Frame, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countingEvents, markedEvents } from '../../../test/fixture-events.ts'
import { type FixtureViewer, startFixtureViewer } from '../../../test/fixture-viewer.ts'
import { generateSessions } from '../../../test/generated-sessions.ts'
import { segmentsFrom } from '../../../test/range-server.ts'
import { scrollThrough } from '../../../test/scroll-sessions.ts'
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
    await page.keyboard.type('state:rec')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.sessions tbody tr.row').count()).toBe(1)
    expect(page.url()).toBe(`${viewer.url}/sessions?q=state:recording`)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.waitForSelector('dialog[open]')
  })

  it('finds its place again after a session was looked at', async () => {
    viewer.world.summaries = generateSessions(400, Date.now())
    await page.goto(`${viewer.url}/sessions?q=error:any`)
    await page.waitForSelector('.sessions tbody tr.row')
    await page.keyboard.press('End')
    const opened = await page.locator('tr[aria-selected="true"]').getAttribute('data-session')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/sessions/${opened}`)
    await page.goBack()
    await page.waitForSelector(`tr[aria-selected="true"][data-session="${opened}"]`)
    expect(page.url()).toBe(`${viewer.url}/sessions?q=error:any`)
  })

  it('say what a search means, complete it, and what to write in place of what they cannot read', async () => {
    await page.goto(`${viewer.url}/sessions`)
    await page.waitForSelector('.facet-count')
    await page.keyboard.press('/')
    const field = page.getByRole('combobox', { name: 'Search sessions' })
    await page.keyboard.type('rel')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await field.inputValue()).toBe('release:')
    await page.keyboard.press('ArrowDown')
    const active = await field.getAttribute('aria-activedescendant')
    const chosen = page.locator(`[id="${active}"]`)
    const written = (await chosen.locator('.mono').textContent()) ?? ''
    expect(written).toMatch(/^release:1/)
    await page.keyboard.press('Enter')
    await page.waitForURL(`${viewer.url}/sessions?q=${written}`)
    await page.keyboard.type('rage:often ')
    await page.waitForSelector('text=often is no count: write it as in rage:>0')
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(requested.filter((url) => url.includes('often'))).toEqual([])
    await page.goto(`${viewer.url}/sessions?q=page:/nowhere+rage:%3E0`)
    await page.waitForSelector('text=No session matches.')
    await page.getByRole('link', { name: 'page:/nowhere' }).click()
    await page.waitForSelector('.sessions tbody tr.row')
    expect(page.url()).toBe(`${viewer.url}/sessions?q=rage:%3E0`)
  })

  it('are sorted by a press on what stands above a column, and newest first again', async () => {
    viewer.world.summaries = generateSessions(130, Date.now())
    await page.goto(`${viewer.url}/sessions?q=error:any`)
    await page.waitForSelector('.sessions tbody tr.row')
    const length = page.getByRole('columnheader', { name: 'Length' })
    const first = page.locator('tr.row').first()
    const newest = await first.getAttribute('data-session')
    await length.getByRole('button').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${viewer.url}/sessions?q=error:any+sort:duration`)
    await expect.poll(() => length.getAttribute('aria-sort')).toBe('descending')
    const matching = viewer.world.summaries.filter(({ counts }) => (counts?.errors ?? 0) > 0)
    const longest = matching.toSorted((a, b) => b.durationMs - a.durationMs)[0]
    await expect.poll(() => first.getAttribute('data-session')).toBe(longest?.id)
    await page.getByRole('columnheader', { name: 'When' }).getByRole('button').click()
    await page.waitForURL(`${viewer.url}/sessions?q=error:any`)
    await expect.poll(() => first.getAttribute('data-session')).toBe(newest)
  })

  // RESEAL_SCROLL_SESSIONS=100000 scrolls through as many.
  const scrolled = Number(process.env['RESEAL_SCROLL_SESSIONS'] ?? 320)
  it('are scrolled through to the last, each seen once and in order', {
    timeout: 60_000 + scrolled * 20,
  }, async () => {
    const sessions = generateSessions(scrolled, Date.now())
    viewer.world.summaries = sessions
    await page.goto(`${viewer.url}/sessions`)
    const seen = await scrollThrough(page)
    expect(seen).toEqual(sessions.map(({ id }) => id))
    expect(await page.locator('.sessions').getAttribute('aria-rowcount')).toBe(String(scrolled + 1))
    expect(await page.locator('.sessions tbody tr.row').count()).toBeLessThan(100)
  })

  it('announce new ones, which come when they are asked for, and move nothing before', async () => {
    await page.clock.install()
    const sessions = generateSessions(60, Date.now())
    viewer.world.summaries = sessions.slice(3)
    await page.goto(`${viewer.url}/sessions`)
    await page.waitForSelector('.sessions tbody tr.row')
    await page.keyboard.press('j')
    viewer.world.summaries = sessions
    const news = page.getByRole('button', { name: '3 new sessions' })
    await expect.poll(async () => (await page.clock.runFor(10_000), await news.count())).toBe(1)
    const first = () => page.locator('.sessions tbody tr.row').first().getAttribute('data-session')
    expect(await first()).toBe(sessions[3]?.id)
    await page.keyboard.press('n')
    await expect.poll(first).toBe(sessions[0]?.id)
    expect(await page.locator('tr[aria-selected="true"]').getAttribute('data-session')).toBe(sessions[3]?.id)
    expect(await news.count()).toBe(0)
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
  it('takes the purpose of before, by a key or with Enter, and says what a ticket looks like', async () => {
    await page.goto(`${viewer.url}/sessions/${viewer.world.sessions[2]?.id}`)
    await page.waitForSelector('#purpose')
    await page.evaluate(() => {
      const kept = [
        { purpose: 'incident', ticket: 'OPS-1' },
        { purpose: 'debugging', ticket: 'RES-214' },
      ]
      localStorage.setItem('reseal.purpose', JSON.stringify(kept))
    })
    await page.reload()
    await page.waitForSelector('#purpose')
    expect(await page.locator('#purpose').inputValue()).toBe('incident')
    await page.getByLabel('Ticket').fill('not one')
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=This is no ticket of yours: one looks like')
    expect(requested.some((url) => url.endsWith('/replays'))).toBe(false)
    await page.locator('#purpose').press('2')
    await page.waitForSelector('.replay-why:has-text("debugging · RES-214")')
  })

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

  it('shows its panels by tab, key and address, in step both ways', async () => {
    await openReplay(1, '?t=0:22&panel=errors')
    const rows = () => page.locator('.signal[role=option]').allInnerTexts()
    await expect.poll(rows).toEqual([expect.stringContaining('TypeError')])
    await page.locator('.signal[role=option]').click()
    await expect.poll(position).toBe('0:19')
    expect(await page.locator('.row-detail').textContent()).toContain('at q7d:1:48213')
    await page.keyboard.press('1')
    await expect.poll(() => page.url()).toContain('panel=console')
    await expect.poll(() => page.locator('[aria-current=step]').textContent()).toContain('◀ now')
    await page.locator('.rows-search').fill('uncaught')
    await expect.poll(rows).toEqual([])
    await page.locator('.rows-search').fill('typeerror')
    await expect.poll(rows).toHaveLength(1)
    await page.locator('.rows-search').press('Escape')
    await page.keyboard.press(']')
    await expect.poll(() => page.url()).toContain('panel=network')
    const divider = page.getByRole('separator', { name: 'Width of the panels' })
    const width = () => page.locator('.signals').evaluate((side) => side.clientWidth)
    const before = await width()
    await divider.press('ArrowLeft')
    await expect.poll(width).toBe(before + 24)
    await page.reload()
    await page.locator('#purpose').press('Enter')
    await expect.poll(width).toBe(before + 24)
    expect(complaints).toEqual([])
  })

  it('looks into the redacted DOM of the moment, and never runs it', async () => {
    viewer.world.eventsOf = markedEvents
    await openReplay(1, '?panel=dom')
    const tree = page.getByRole('tree')
    await tree.getByRole('treeitem').filter({ hasText: '<body' }).waitFor()
    await page.getByLabel('Search the DOM').fill('given name')
    await page.waitForSelector('.row-detail >> text=Given name')
    expect(await page.locator('.row-detail').textContent()).toContain('let through by the rule titles')
    await page.getByLabel('Search the DOM').fill('xxxxx')
    await page.waitForSelector('.dom-hits:has-text("none")')
    await page.click('.dom-pick')
    const heading = await page
      .frames()
      .find((frame) => frame.parentFrame()?.parentFrame() === page.mainFrame())
      ?.locator('h2')
      .boundingBox()
    await page.mouse.click((heading?.x ?? 0) + 10, (heading?.y ?? 0) + 10)
    await page.waitForSelector('.row-detail >> text=<h2>')
    expect(complaints).toEqual([])
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

  it('fills the screen by a key, under its watermark and with its controls, and comes back', async () => {
    await openReplay(1)
    const isFull = () => page.evaluate('document.fullscreenElement?.matches("main.replay") === true')
    await page.keyboard.press('f')
    await expect.poll(isFull).toBe(true)
    await page.locator('.replay-head').waitFor({ state: 'hidden' })
    expect(await page.locator('.signals').isVisible()).toBe(false)
    expect(await page.getByRole('button', { name: 'Play' }).isVisible()).toBe(true)
    expect(await page.locator('.watermark-corner').isVisible()).toBe(true)
    await page.keyboard.press('f')
    await expect.poll(isFull).toBe(false)
    await page.locator('.replay-head').waitFor()
    expect(await page.locator('.signals').isVisible()).toBe(true)
  })

  it('draws the trail of the mouse until a key says otherwise', async () => {
    const recorded = await openReplay(1)
    const trail = recorded.parentFrame()?.locator('.replayer-mouse-tail')
    const chosen = page.getByLabel('mouse trail')
    expect([await trail?.isVisible(), await chosen.isChecked()]).toEqual([true, true])
    await page.keyboard.press('m')
    await trail?.waitFor({ state: 'hidden' })
    expect(await chosen.isChecked()).toBe(false)
    await page.keyboard.press('m')
    await trail?.waitFor({ state: 'visible' })
    expect(await chosen.isChecked()).toBe(true)
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

describe('a preview of rules that wait', () => {
  it('outlines what would open and close as the page stands, and says how much', async () => {
    const sha256 = 'ab'.repeat(32)
    const app = viewer.world.sessions[0]?.app ?? ''
    const preview = {
      added: [
        { list: 'allow', id: 'texts', selector: 'div > p' },
        { list: 'mask', id: 'titles', selector: '.title' },
      ],
      removed: [{ list: 'block', id: 'pictures', selector: 'img' }],
    }
    const set = {
      seq: 2,
      version: 'wider',
      sha256,
      state: 'pending',
      inForce: false,
      publishedAtMs: 1,
      preview,
    }
    const rules = { apps: [{ id: app, name: app, accepts: 'any', sets: [set], manifests: [] }] }
    await page.route('**/api/rules', (route) => route.fulfill({ json: rules }))
    const recorded = await openReplay(0, `?preview=${sha256}`)
    await page.waitForSelector('.rules-preview-count[data-kind="opens"]')
    expect(await page.locator('.rules-preview').textContent()).toContain('The text itself is gone')
    // Two masked paragraphs for sure; the title by a class that the recording does not hold; the picture’s box.
    expect(await page.locator('.rules-preview-count').allTextContents()).toEqual([
      '2 would become readable',
      '1 might',
      '1 might be masked',
    ])
    const outlined = await recorded.evaluate(
      `Array.from(document.querySelectorAll('[data-reseal-preview]'), (each) => each.tagName + ' ' + each.getAttribute('data-reseal-preview'))`,
    )
    expect(outlined).toEqual(['H1 may-close', 'P opens', 'P opens', 'IMG may-open'])
    expect(complaints).toEqual([])
  })
})

describe('player', () => {
  const track = () => page.locator('.track')
  const moveTo = async (fraction: number) => {
    const box = await track().boundingBox()
    if (box === null) throw new Error('no track')
    await page.mouse.move(box.x + box.width * fraction, box.y + box.height / 2)
  }

  it('starts an hour-long session after its first range', async () => {
    const stream = viewer.world.sessions[1]?.streams[0]
    if (stream === undefined) throw new Error('no stream')
    stream.segments = segmentsFrom(stream.startedAtMs, 720)
    stream.segmentCount = 720
    stream.endedAtMs = stream.startedAtMs + 3_600_000
    await openReplay(1)
    expect(viewer.world.asked.length).toBe(1)
    const asked = new URLSearchParams(viewer.world.asked[0])
    expect(Number(asked.get('toMs')) - Number(asked.get('fromMs'))).toBeLessThanOrEqual(10_000)
  })

  it('shows the same after seeking back and forth as after playing straight, and loses nothing at 8×', async () => {
    viewer.world.eventsOf = countingEvents
    const recorded = await openReplay(1)
    const shown = () => recorded.evaluate('document.documentElement.outerHTML')
    const counted = () => recorded.locator('li').allTextContents()
    for (const key of ['+', '+', '+']) await page.keyboard.press(key)
    expect(await page.locator('.speed[aria-pressed=true]').first().textContent()).toBe('8×')
    await page.keyboard.press('Space')
    await expect.poll(async () => (await counted()).length, { interval: 20 }).toBeGreaterThan(70)
    await page.keyboard.press('Space')
    await expect.poll(() => page.locator('.transport-play').getAttribute('aria-label')).toBe('Play')
    const list = await counted()
    expect(list).toEqual(list.map((_, index) => String(index)))
    const straight = await shown()
    const stood = await position()
    for (const key of ['ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowLeft', 'ArrowLeft']) {
      const before = await position()
      await page.keyboard.press(key)
      await expect.poll(position).not.toBe(before)
    }
    expect(await position()).toBe(stood)
    await expect.poll(shown).toBe(straight)
  })

  it('shows what is loaded under the pointer, reads nothing for it, and says what is not loaded', async () => {
    await openReplay(0)
    const asked = viewer.world.asked.length
    await moveTo(0.02)
    const preview = page.frameLocator('.preview-frame').frameLocator('iframe')
    await preview.locator('h1:has-text("Patient")').waitFor()
    expect(await page.locator('.preview-mark').textContent()).toContain('Ines Gruber')
    await moveTo(0.9)
    await page.waitForSelector('.preview-none:has-text("Not loaded")')
    expect(viewer.world.asked.length).toBe(asked)
    await page.mouse.move(5, 5)
    await expect.poll(() => page.locator('.hover-card').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('is walked by keys: the position in words, mark by mark, closer and back', async () => {
    await openReplay(0, '?t=0:30')
    expect(await track().getAttribute('aria-valuetext')).toContain('30 seconds of 5 minutes 50 seconds')
    await page.locator('.mark[tabindex="0"]').focus()
    await page.keyboard.press('End')
    const last = page.locator('.mark:focus')
    expect(await last.getAttribute('aria-label')).toBe('2:30 page change: page load stream 2 of 2')
    await page.keyboard.press('Enter')
    await expect.poll(position).toBe('2:30')
    await page.keyboard.press('z')
    await page.waitForSelector('.overview-window')
    expect(await page.locator('.mark').count()).toBeLessThan(4)
    await page.keyboard.press('0')
    await expect.poll(() => page.locator('.overview').count()).toBe(0)
    await page.keyboard.press('E')
    await expect.poll(position).toBe('0:19')
    await page.keyboard.press('v')
    expect(await page.locator('.fits .speed[aria-pressed=true]').textContent()).toBe('Width')
  })

  it('says why something is masked, and offers the rule that would open it', async () => {
    viewer.world.eventsOf = markedEvents
    const recorded = await openReplay(1)
    await recorded.locator('p').first().waitFor()
    await page.keyboard.press('w')
    const why = page.locator('.thing-why')
    await expect.poll(() => why.textContent()).toContain('Masked by default')
    expect(await why.textContent()).toContain('none of them opens this: fields, interface-words.')
    expect(await page.locator('.thing-snippet').textContent()).toContain("selector: 'p'")
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('.thing-note').isVisible()).toBe(false)
    expect(complaints).toEqual([])
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
    const line = '<input> Given name: became invalid (3rd time), nothing in it'
    await expect.poll(() => page.locator('.signal-warning .signal-text').textContent()).toBe(line)
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
    const search = page.getByRole('combobox', { name: 'Search the audit log' })
    expect((await search.inputValue()).trim()).toBe('outcome:denied')
    await page.keyboard.press('/')
    await page.keyboard.type('from:2026-11-01 to:2026-11-02 app:portal purpose:incident ticket:RES-214 act')
    await page.getByRole('option', { name: 'actor:' }).waitFor()
    await page.keyboard.type('or:"Ines Gruber"')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).search).toContain('purpose=incident')
    const [from, to] = [Date.UTC(2026, 10, 1), Date.UTC(2026, 10, 3) - 1]
    const conditions = {
      actor: 'Ines Gruber',
      app: 'portal',
      outcome: 'denied',
      purpose: 'incident',
      ticket: 'RES-214',
      fromMs: String(from),
      toMs: String(to),
    }
    const asked = () => requested.filter((url) => new URL(url).pathname === '/api/audit').at(-1) ?? ''
    await expect.poll(() => asked()).toContain('portal')
    expect(Object.fromEntries(new URL(asked()).searchParams)).toMatchObject(conditions)
    expect(await search.inputValue()).toContain('actor:"Ines Gruber"')
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
