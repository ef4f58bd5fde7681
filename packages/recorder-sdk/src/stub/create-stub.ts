// Stands in for the recorder until the page is idle: takes its calls, loads it, and hands them over in order. Like the
// recorder it observes nothing before consent allows: no listener, no memory.
import type { RecorderOptions } from '../boot/config.ts'
import type { Recorder } from '../boot/recorder.ts'

/** What the global `Reseal` holds, as far as the stub knows it. */
export interface Sdk {
  init(options: RecorderOptions): Recorder
  readonly [name: string]: (...given: never[]) => unknown
}

/** What {@link createStub} needs. */
export interface StubOptions {
  /** Loads the recorder. */
  load(): Promise<Sdk>
  /** Calls once the page has nothing better to do. */
  whenIdle(run: () => void): void
}

type Call = (sdk: Sdk | undefined) => void

// A page that calls more often than this before it is idle is not to be held in memory.
const maxCalls = 500
const maxErrors = 20

/** An error as the recorder's own, whose class comes with it. */
function stubError(code: string, message: string): Error {
  return Object.assign(new Error(message), { name: 'RecorderError', code })
}

type Page = Navigator &
  Document & { readonly globalPrivacyControl?: boolean; readonly prerendering?: boolean }

// What only the recorder can judge, such as routes, is for the recorder: then nothing is seen before it.
const isPlain = ({ start, routes, sampling }: RecorderOptions): boolean =>
  start !== 'manual' && !routes && !sampling && !(document as Page).prerendering

/** Whether recording begins without being asked. */
function startsByItself({ consent, appKey }: RecorderOptions): boolean {
  const isOff = consent === 'not-needed' && (navigator as Page).globalPrivacyControl
  try {
    const kept = localStorage.getItem(`reseal:${appKey}`)
    return (consent === 'granted' || (consent === 'not-needed' && !isOff)) && !kept?.includes('"declined"')
  } catch {
    return false
  }
}

/** Makes the stub. Nothing it does throws into the page. */
export function createStub({ load, whenIdle }: StubOptions): Sdk {
  const calls: Call[] = []
  let loaded: { readonly sdk: Sdk | undefined } | undefined
  let isAsked = false

  function settle(sdk: Sdk | undefined): void {
    loaded = { sdk }
    for (const call of calls.splice(0)) call(sdk)
  }

  function ask(): void {
    if (isAsked) return
    isAsked = true
    whenIdle(() => void load().then(settle, () => settle(undefined)))
  }

  function whenLoaded(call: Call): void {
    if (loaded !== undefined) call(loaded.sdk)
    else if (calls.length < maxCalls) calls.push(call)
  }

  function init(options: RecorderOptions): Recorder {
    let recorder: Recorder | undefined
    let errorCount = 0
    // Errors seen under one consent are not told under another.
    let consented = {}

    const report = (error: unknown): void => {
      try {
        options.onError?.(error as never)
      } catch {
        // Whatever the page's handler does, it does not come back to the page.
      }
    }
    const see = (event: Event): void => {
      const under = consented
      const error: unknown = (event as ErrorEvent).error ?? (event as PromiseRejectionEvent).reason
      errorCount += 1
      if (errorCount > maxErrors || error === undefined || error === null) return
      whenLoaded(() => {
        if (under === consented) recorder?.captureError(error)
      })
    }
    const listen = (change: 'addEventListener' | 'removeEventListener'): void => {
      window[change]('error', see)
      window[change]('unhandledrejection', see)
    }
    const call = (name: keyof Recorder, ...given: unknown[]): Promise<void> =>
      new Promise((resolve) => {
        whenLoaded(() => {
          const done: unknown = (recorder?.[name] as ((...given: unknown[]) => unknown) | undefined)?.(
            ...given,
          )
          resolve(done as Promise<void>)
        })
      })
    const end = (): void => {
      consented = {}
      listen('removeEventListener')
    }

    ask()
    if (isPlain(options) && startsByItself(options)) listen('addEventListener')
    whenLoaded((sdk) => {
      listen('removeEventListener')
      try {
        if (sdk === undefined) {
          report(stubError('chunk_unavailable', 'the recorder was not loaded, or is of another version'))
        } else recorder = sdk.init(options)
      } catch (error) {
        report(error)
      }
    })
    return {
      start: () => void call('start'),
      stop(stopOptions) {
        end()
        return call('stop', stopOptions)
      },
      status: () => recorder?.status() ?? (loaded === undefined ? 'loading' : 'unsupported'),
      grantConsent(grant) {
        if (loaded === undefined && isPlain(options)) listen('addEventListener')
        void call('grantConsent', { grantedAtMs: Date.now(), ...grant })
      },
      declineConsent() {
        end()
        void call('declineConsent')
      },
      withdrawConsent() {
        end()
        return call('withdrawConsent')
      },
      sessionUrl: () => recorder?.sessionUrl(),
      captureError: (error) => void call('captureError', error),
      event: (...given) => void call('event', ...given),
      tag: (...given) => void call('tag', ...given),
      flag: (...given) => void call('flag', ...given),
      identify: (id) => void call('identify', id),
      route: (template) => void call('route', template),
    }
  }

  const later =
    (name: string) =>
    (...given: never[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        ask()
        whenLoaded((sdk) => {
          if (sdk === undefined) reject(stubError('chunk_unavailable', 'the recorder was not loaded'))
          else resolve(sdk[name]?.(...given))
        })
      })
  return { init, inspect: later('inspect'), consentBanner: later('consentBanner') }
}
