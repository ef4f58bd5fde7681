// An error and what is behind it as a raw signal for the redactor: names, messages, places in scripts.

import type { ErrorPayload } from '@reseal/redaction-rules'

/** A place in a script before redaction: `source` is its address. */
export interface RawFrame {
  readonly source: string
  readonly line: number
  readonly column: number
}

interface RawDescription {
  readonly name: string
  readonly message: string
  readonly frames: readonly RawFrame[]
}

/** An error before redaction. */
export interface RawError extends RawDescription {
  readonly kind: ErrorPayload['kind']
  readonly causes: readonly (RawDescription & { readonly kind: 'cause' | 'member' })[]
}

const maxFrames = 32
const maxStackLength = 16_384
// As the redactor keeps them. A chain may be a ring.
const maxCauses = 10
const maxDepth = 5
const maxMembers = 5
const address = /^[a-z][a-z+.-]*:(?:\/\/|https?:)/

// `at f (https://host/app.js:10:5)` and `f@https://host/app.js:10:5` both end in the place; read it from the end. What
// is not written like that, with an address, may be a message: a name, a number, a time of day.
function readFrame(line: string): RawFrame | undefined {
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

function framesOf(error: Error): readonly RawFrame[] {
  const stack = typeof error.stack === 'string' ? withoutMessage(error.stack, String(error.message)) : ''
  const frames: RawFrame[] = []
  for (const line of stack.slice(0, maxStackLength).split('\n')) {
    const frame = readFrame(line.trim())
    if (frame !== undefined) frames.push(frame)
    if (frames.length === maxFrames) break
  }
  return frames
}

function describeOne(error: unknown, fallback = ''): RawDescription {
  if (error instanceof Error) {
    return { name: String(error.name), message: String(error.message), frames: framesOf(error) }
  }
  return { name: 'Error', message: typeof error === 'string' ? error : fallback, frames: [] }
}

// Members follow the error that gathers them, then comes its cause.
function causesOf(error: unknown): RawError['causes'] {
  const causes: (RawDescription & { readonly kind: 'cause' | 'member' })[] = []
  let at = error
  for (let depth = 0; depth < maxDepth && at instanceof Error; depth += 1) {
    const members: unknown = at instanceof AggregateError ? at.errors : undefined
    for (const member of Array.isArray(members) ? members.slice(0, maxMembers) : []) {
      causes.push({ kind: 'member', ...describeOne(member) })
    }
    at = at.cause
    if (at !== undefined) causes.push({ kind: 'cause', ...describeOne(at) })
  }
  return causes.slice(0, maxCauses)
}

/**
 * Describes what was thrown, whatever it is; `fallback` is the message of what is no error.
 *
 * @throws whatever a hostile getter of the error throws.
 */
export function describeError(kind: RawError['kind'], error: unknown, fallback?: string): RawError {
  return { kind, ...describeOne(error, fallback), causes: causesOf(error) }
}
