// What the app itself reports: errors it caught, events, tags, flags, and who is there by an opaque id. Nothing of it is
// recorded that the rule set does not declare (SPEC.md ).
import {
  type DeclaredValue,
  declaredEvent,
  declaredTag,
  isOpaqueId,
  signalPlugin,
  type TagPayload,
} from '@reseal/redaction-rules'
import type { Report } from '../browser/guard.ts'
import { describeError } from '../capture/describe-error.ts'
import { createRateLimit } from '../capture/rate-limit.ts'
import type { EmitSignal } from '../capture/tracker.ts'
import { RecorderError } from '../recorder-error.ts'
import type { RecorderConfig } from './config.ts'

/** The part of the recorder that the app reports with. None of its functions throws. */
export interface Annotations {
  /** Records an error that the app caught, with its causes and stack: what an error boundary is given, for one. */
  captureError(error: unknown): void
  /** Records that something happened. Only events and fields that an `events` rule declares are. */
  event(name: string, fields?: Readonly<Record<string, DeclaredValue>>): void
  /** Marks the recording from here on. Only keys and values that a `tags` rule declares are recorded. */
  tag(key: string, value: DeclaredValue): void
  /** Says how a feature flag was evaluated; declared like a tag. */
  flag(key: string, value: DeclaredValue): void
  /**
   * Says who is there: a random id that the app's back end minted for the purpose and keeps: a UUID of version 4, or 22 to
   * 64 characters of base64url. What looks like anything else is refused, and `onError` told (`bad_identity`). Without an
   * id, at sign-out for one: nobody is known any more.
   */
  identify(id?: string | null): void
}

/** Annotations, and what of them holds now: put into the stream again after each full snapshot. */
export interface AnnotationKeeper {
  readonly annotations: Annotations
  readonly context: object
  /** Forgets what was reported so far: it was said under a consent that is over. */
  forget(): void
}

interface Context {
  readonly release: string | undefined
  readonly environment: string | undefined
  identity: string | undefined
  tags: readonly TagPayload[]
  flags: readonly TagPayload[]
  undeclared: number
}

const maxPerSecond = 20
const nothing = { identity: undefined, tags: [], flags: [], undeclared: 0 }

/** Creates the annotations of a page; `signal` does nothing while nothing is recorded. */
export function createAnnotations(
  { rules, development, release, environment }: RecorderConfig,
  report: Report,
  signal: EmitSignal,
): AnnotationKeeper {
  const context: Context = { release, environment, ...nothing }
  const mayPass = createRateLimit(maxPerSecond)

  // Who develops the app hears of it once; a patient's page stays quiet.
  function drop(): void {
    if (development && context.undeclared === 0) report(new RecorderError('not_declared'))
    context.undeclared += 1
  }

  /** What is given may have hostile getters: then it is not recorded. */
  const guarded = (action: () => void): void => {
    try {
      if (mayPass()) action()
    } catch {
      // Nothing of the app's own may throw here.
    }
  }

  const set =
    (list: 'tags' | 'flags', plugin: string) =>
    (key: string, value: unknown): void =>
      guarded(() => {
        const tag = declaredTag(rules, { key, value })
        if (tag === undefined) {
          drop()
          return
        }
        context[list] = [...context[list].filter((one) => one.key !== tag.key), tag]
        signal(plugin, tag)
      })

  const annotations: Annotations = {
    captureError: (error) => guarded(() => signal(signalPlugin.error, describeError('handled', error))),
    event: (name, fields = {}) =>
      guarded(() => {
        const event = declaredEvent(rules, { name, fields })
        if (event === undefined || Object.keys(event.fields).length < Object.keys(fields).length) drop()
        if (event !== undefined) signal(signalPlugin.event, event)
      }),
    tag: set('tags', signalPlugin.tag),
    flag: set('flags', signalPlugin.flag),
    identify: (given) =>
      guarded(() => {
        const id: unknown = given ?? undefined
        if (id !== undefined && (typeof id !== 'string' || !isOpaqueId(id))) {
          report(new RecorderError('bad_identity'))
          return
        }
        context.identity = id
        signal(signalPlugin.identity, { id })
      }),
  }
  return { annotations, context, forget: () => void Object.assign(context, nothing) }
}
