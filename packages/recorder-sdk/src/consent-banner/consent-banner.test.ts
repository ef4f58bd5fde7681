// The banner in a real browser, under `default-src 'self'`: as the keyboard meets it, as assistive technology is told of
// it, and what its answers do.
import { createHash } from 'node:crypto'
import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { type AccessibilityTree, contrastOf, openAccessibilityTree } from '../../test/accessibility-tree.ts'
import { appKey, statusOf, useRecorderPages, waitUntil } from '../../test/recorder-pages.ts'

declare const window: {
  recorder: { stop(): Promise<void>; status(): string; withdrawConsent(): Promise<void> }
  banner: { open(): void; answer(): string | undefined; remove(): void } | undefined
  refusal: string | undefined
  errors: string[]
  violations: string[]
}
declare const Reseal: { consentBanner(options: object): Promise<NonNullable<typeof window.banner>> }

const words = {
  title: 'May we record how this page is used?',
  text: 'Recordings help us find what is broken. What you type is masked.',
  accept: 'Yes, record',
  decline: 'No, thank you',
  privacyUrl: '/privacy',
  privacyLabel: 'How we do it',
  noticeVersion: '2026-01',
}

const site = useRecorderPages({ init: { consent: undefined, signals: false } })

const ask = (page: Page, change: object = {}): Promise<void> =>
  page.evaluate(
    async (options) => {
      window.banner?.remove()
      window.banner = await Reseal.consentBanner(options)
    },
    { ...words, ...change },
  )

async function openAsking(change: object = {}): Promise<{ page: Page; tree: AccessibilityTree }> {
  const page = await site.open()
  await ask(page, change)
  return { page, tree: await openAccessibilityTree(page) }
}

const answerOf = (page: Page): Promise<string | undefined> => page.evaluate(() => window.banner?.answer())
const isAsked = async (tree: AccessibilityTree): Promise<boolean> => (await tree.find('dialog')) !== undefined
const focusedName = async (tree: AccessibilityTree): Promise<string> => {
  const focused = (await tree.nodes()).filter((node) => node.focused && node.role !== 'RootWebArea')
  return focused.map(({ role, name }) => `${role} ${name}`).join()
}

/** Presses a button of the banner with the mouse. */
async function press(page: Page, tree: AccessibilityTree, name: string): Promise<void> {
  const found = await tree.find('button', name)
  if (found === undefined) throw new Error('the banner is not there')
  const { box } = await tree.drawn(found)
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
}

