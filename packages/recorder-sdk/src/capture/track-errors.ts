// Uncaught errors and unhandled rejections as raw signals for the redactor.

import { signalPlugin } from '@reseal/redaction-rules'
import type { Tracker } from './tracker.ts'

/** An error before redaction. */
export interface RawError {
  readonly kind: 'error' | 'rejection'
  readonly name: string
  readonly message: string
  readonly frames: readonly { readonly source: string; readonly line: number; readonly column: number }[]
}

const maxFrames = 32
const maxStackLength = 16_384
const maxErrorsPerSecond = 10
const address = /^[a-z][a-z+.-]*:(?:\/\/|https?:)/

// `at f (https://host/app.js:10:5)` and `f@https://host/app.js:10:5` both end in the place; read it from the end. What
// is not written like that, with an address, may be a message: a name, a number, a time of day.
function readFrame(line: string): RawError['frames'][number] | undefined {
  const text = line.endsWith(')') ? line.slice(0, -1) : line
  const columnAt = text.lastIndexOf(':')
  const lineAt = text.lastIndexOf(':', columnAt - 1)
  if (lineAt <= 0) return undefined
  const [lineNumber, column] = [Number(text.slice(lineAt + 1, columnAt)), Number(text.slice(columnAt + 1))]
  if (!Number.isSafeInteger(lineNumber) || !Number.isSafeInteger(column)) return undefined
  const start = Math.max(
    text.lastIndexOf('(', lineAt),
    text.lastIndexOf('@', lineAt),
    text.lastIndexOf(' ', lineAt),
  )
  const source = text.slice(start + 1, lineAt)
  if (!address.test(source) || !(line.startsWith('at ') || text.charAt(start) === '@')) return undefined
  return { source, line: lineNumber, column }
}

// V8 writes the message first, as it was when the error was made.
function withoutMessage(stack: string, message: string): string {
  const at = message === '' ? -1 : stack.indexOf(message)
  return at < 0 ? stack : stack.slice(at + message.length)
}

function framesOf(error: Error): RawError['frames'] {
  const stack = typeof error.stack === 'string' ? withoutMessage(error.stack, String(error.message)) : ''
  const frames: RawError['frames'][number][] = []
  for (const line of stack.slice(0, maxStackLength).split('\n')) {
    const frame = readFrame(line.trim())
    if (frame !== undefined) frames.push(frame)
    if (frames.length === maxFrames) break
  }
  return frames
}

function describe(kind: RawError['kind'], error: unknown, fallback: string): RawError {
  if (error instanceof Error) {
    return { kind, name: String(error.name), message: String(error.message), frames: framesOf(error) }
  }
  return { kind, name: 'Error', message: typeof error === 'string' ? error : fallback, frames: [] }
}

/** Listens for errors of the page; returns what stops it. */
export const trackErrors: Tracker = (emit) => {
  let second = 0
  let seen = 0
  const guarded = (make: () => RawError): void => {
    try {
      const now = Math.floor(Date.now() / 1_000)
      seen = now === second ? seen + 1 : 1
      second = now
      if (seen <= maxErrorsPerSecond) emit(signalPlugin.error, make())
    } catch {
      // A thrown object with hostile getters is recorded as nothing.
    }
  }
  const onErrorEvent = (event: ErrorEvent): void =>
    guarded(() => describe('error', event.error, event.message))
  const onRejection = (event: PromiseRejectionEvent): void =>
    guarded(() => describe('rejection', event.reason, ''))
  window.addEventListener('error', onErrorEvent)
  window.addEventListener('unhandledrejection', onRejection)
  return () => {
    window.removeEventListener('error', onErrorEvent)
    window.removeEventListener('unhandledrejection', onRejection)
  }
}
