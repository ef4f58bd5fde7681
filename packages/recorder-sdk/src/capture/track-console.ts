// Console calls as raw signals for the redactor. Objects are not looked into: their graph is the page's.

import { type ConsolePayload, signalPlugin } from '@reseal/redaction-rules'
import { createRateLimit } from './rate-limit.ts'
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

/** A method of the console that is recorded. */
export type ConsoleLevel = ConsolePayload['level']

/** All of them. */
export const consoleLevels: readonly ConsoleLevel[] = ['debug', 'info', 'log', 'warn', 'error']

const maxArguments = 8
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

/** Wraps these methods of the console; undoing puts them back. The page's call always goes through first. */
export const createConsoleTracker =
  (levels: readonly ConsoleLevel[]): Tracker =>
  (emit) => {
    const restores: (() => void)[] = []
    const mayPass = createRateLimit(maxCallsPerSecond)
    let isInside = false
    for (const level of levels) {
      const original = console[level]
      const wrapped = (...args: unknown[]): void => {
        Reflect.apply(original, console, args)
        if (isInside) return
        isInside = true
        try {
          if (mayPass()) {
            const raw: RawConsole = { level, args: args.slice(0, maxArguments).map(describe) }
            emit(signalPlugin.console, raw)
          }
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
