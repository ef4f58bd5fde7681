// Entry of dist/reseal.stub.js: the global `Reseal` until dist/reseal.iife.js takes its place.
import { loadScriptBeside } from './browser/load-script.ts'
import { createStub, type Sdk } from './stub/create-stub.ts'

// `sha256-…` of dist/reseal.iife.js. Defined by chunks.ts.
declare const recorderDigest: string

// A page that is never idle still has its recorder.
const patienceMs = 5_000

// Known only while the script runs.
const script = document.currentScript as HTMLScriptElement | null
const page = window as typeof window & { Reseal?: Sdk }

async function load(): Promise<Sdk> {
  const stub = page.Reseal
  await loadScriptBeside(script, 'iife', recorderDigest)
  const { Reseal } = page
  if (Reseal === undefined || Reseal === stub) throw new Error('iife')
  return Reseal
}

function whenIdle(run: () => void): void {
  const wait = (): void => {
    // Safari has none.
    if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: patienceMs })
    else setTimeout(run, 1)
  }
  if (document.readyState === 'complete') wait()
  else window.addEventListener('load', wait, { once: true })
}

const stub: Sdk = createStub({ load, whenIdle })

/** Takes the calls of the recorder of this page until it is here. */
export const init: Sdk['init'] = stub.init

/** As the recorder's, once it is here. */
export const inspect: Sdk[string] = stub['inspect'] as Sdk[string]

/** As the recorder's, once it is here. */
export const consentBanner: Sdk[string] = stub['consentBanner'] as Sdk[string]