describe('the banner', () => {
  it('is a dialog with name, text, link and two choices, and breaks no policy', async () => {
    const { page, tree } = await openAsking()
    const nodes = await tree.nodes()
    const at = nodes.findIndex(({ role }) => role === 'dialog')
    expect(nodes[at]).toMatchObject({ name: words.title, description: words.text })
    const inside = nodes
      .filter(({ role }) => /^(?:heading|link|button)$/.test(role))
      .map(({ role, name }) => [role, name])
    for (const part of [
      ['heading', words.title],
      ['link', words.privacyLabel],
      ['button', words.accept],
      ['button', words.decline],
    ]) {
      expect(inside).toContainEqual(part)
    }
    expect(await page.evaluate(() => window.violations)).toEqual([])
    expect(await page.evaluate(() => document.querySelector('reseal-consent')?.shadowRoot)).toBeNull()
    const { box } = await tree.drawn(nodes[at] as (typeof nodes)[number])
    const viewport = page.viewportSize() ?? { width: 0, height: 0 }
    expect(box.y + box.height).toBeLessThanOrEqual(viewport.height)
    expect(box.y).toBeGreaterThan(viewport.height / 2)
  })

  it('is named by its text where it has no title', async () => {
    const { tree } = await openAsking({ title: undefined, privacyUrl: undefined })
    expect(await tree.find('dialog')).toMatchObject({ name: words.text })
    expect(await tree.find('link')).toBeUndefined()
  })

  it('takes no focus and traps none: the keyboard meets it first and goes on', async () => {
    const { page, tree } = await openAsking()
    expect(await focusedName(tree)).toBe('')
    const met: string[] = []
    for (let step = 0; step < 4; step += 1) {
      await page.keyboard.press('Tab')
      met.push(await focusedName(tree))
    }
    expect(met.slice(0, 3)).toEqual([
      `link ${words.privacyLabel}`,
      `button ${words.accept}`,
      `button ${words.decline}`,
    ])
    expect(met[3]).toMatch(/^textbox Name/)
    await page.keyboard.press('Shift+Tab')
    expect(await focusedName(tree)).toBe(`button ${words.decline}`)
    await page.keyboard.press('Escape')
    expect(await isAsked(tree)).toBe(true)
  })

  it.each(['light', 'dark'] as const)(
    'gives both choices the same weight and enough contrast, %s',
    async (colorScheme) => {
      const { page, tree } = await openAsking()
      await page.emulateMedia({ colorScheme })
      const drawnOf = async (role: string, name: string) => {
        const node = await tree.find(role, name)
        if (node === undefined) throw new Error('not in the tree')
        return tree.drawn(node)
      }
      const [accept, decline] = [
        await drawnOf('button', words.accept),
        await drawnOf('button', words.decline),
      ]
      expect({ ...decline, box: undefined }).toEqual({ ...accept, box: undefined })
      expect(decline.box.height).toBe(accept.box.height)
      expect(Math.abs(decline.box.width - accept.box.width)).toBeLessThan(2)
      expect(accept.box.height).toBeGreaterThanOrEqual(44)
      for (const drawn of [
        accept,
        await drawnOf('heading', words.title),
        await drawnOf('link', words.privacyLabel),
        await drawnOf('dialog', words.title),
      ]) {
        expect(contrastOf(drawn.color, drawn.ground)).toBeGreaterThanOrEqual(4.5)
      }
      for (let step = 0; step < 2; step += 1) await page.keyboard.press('Tab')
      const focused = await drawnOf('button', words.accept)
      const { ground } = await drawnOf('dialog', words.title)
      expect(focused.outline).toMatch(/^solid 3px /)
      expect(contrastOf(focused.outline.replace('solid 3px ', ''), ground)).toBeGreaterThanOrEqual(3)
    },
  )

  it('fits a narrow screen, in a page that runs from right to left and styles everything', async () => {
    const { page, tree } = await openAsking()
    await page.setViewportSize({ width: 320, height: 480 })
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl'
      const sheet = new CSSStyleSheet()
      sheet.replaceSync('* { position: static; display: inline; font-size: 1px }')
      document.adoptedStyleSheets = [sheet]
    })
    for (const name of [words.accept, words.decline]) {
      const node = await tree.find('button', name)
      if (node === undefined) throw new Error('not in the tree')
      const { box, font } = await tree.drawn(node)
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(320)
      expect(box.y + box.height).toBeLessThanOrEqual(480)
      expect(font).toContain('16px')
    }
  })

  it('is a box in a recording', async () => {
    const { page, tree } = await openAsking()
    await press(page, tree, words.accept)
    await page.evaluate(() => window.banner?.open())
    await page.evaluate(() => window.recorder.stop())
    const [stream] = site.ingest.streams.keys()
    const events = JSON.stringify(await site.ingest.eventsOf(stream ?? ''))
    const [, box = ''] = /"attributes":(\{"data-reseal":"block".*?\],"id":\d+\})/.exec(events) ?? []
    expect(box).toMatch(/"rr_width":"\d+px","rr_height":"\d+px"\},"childNodes":\[\],"id":\d+\}$/)
    expect(events).not.toContain('isShadow')
  })
})

