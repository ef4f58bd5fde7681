// A stop that stops: the page's globals, listeners, observers, timers and nodes are as before, and the recorder's memory is
// free again. The script-tag recorder in a real browser.
import { encodeStaticTexts } from '@reseal/redaction-rules/static-texts'
import type { Page } from 'playwright'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { useRecorderPages } from '../test/recorder-pages.ts'

declare const window: {
  recorder: { stop(options?: object): Promise<void>; status(): string } | undefined
  errors: string[]
  watched: {
    globals(): Map<string, unknown[]>
    listeners(): string[]
    observers(): string[]
    timers(): number
  }
  before: Map<string, unknown[]>
  weak: Record<string, WeakRef<object>>
}

declare const Reseal: { init(options: object): typeof window.recorder }

/** Runs in the page before any of its scripts: what there is, and what is put in place and not taken away. */
function watchPage(): void {
  const listeners = new Map<string, { readonly stack: string; readonly target: WeakRef<object> }>()
  const ids = new WeakMap<object, number>()
  let lastId = 0
  const idOf = (value: unknown): string => {
    if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) return String(value)
    if (!ids.has(value)) ids.set(value, (lastId += 1))
    return `#${ids.get(value)}`
  }
  const captures = (options: unknown): boolean =>
    typeof options === 'object' && options !== null
      ? Reflect.get(options, 'capture') === true
      : options === true
  const keyOf = (target: unknown, [type, listener, options]: unknown[]): string =>
    `${target instanceof EventTarget ? target.constructor.name : 'Window'}${idOf(target)} ${String(type)} ${idOf(listener)} ${captures(options)}`
  const { addEventListener, removeEventListener } = EventTarget.prototype
  EventTarget.prototype.addEventListener = function (...args: unknown[]) {
    const options = args[2] as AddEventListenerOptions | undefined
    const isLasting = typeof options !== 'object' || (options.once !== true && options.signal === undefined)
    if (isLasting && typeof args[1] !== 'undefined' && args[1] !== null) {
      const target = new WeakRef<object>(this ?? window)
      listeners.set(keyOf(this ?? window, args), { target, stack: new Error().stack ?? '' })
    }
    return Reflect.apply(addEventListener, this ?? globalThis, args)
  }
  EventTarget.prototype.removeEventListener = function (...args: unknown[]) {
    listeners.delete(keyOf(this ?? window, args))
    return Reflect.apply(removeEventListener, this ?? globalThis, args)
  }

  const observers = new Map<object, string>()
  for (const name of [
    'MutationObserver',
    'PerformanceObserver',
    'ResizeObserver',
    'IntersectionObserver',
  ] as const) {
    const prototype = globalThis[name].prototype as { observe(...args: unknown[]): void; disconnect(): void }
    const { observe, disconnect } = prototype
    prototype.observe = function (...args) {
      observers.set(this, name)
      Reflect.apply(observe, this, args)
    }
    prototype.disconnect = function () {
      observers.delete(this)
      Reflect.apply(disconnect, this, [])
    }
  }

  const timers = new Set<unknown>()
  const { setTimeout, setInterval, clearTimeout } = globalThis
  Object.assign(globalThis, {
    setTimeout: (callback: () => void, delayMs?: number, ...args: unknown[]) => {
      const id = setTimeout(
        (...values: unknown[]) => {
          timers.delete(id)
          Reflect.apply(callback, globalThis, values)
        },
        delayMs,
        ...args,
      )
      timers.add(id)
      return id
    },
    setInterval: (callback: () => void, delayMs?: number) => {
      const id = setInterval(callback, delayMs)
      timers.add(id)
      return id
    },
    clearTimeout: (id: number) => {
      timers.delete(id)
      clearTimeout(id)
    },
    clearInterval: (id: number) => {
      timers.delete(id)
      clearTimeout(id)
    },
  })

  /** Each own property of whatever hangs on the window: functions, their prototypes, the singletons. */
  function globals(): Map<string, unknown[]> {
    const found = new Map<string, unknown[]>()
    const add = (path: string, owner: object): void => {
      found.set(`${path} prototype`, [Object.getPrototypeOf(owner), Object.isExtensible(owner)])
      for (const key of Reflect.ownKeys(owner)) {
        const descriptor = Object.getOwnPropertyDescriptor(owner, key)
        if (descriptor === undefined) continue
        const { value, get, set, writable, enumerable, configurable } = descriptor
        const isState = typeof value !== 'function' && (typeof value !== 'object' || value === null)
        found.set(`${path}.${String(key)}`, [
          isState ? typeof value : value,
          get,
          set,
          writable,
          enumerable,
          configurable,
        ])
      }
    }
    const own = ['recorder', 'watched', 'before', 'weak', 'errors', 'violations', 'start', 'Reseal', 'event']
    for (const key of Object.getOwnPropertyNames(window)) {
      if (own.includes(key) || /^\d+$/.test(key)) continue
      const descriptor = Object.getOwnPropertyDescriptor(window, key)
      found.set(`window.${key}`, [
        descriptor?.get,
        descriptor?.set,
        descriptor?.writable,
        descriptor?.enumerable,
      ])
      const value: unknown = Reflect.get(window, key)
      if (typeof value !== 'function') continue
      found.set(`window.${key}.`, [value])
      add(key, value)
      if (typeof value.prototype === 'object' && value.prototype !== null) add(`${key}#`, value.prototype)
    }
    const singletons = {
      document,
      navigator,
      history,
      location,
      console,
      performance,
      crypto,
      screen,
      customElements,
    }
    for (const [name, value] of Object.entries(singletons)) add(name, value)
    for (const name of ['documentElement', 'head', 'body'] as const) add(name, document[name])
    return found
  }

  Object.assign(window, {
    watched: {
      globals,
      // On a node that is gone a listener goes with it.
      listeners: () =>
        Array.from(listeners)
          .filter(
            ([, { target }]) =>
              (target.deref() as { isConnected?: boolean } | undefined)?.isConnected !== false,
          )
          .map(([key, { stack }]) => `${key} ${stack.split('\n').slice(2, 4).join(' ')}`),
      observers: () => Array.from(observers.values()),
      timers: () => timers.size,
    },
  })
}

