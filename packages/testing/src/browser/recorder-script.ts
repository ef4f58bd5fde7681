// The real recorder as a script that runs in every page before the app's own, sealing to the test's throw-away key.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { RuleSet } from '@reseal/redaction-rules'
import { TestingError } from '../testing-error.ts'

/** What the injected recorder is started with. */
export interface RecorderScriptOptions {
  readonly endpoint: string
  readonly sealingKey: string
  readonly receiptKey: string
  readonly rules: RuleSet | undefined
  /** Recorded origins, all when left out; in pages of others nothing starts. */
  readonly origins: readonly string[] | undefined
  /** Name of the binding that takes the recorder's errors. */
  readonly binding: string
}

/** What the injected recorder is known by in the page. */
export const handleName = 'reseal.leak-test'

/** The app key of every leak test; it names no app of any deployment. */
const testAppKey: string = `rsl_${'t'.repeat(22)}`

async function readBundle(): Promise<string> {
  // The script lies beside the package's entry.
  const url = new URL('./reseal.iife.js', import.meta.resolve('@reseal/recorder-sdk'))
  try {
    return await readFile(fileURLToPath(url), 'utf8')
  } catch (cause) {
    throw new TestingError('recorder_missing', { cause })
  }
}

// Runs in the page. `Reseal` is the bundle's global, here a name in the same function.
function startInPage(
  Reseal: { init(options: object): { stop(): Promise<void> } },
  options: RecorderScriptOptions & { readonly appKey: string; readonly handleName: string },
): void {
  if (window.top !== window || !/^https?:$/.test(location.protocol)) return
  if (options.origins?.includes(location.origin) === false) return
  const report = (error: unknown): void => {
    const { code, message } = error as { readonly code?: string; readonly message?: string }
    const take = (globalThis as unknown as Record<string, (entry: object) => unknown>)[options.binding]
    take?.({ type: 'error', code: code ?? 'failed', message: message ?? '' })
  }
  const { endpoint, sealingKey, receiptKey, appKey, rules } = options
  let recorder: { stop(): Promise<void> } | undefined
  const start = (): void => {
    try {
      recorder = Reseal.init({
        endpoint,
        sealingKey,
        receiptKey,
        appKey,
        ...(rules === undefined ? {} : { rules }),
        consent: 'granted',
        onError: report,
      })
    } catch (error) {
      report(error)
    }
  }
  const stop = async (): Promise<void> => {
    const running = recorder
    recorder = undefined
    await running?.stop()
  }
  const restart = async (): Promise<void> => {
    if (recorder === undefined) return
    await stop()
    start()
  }
  Object.defineProperty(window, Symbol.for(options.handleName), { value: { stop, restart } })
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start, { once: true })
  else start()
}

/**
 * The script for `addInitScript`.
 * @throws TestingError 'recorder_missing' when the recorder was not bundled.
 */
export async function recorderScript(options: RecorderScriptOptions): Promise<string> {
  const bundle = await readBundle()
  const argument = JSON.stringify({ ...options, appKey: testAppKey, handleName })
  // In a function, so that the app's own `Reseal` and this one do not meet.
  return `(() => {${bundle}\n;(${startInPage.toString()})(Reseal, ${argument})})()`
}
