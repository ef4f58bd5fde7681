// Console calls as raw signals for the redactor. Objects are not looked into: their graph is the page's.

import { signalPlugin } from '@reseal/redaction-rules'
import type { Tracker } from './tracker.ts'

/** An argument before redaction. */
export interface RawArgument {
  readonly kind: string
  readonly text?: string
  readonly name?: string
}

/** A console call before redaction. */
export interface RawConsole {
  readonly level: string
  readonly args: readonly RawArgument[]
}

const levels = ['debug', 'info', 'log', 'warn', 'error'] as const
const maxArguments = 8
// A loop that logs must not become the recording. Beyond this many calls a second, calls are not recorded.
const maxCallsPerSecond = 20

function describe(value: unknown): RawArgument {
  if (typeof value === 'string') return { kind: 'string', text: value }
  if (value instanceof Error) return { kind: 'error', name: String(value.name), text: String(value.message) }
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return { kind: 'number' }
    case 'boolean':
      return { kind: 'boolean' }
    case 'function':
      return { kind: 'function' }
    case 'object':
      return { kind: 'object' }
    default:
      return { kind: 'other' }
  }
}

/** Wraps the console; returns what puts it back. The page's call always goes through first. */
export const trackConsole: Tracker = (emit) => {
  const restores: (() => void)[] = []
  let isInside = false
  let second = 0
  let calls = 0
  for (const level of levels) {
    const original = console[level]
    const wrapped = (...args: unknown[]): void => {
      Reflect.apply(original, console, args)
      if (isInside) return
      isInside = true
      try {
        const now = Math.floor(Date.now() / 1_000)
        calls = now === second ? calls + 1 : 1
        second = now
        if (calls <= maxCallsPerSecond)
          emit(signalPlugin.console, {
            level,
            args: args.slice(0, maxArguments).map(describe),
          } satisfies RawConsole)
      } catch {
        // An argument with hostile getters must not break the page's own call.
      } finally {
        isInside = false
      }
    }
    console[level] = wrapped
    restores.push(() => {
      // Someone may have wrapped the console after us: then ours stays, inert.
      if (console[level] === wrapped) console[level] = original
    })
  }
  return () => {
    isInside = true
    for (const restore of restores) restore()
  }
}