describe('stop', () => {
  const everything = {
    allow: [
      {
        id: 'all',
        selector: 'body',
        opens: ['text', 'inputs', 'options', 'checked', 'typing', 'selection', 'invalid'],
      },
    ],
  }
  const manifest = encodeStaticTexts(['Save draft'])
  const site = useRecorderPages({
    init: { rules: everything, routes: { except: ['/patients/*'] }, manifest },
  })
  beforeEach(() => site.context.addInitScript(watchPage))

  async function openBare(): Promise<Page> {
    const page = await site.context.newPage()
    await page.goto(`${site.url}/`)
    return page
  }

  /** Starts the recorder, uses the page and waits for what is loaded late. */
  async function record(page: Page): Promise<void> {
    await page.evaluate((options) => {
      window.recorder = Reseal.init({
        ...options,
        onError: ({ code }: { code: string }) => window.errors.push(code),
      })
    }, site.optionsOf())
    await page.click('#add')
    await page.fill('#name', 'typed')
    await page.evaluate(async () => {
      const host = document.createElement('div')
      host.attachShadow({ mode: 'open' }).innerHTML = '<p>in the shadow</p>'
      const frame = document.createElement('iframe')
      document.body.append(host, frame)
      await fetch('/other')
      history.pushState({}, '', '/elsewhere')
    })
    await vi.waitFor(() => expect(site.ingest.requests.length).toBeGreaterThan(0), { timeout: 20_000 })
    await signalsAreLoaded(page)
    await page.evaluate(() =>
      document.querySelectorAll('body > div, iframe').forEach((node) => node.remove()),
    )
  }

  // The library of the web vitals observes more than anything else here, and by itself it never ends.
  const signalsAreLoaded = (page: Page): Promise<void> =>
    vi.waitFor(
      async () => {
        const observers = await page.evaluate(() => window.watched.observers())
        expect(observers.filter((name) => name === 'PerformanceObserver').length).toBeGreaterThan(4)
      },
      { timeout: 20_000 },
    )

  const remember = (page: Page): Promise<void> =>
    page.evaluate(() => {
      window.before = window.watched.globals()
    })

  /** Paths whose property is another than before. */
  const changed = (page: Page): Promise<string[]> =>
    page.evaluate(() => {
      const { before } = window
      const after = window.watched.globals()
      const paths = new Set([...before.keys(), ...after.keys()])
      return [...paths].filter((path) => {
        const [one, other] = [before.get(path), after.get(path)]
        return one?.length !== other?.length || one?.some((value, index) => !Object.is(value, other?.[index]))
      })
    })

  it.each([
    ['', {}, true],
    [' when it discards', { discard: true }, true],
    [' without the Navigation API', {}, false],
  ])('leaves every global of the page as it was%s', async (_, how, hasNavigation) => {
    if (!hasNavigation) {
      await site.context.addInitScript(() =>
        Object.defineProperty(globalThis, 'navigation', { value: undefined }),
      )
    }
    const page = await openBare()
    await remember(page)
    await record(page)
    // The test sees what it should: a recorder that patches nothing would prove nothing.
    expect(await changed(page)).toContain('window.fetch.')
    await page.evaluate((options) => window.recorder?.stop(options), how)
    expect(await changed(page)).toEqual([])
  })

  it('leaves no listener, observer, timer or node behind', async () => {
    const page = await openBare()
    const cdp = await site.context.newCDPSession(page)
    const listenersOf = async (expression: string): Promise<string[]> => {
      const { result } = await cdp.send('Runtime.evaluate', { expression })
      const { listeners } = await cdp.send('DOMDebugger.getEventListeners', {
        objectId: result.objectId ?? '',
      })
      return listeners.map(({ type, useCapture }) => `${type} ${useCapture}`).sort()
    }
    const state = async () => ({
      window: await listenersOf('window'),
      document: await listenersOf('document'),
      navigation: await listenersOf('navigation'),
      ...(await page.evaluate(() => ({
        listeners: window.watched.listeners(),
        observers: window.watched.observers(),
        timers: window.watched.timers(),
        nodes: document.querySelectorAll('*').length,
        frames: frames.length,
      }))),
    })
    const before = await state()
    await record(page)
    const during = await state()
    expect(during.listeners.length).toBeGreaterThan(before.listeners.length)
    expect(during.observers.length).toBeGreaterThan(before.observers.length)
    await page.evaluate(() => window.recorder?.stop())
    const nodes = await page.evaluate(() => document.querySelectorAll('#list li').length)
    await vi.waitFor(async () => expect(await state()).toEqual({ ...before, nodes: before.nodes + nodes }), {
      timeout: 10_000,
    })
  })

  it('gives its memory back', async () => {
    const page = await openBare()
    const cdp = await site.context.newCDPSession(page)
    await page.evaluate((options) => {
      const onError = (): void => {}
      const maskText = (text: string): string => 'x'.repeat(Math.min(8, text.length))
      window.recorder = Reseal.init({ ...options, onError, maskText })
      window.weak = {
        recorder: new WeakRef(window.recorder as object),
        onError: new WeakRef(onError),
        maskText: new WeakRef(maskText),
        node: new WeakRef(document.body.appendChild(document.createElement('b'))),
      }
    }, site.optionsOf())
    await signalsAreLoaded(page)
    await page.evaluate(async () => {
      document.querySelector('b')?.remove()
      await window.recorder?.stop()
      window.recorder = undefined
    })
    await vi.waitFor(
      async () => {
        await cdp.send('HeapProfiler.collectGarbage')
        const alive = await page.evaluate(() =>
          Object.entries(window.weak)
            .filter(([, ref]) => ref.deref() !== undefined)
            .map(([name]) => name),
        )
        expect(alive).toEqual([])
      },
      { timeout: 10_000 },
    )
  })

  it('observes nothing afterwards', async () => {
    const page = await openBare()
    await record(page)
    await page.evaluate(() => window.recorder?.stop())
    const count = site.ingest.requests.length
    await page.click('#add')
    await page.evaluate(() => {
      history.pushState({}, '', '/patients/1')
      history.pushState({}, '', '/')
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
      dispatchEvent(new PageTransitionEvent('pagehide'))
      dispatchEvent(new StorageEvent('storage', { key: Object.keys(localStorage)[0] ?? '' }))
      dispatchEvent(new Event('online'))
    })
    expect(await page.evaluate(() => window.recorder?.status())).toBe('stopped')
    expect(site.ingest.requests).toHaveLength(count)
    expect(await page.evaluate(() => window.errors)).toEqual([])
  })
})
