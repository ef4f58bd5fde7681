// Consent in a real browser: what happens before it, what it leaves in the stream, and its end.
import { createHash } from 'node:crypto'
import type { TakenStream } from '@reseal/testing/ingest'
import type { Page } from 'playwright'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  appKey,
  queuedSegments,
  seal,
  statusOf,
  stop,
  useRecorderPages,
  waitUntil,
  withdraw,
} from '../test/recorder-pages.ts'

declare const window: {
  recorder: {
    stop(): Promise<void>
    grantConsent(grant?: object): void
    declineConsent(): void
    withdrawConsent(): Promise<void>
    identify(id?: string): void
    tag(key: string, value: string): void
    flag(key: string, value: string): void
    sessionUrl(): string | undefined
    status(): string
  }
  start(options: object): void
  errors: string[]
  calls: string[]
}

const site = useRecorderPages()

const localOf = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() => Object.fromEntries(Object.entries(localStorage)) as Record<string, string>)
const parcelCount = (): number => site.ingest.requests.filter(({ url }) => url.endsWith('/parcels')).length
const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** Withdrawals taken are those of these streams' sessions: the token is the one that their headers carry the hash of. */
function expectWithdrawn(streams: readonly TakenStream[]): void {
  expect(streams.length).toBeGreaterThan(0)
  for (const { header } of streams) {
    const withdrawal = site.ingest.withdrawals.find(({ session }) => session === header.session)
    if (withdrawal === undefined) throw new Error('no withdrawal of the session was taken')
    expect(sha256(withdrawal.token).equals(header.withdrawalTokenHash)).toBe(true)
  }
}

/** Notes whatever the recorder could watch the page with, hold something in, or send something by. */
function noteEverything(): void {
  window.calls = []
  const note = (holder: object, name: string): void => {
    const original = Reflect.get(holder, name) as (...values: unknown[]) => unknown
    Reflect.set(holder, name, function (this: unknown, ...values: unknown[]) {
      // Its own listener for the errors that this page counts is the test page's.
      window.calls.push(`${name} ${typeof values[0] === 'string' ? values[0] : ''}`.trim())
      return Reflect.apply(original, this, values)
    })
  }
  note(EventTarget.prototype, 'addEventListener')
  for (const observer of [MutationObserver, IntersectionObserver, ResizeObserver, PerformanceObserver]) {
    note(observer.prototype, 'observe')
  }
  for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'fetch']) note(globalThis, name)
  note(Storage.prototype, 'setItem')
  note(IDBFactory.prototype, 'open')
  note(XMLHttpRequest.prototype, 'send')
  note(Navigator.prototype, 'sendBeacon')
  note(LockManager.prototype, 'request')
  note(crypto.subtle, 'digest')
}

/** Every own property of the page's globals that code may have put something in the place of. */
const globalsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const known = new Map<unknown, number>()
    const lines: string[] = []
    const holders: [string, object][] = [
      ['window', globalThis],
      ['console', console],
      ['history', history],
      ...[
        'Node',
        'Element',
        'HTMLElement',
        'HTMLInputElement',
        'Document',
        'CSSStyleSheet',
        'EventTarget',
        'History',
      ].map((name): [string, object] => [
        name,
        (Reflect.get(globalThis, name) as { prototype: object }).prototype,
      ]),
    ]
    for (const [name, holder] of holders) {
      for (const key of Object.getOwnPropertyNames(holder)) {
        if (['recorder', 'globalsBefore', 'calls', 'errors'].includes(key)) continue
        const { value, get, set } = Object.getOwnPropertyDescriptor(holder, key) ?? {}
        for (const part of [value as unknown, get, set]) {
          if (typeof part === 'function' && !known.has(part)) known.set(part, known.size)
        }
        // A function that was replaced is another one, and prints other source or another name.
        const source = [value as unknown, get, set].map((part) =>
          typeof part === 'function' ? Function.prototype.toString.call(part).slice(0, 60) : typeof part,
        )
        lines.push(`${name}.${key} ${source.join(' ')}`)
      }
    }
    return lines.sort()
  })