describe('an answer', () => {
  it('of yes begins the recording, and later pages ask no more and keep its time', async () => {
    const { page, tree } = await openAsking()
    expect(await statusOf(page)).toBe('waiting-for-consent')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await isAsked(tree)).toBe(false)
    expect(await statusOf(page)).toBe('recording')
    await page.evaluate(() => window.recorder.stop())
    await page.reload()
    await ask(page)
    expect(await isAsked(tree)).toBe(false)
    expect(await answerOf(page)).toBe('granted')
    await page.evaluate(() => window.recorder.stop())
    const { atMs } = JSON.parse(
      (await page.evaluate((key) => localStorage.getItem(key), `reseal:${appKey}:consent`)) ?? '{}',
    ) as { atMs: number }
    const receipt = `{"granted_at_ms":${atMs},"how":"banner","notice_version":"2026-01","version":1}`
    const hash = createHash('sha256').update(receipt).digest('hex')
    const hashes = Array.from(site.ingest.streams.values(), ({ header }) =>
      Buffer.from(header.consentHash ?? []).toString('hex'),
    )
    expect(hashes).toEqual([hash, hash])
  })

  it('of no is remembered, and can be changed: focus goes in and comes back', async () => {
    const { page, tree } = await openAsking()
    await press(page, tree, words.decline)
    expect(await isAsked(tree)).toBe(false)
    expect(await statusOf(page)).toBe('declined')
    await page.reload()
    await ask(page)
    expect(await isAsked(tree)).toBe(false)
    expect(await answerOf(page)).toBe('declined')
    await page.focus('#add')
    await page.evaluate(() => window.banner?.open())
    expect(await focusedName(tree)).toBe(`dialog ${words.title}`)
    await page.keyboard.press('Escape')
    expect(await isAsked(tree)).toBe(false)
    expect(await focusedName(tree)).toBe('button Add')
    await page.evaluate(() => window.banner?.open())
    await press(page, tree, words.accept)
    expect(await statusOf(page)).toBe('recording')
    expect(site.ingest.withdrawals).toEqual([])
  })

  it('of no after a yes withdraws what was recorded', async () => {
    const { page, tree } = await openAsking()
    await press(page, tree, words.accept)
    await waitUntil(() => expect(site.ingest.streams.size).toBe(1))
    await page.evaluate(() => window.banner?.open())
    await press(page, tree, words.decline)
    await waitUntil(() => expect(site.ingest.withdrawals).toHaveLength(1))
    expect(await statusOf(page)).toBe('declined')
    expect(await answerOf(page)).toBe('declined')
  })

  it('is asked for again for another notice, and when it is old', async () => {
    const { page, tree } = await openAsking()
    await press(page, tree, words.decline)
    await ask(page, { noticeVersion: '2026-02' })
    expect(await isAsked(tree)).toBe(true)
    await press(page, tree, words.decline)
    await ask(page, { noticeVersion: '2026-02' })
    expect(await isAsked(tree)).toBe(false)
    await page.evaluate(() => {
      const now = Date.now()
      Date.now = () => now + 181 * 24 * 60 * 60_000
    })
    await ask(page, { noticeVersion: '2026-02' })
    expect(await isAsked(tree)).toBe(true)
  })

  it('of yes does not outlive a withdrawal by other means', async () => {
    const { page, tree } = await openAsking()
    await press(page, tree, words.accept)
    await page.evaluate(() => window.recorder.withdrawConsent())
    await page.reload()
    await ask(page)
    expect(await isAsked(tree)).toBe(false)
    expect(await answerOf(page)).toBe('declined')
    expect(await statusOf(page)).toBe('declined')
  })

  it('in one tab is the answer in the others', async () => {
    const first = await openAsking()
    const second = await openAsking()
    expect(await isAsked(second.tree)).toBe(true)
    await press(first.page, first.tree, words.accept)
    await waitUntil(async () => expect(await isAsked(second.tree)).toBe(false))
    await waitUntil(async () => expect(await statusOf(second.page)).toBe('recording'))
  })

  it('is not asked for where Global Privacy Control is on, unless the reader opens the banner', async () => {
    await site.context.addInitScript(() =>
      Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }),
    )
    const { page, tree } = await openAsking()
    expect(await isAsked(tree)).toBe(false)
    expect(await statusOf(page)).toBe('waiting-for-consent')
    await page.evaluate(() => window.banner?.open())
    await press(page, tree, words.accept)
    expect(await statusOf(page)).toBe('recording')
  })

  it('is not taken from a script, nor believed from storage when it is none', async () => {
    const { page, tree } = await openAsking()
    await page.evaluate(() => {
      const host = document.querySelector('reseal-consent') as HTMLElement
      host.click()
      host.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    })
    expect(await isAsked(tree)).toBe(true)
    for (const kept of [
      'x',
      '{"answer":"granted"}',
      '{"answer":"yes","noticeVersion":"2026-01","atMs":1}',
      '[]',
    ]) {
      await page.evaluate(
        ([key = '', value = '']) => localStorage.setItem(key, value),
        [`reseal:${appKey}:consent`, kept],
      )
      await ask(page)
      expect(await isAsked(tree)).toBe(true)
    }
    expect(await statusOf(page)).toBe('waiting-for-consent')
  })
})

describe('what cannot be asked', () => {
  it.each([
    ['text', { text: ' ' }],
    ['accept', { accept: undefined }],
    ['decline', { decline: 7 }],
    ['noticeVersion', { noticeVersion: 'January 2026' }],
    ['privacyUrl', { privacyUrl: 'javascript:alert(1)' }],
    ['privacyUrl', { privacyUrl: 'http://elsewhere.example/' }],
    ['rememberDays', { rememberDays: 0 }],
  ])('is refused with its name: %s', async (option, change) => {
    const { page } = await openAsking()
    const refusal = await page.evaluate(
      (options) => Reseal.consentBanner(options).then(String, (error: unknown) => String(error)),
      { ...words, ...change },
    )
    expect(refusal).toMatch(new RegExp(`^RecorderError: consentBanner\\.${option}: `))
    expect(refusal).not.toContain('January')
  })
})