describe('before consent', () => {
  it('nothing is listened to, observed, patched, timed, stored or sent, and nothing of it is in the recording', async () => {
    const page = await site.open({ consent: undefined })
    const options = JSON.parse(
      (await page.evaluate(() => sessionStorage.getItem('options'))) ?? '{}',
    ) as object
    await page.evaluate(() => sessionStorage.clear())
    await site.context.newCDPSession(page).then((session) => session.send('Network.clearBrowserCache'))
    const fresh = await site.context.newPage()
    await fresh.addInitScript(noteEverything)
    await fresh.goto(site.url)
    const [callsBefore, globalsBefore] = [
      await fresh.evaluate(() => window.calls.length),
      await globalsOf(fresh),
    ]
    await fresh.evaluate((given) => window.start(given), options)
    // `storage`, `pageshow` and `prerenderingchange` tell of an answer in another tab, not of this page.
    const calls = (await fresh.evaluate(() => window.calls)).slice(callsBefore)
    expect(
      calls.filter((call) => !/^addEventListener (?:storage|pageshow|prerenderingchange)$/.test(call)),
    ).toEqual([])
    expect(await globalsOf(fresh)).toEqual(globalsBefore)
    await fresh.fill('#name', 'before consent')
    await fresh.click('#add')
    await fresh.evaluate(() => console.warn('before consent'))
    expect(await localOf(fresh)).toEqual({})
    expect(site.ingest.requests).toEqual([])
    const grantedAtMs = await fresh.evaluate(() => {
      window.recorder.grantConsent()
      return Date.now()
    })
    await stop(fresh)
    expect(await fresh.evaluate(() => window.errors)).toEqual([])
    const events = await site.ingest.eventsOf(site.onlyStream().header.stream)
    expect(events.length).toBeGreaterThan(1)
    expect(events.filter(({ timestamp }) => timestamp < grantedAtMs - 1_000)).toEqual([])
    const plugins = events.flatMap(({ data }) => (typeof data['plugin'] === 'string' ? data['plugin'] : []))
    expect(plugins).not.toContain('reseal/console')
  })
})

describe('the consent receipt', () => {
  const grantedAtMs = 1_767_225_600_000

  it('is hashed into the header, and in the stream after each snapshot', async () => {
    const page = await site.open({ consent: undefined, release: 'clinic@1.4.0' })
    await page.evaluate((at) => {
      Date.now = () => at
      window.recorder.grantConsent({ noticeVersion: '2026-01', how: 'banner' })
    }, grantedAtMs)
    await stop(page)
    const receipt = `{"granted_at_ms":${grantedAtMs},"how":"banner","notice_version":"2026-01","version":1}`
    const { header } = site.onlyStream()
    expect(sha256(receipt).equals(header.consentHash ?? new Uint8Array())).toBe(true)
    const events = await site.ingest.eventsOf(header.stream)
    const snapshots = events.filter(({ type }) => type === 2)
    const contexts = events.filter(({ data }) => data['plugin'] === 'reseal/context')
    expect(contexts).toHaveLength(snapshots.length)
    for (const { data } of contexts) {
      expect(data['payload']).toMatchObject({
        release: 'clinic@1.4.0',
        consent: { granted_at_ms: grantedAtMs, how: 'banner', notice_version: '2026-01' },
      })
    }
  })

  it('keeps the time of an answer that the page remembered', async () => {
    const page = await site.open({ consent: undefined })
    await page.evaluate((at) => window.recorder.grantConsent({ grantedAtMs: at }), grantedAtMs)
    await stop(page)
    const receipt = `{"granted_at_ms":${grantedAtMs},"how":"","notice_version":"","version":1}`
    expect(sha256(receipt).equals(site.onlyStream().header.consentHash ?? new Uint8Array())).toBe(true)
  })

  it('is absent where recording rests on another ground', async () => {
    const page = await site.open({ consent: 'not-needed' })
    await stop(page)
    const { header } = site.onlyStream()
    expect(header.consentHash).toBeUndefined()
    expect(JSON.stringify(await site.ingest.eventsOf(header.stream))).not.toContain('granted_at_ms')
  })

  it('that cannot be shown later is refused', async () => {
    const page = await site.open({ consent: undefined })
    await page.evaluate(() => window.recorder.grantConsent({ noticeVersion: 'a@b.example' }))
    expect(await page.evaluate(() => window.errors)).toEqual(['bad_option'])
    expect(await statusOf(page)).toBe('waiting-for-consent')
    expect(await localOf(page)).toEqual({})
  })
})

describe('declining', () => {
  it.each(['granted', 'not-needed', 'required'])(
    'is remembered, and %s then records nothing',
    async (consent) => {
      const page = await site.open({ consent: 'required' })
      await page.evaluate(() => window.recorder.declineConsent())
      expect(await localOf(page)).toEqual({ [`reseal:${appKey}`]: '{"declined":true}' })
      const next = await site.open({ consent })
      await next.click('#add')
      await seal(next)
      expect(await statusOf(next)).toBe('declined')
      expect(site.ingest.requests).toEqual([])
      await next.evaluate(() => window.recorder.grantConsent())
      await stop(next)
      expect(site.onlyStream().segments.length).toBeGreaterThan(0)
      expect(site.ingest.withdrawals).toEqual([])
    },
  )

  it('withdraws what this page was recording', async () => {
    const page = await site.open()
    await seal(page)
    await waitUntil(() => expect(site.ingest.streams.size).toBe(1))
    await page.evaluate(() => window.recorder.declineConsent())
    expect(await statusOf(page)).toBe('declined')
    await waitUntil(() => expectWithdrawn(site.streamsTaken()))
  })
})

describe('withdrawal', () => {
  it('reveals the token of the session, and nothing else', async () => {
    const page = await site.open()
    await seal(page)
    await waitUntil(() => expect(site.ingest.streams.size).toBe(1))
    await withdraw(page)
    await waitUntil(() => expectWithdrawn(site.streamsTaken()))
    const request = site.ingest.requests.find(({ url }) => url.endsWith('/withdrawals'))
    expect(request?.url).toBe(`/v1/apps/${appKey}/withdrawals`)
    expect(Object.keys(JSON.parse(Buffer.from(request?.body ?? []).toString()) as object).sort()).toEqual([
      'session',
      'token',
      'version',
    ])
    for (const name of ['content-type', 'cookie', 'referer', 'authorization']) {
      expect(request?.headers).not.toHaveProperty(name)
    }
    await waitUntil(async () =>
      expect(await localOf(page)).toEqual({
        [`reseal:${appKey}`]: '{"declined":true}',
        [`reseal:${appKey}:withdrawn`]: '[]',
      }),
    )
  })

  it('leaves no bytes, is remembered, and lifted by a new grant with another session', async () => {
    site.ingest.misbehave = () => 'cut'
    const page = await site.open()
    await seal(page)
    await waitUntil(async () => expect(await queuedSegments(page)).toBeGreaterThan(0))
    await page.click('#add')
    await withdraw(page)
    expect(await queuedSegments(page)).toBe(0)
    site.ingest.misbehave = () => undefined
    await site.answered()
    const sent = parcelCount()
    await page.reload()
    await page.click('#add')
    await seal(page)
    expect(await statusOf(page)).toBe('declined')
    expect(await queuedSegments(page)).toBe(0)
    expect(parcelCount()).toBe(sent)
    await waitUntil(() => expect(site.ingest.withdrawals).toHaveLength(1))
    await page.evaluate(() => window.recorder.grantConsent())
    await stop(page)
    expect(site.onlyStream().header.session).not.toBe(site.ingest.withdrawals[0]?.session)
  })

  it.each(['withdrawConsent', 'declineConsent'] as const)(
    'R-17.3 %s forgets identity, tags and flags, in every tab: the next grant begins without them',
    async (end) => {
      const rules = { tags: [{ id: 'plan', key: 'plan', values: ['basic', 'pro'] }] }
      const id = '0b5f2c52-4f0a-4a53-9d2a-3cf2a6f1d7f4'
      const first = await site.open({ rules })
      const second = await site.open({ rules })
      for (const page of [first, second]) {
        await page.evaluate((identity) => {
          window.recorder.identify(identity)
          window.recorder.tag('plan', 'pro')
          window.recorder.flag('plan', 'basic')
        }, id)
        await seal(page)
      }
      await waitUntil(() => expect(site.ingest.streams.size).toBe(2))
      const before = new Set(site.ingest.streams.keys())
      await waitUntil(async () => {
        for (const stream of before) expect(JSON.stringify(await site.ingest.eventsOf(stream))).toContain(id)
      })

      await first.evaluate((name) => window.recorder[name](), end)
      for (const page of [first, second])
        await waitUntil(async () => expect(await statusOf(page)).toBe('declined'))
      for (const page of [first, second]) {
        await page.evaluate(() => window.recorder.grantConsent())
        await waitUntil(async () => expect(await statusOf(page)).toBe('recording'))
        await seal(page)
      }
      const taken = () => site.streamsTaken().filter(({ header }) => !before.has(header.stream))
      await waitUntil(() => expect(taken()).toHaveLength(2))
      for (const page of [first, second]) await stop(page)
      for (const { header } of taken()) {
        const events = JSON.stringify(await site.ingest.eventsOf(header.stream))
        expect(events).toContain('reseal/context')
        expect(events).not.toMatch(/"plan"|"identity"/)
        expect(events).not.toContain(id)
      }
    },
  )

  it('R-11.13 R-17.3 an identity is recorded as gone after a sign-out', async () => {
    const page = await site.open()
    const id = '0b5f2c52-4f0a-4a53-9d2a-3cf2a6f1d7f4'
    await page.evaluate((identity) => {
      window.recorder.identify(identity)
      window.recorder.identify()
    }, id)
    await seal(page)
    await waitUntil(async () => {
      const events = await site.ingest.eventsOf(site.onlyStream().header.stream)
      const told = events.flatMap(({ data }) => {
        const { plugin, payload } = data as { plugin?: string; payload?: object }
        return plugin === 'reseal/identity' ? [payload] : []
      })
      expect(told).toEqual([{ id }, {}])
    })
  })

  it('ends recording in every tab when it is withdrawn in one, and asks once', async () => {
    const first = await site.open()
    const second = await site.open()
    await seal(first)
    await seal(second)
    await waitUntil(() => expect(site.ingest.streams.size).toBe(2))
    await withdraw(first)
    await waitUntil(async () => expect(await statusOf(second)).toBe('declined'))
    await waitUntil(async () => expect(await queuedSegments(second)).toBe(0))
    await waitUntil(() => expectWithdrawn(site.streamsTaken()))
    expect(site.ingest.withdrawals).toHaveLength(1)
  })

  it.each([
    ['is offline', async (): Promise<void> => site.context.setOffline(true)],
    [
      'gets an answer that is no acceptance',
      async (): Promise<void> => {
        site.ingest.withdrawalStatus = 503
      },
    ],
  ] as const)('of a page that %s reaches ingest from a later page load', async (_, fail) => {
    const page = await site.open()
    await seal(page)
    await waitUntil(() => expect(site.ingest.streams.size).toBe(1))
    await fail()
    await withdraw(page)
    await waitUntil(async () =>
      expect(JSON.parse((await localOf(page))[`reseal:${appKey}:withdrawn`] ?? '[]')).toHaveLength(1),
    )
    await page.close()
    expect(site.ingest.withdrawals).toEqual([])
    await site.context.setOffline(false)
    site.ingest.withdrawalStatus = 202
    const next = await site.open({ consent: undefined })
    await waitUntil(() => expectWithdrawn(site.streamsTaken()))
    await waitUntil(async () => expect((await localOf(next))[`reseal:${appKey}:withdrawn`]).toBe('[]'))
  })

  it('reaches ingest though the page is left at once', async () => {
    const page = await site.open()
    await seal(page)
    await waitUntil(() => expect(site.ingest.streams.size).toBe(1))
    await page.evaluate(() => {
      void window.recorder.withdrawConsent()
      location.href = '/other'
    })
    await page.waitForURL('**/other')
    await waitUntil(() => expectWithdrawn(site.streamsTaken()))
  })

  it('is not made of anything else in storage', async () => {
    const page = await site.context.newPage()
    await page.goto(`${site.url}/other`)
    await page.evaluate((key) => {
      localStorage.setItem(key, '[null,7,{"id":"x","withdrawalToken":"y"},{"id":{}}]')
    }, `reseal:${appKey}:withdrawn`)
    const recorded = await site.open()
    await stop(recorded)
    expect(site.onlyStream().segments.length).toBeGreaterThan(0)
    expect(site.ingest.withdrawals).toEqual([])
    expect(await recorded.evaluate(() => window.errors)).toEqual([])
  })
})

describe('Global Privacy Control', () => {
  beforeEach(() =>
    site.context.addInitScript(() =>
      Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }),
    ),
  )

  it('keeps a page from being recorded on another ground than consent', async () => {
    const page = await site.open({ consent: 'not-needed' })
    expect(await statusOf(page)).toBe('waiting-for-consent')
    await page.evaluate(() => window.recorder.grantConsent())
    expect(await statusOf(page)).toBe('recording')
  })

  it('does not outweigh consent that was given', async () => {
    expect(await statusOf(await site.open({ consent: 'granted' }))).toBe('recording')
  })
})
