// Registered apps by their public key, cached for seconds so that the hot path asks no database.
import { IngestError } from '../errors.ts'

/** What ingest knows of an app. */
export interface RegisteredApp {
  readonly id: string
  readonly appKey: string
  /** Origins whose pages may post; see `isAllowedOrigin`. */
  readonly origins: readonly string[]
  /** What the recorder is to do, when the operator said so. */
  readonly command?: string | undefined
  /** Bytes that are taken of it in a day, over all processes. */
  readonly dailyQuotaBytes?: number | undefined
  /** True while the operator takes no parcels of it. */
  readonly parcelsRefused?: boolean | undefined
}

/** Finds apps by key. */
export interface AppDirectory {
  /** The app, if the answer is at hand and is one. */
  known(appKey: string): RegisteredApp | undefined
  /** @throws IngestError overloaded when too many unknown keys are being looked up */
  find(appKey: string): Promise<RegisteredApp | undefined>
}

/** What the directory needs. */
export interface AppDirectoryOptions {
  lookUp(appKey: string): Promise<RegisteredApp | undefined>
  /** How long an answer, also "unknown", is believed. */
  readonly ttlMs: number
}

const appKeyPattern = /^rsl_[A-Za-z0-9_-]{22}$/
const maxCachedKeys = 10_000
// Keys are guessed by the million at no cost to the guesser; the database answers this many at a time.
const maxLookUps = 32

/** Creates a directory with an empty cache. */
export function createAppDirectory({ lookUp, ttlMs }: AppDirectoryOptions): AppDirectory {
  const answers = new Map<string, { app: RegisteredApp | undefined; untilMs: number }>()
  const lookUps = new Map<string, Promise<RegisteredApp | undefined>>()

  async function lookUpOnce(appKey: string): Promise<RegisteredApp | undefined> {
    const known = lookUps.get(appKey)
    if (known !== undefined) return known
    if (lookUps.size >= maxLookUps) throw new IngestError('overloaded', { retryAfterSeconds: 1 })
    const answer = lookUp(appKey)
    lookUps.set(appKey, answer)
    try {
      const app = await answer
      if (answers.size >= maxCachedKeys) answers.clear()
      answers.set(appKey, { app, untilMs: performance.now() + ttlMs })
      return app
    } finally {
      lookUps.delete(appKey)
    }
  }

  function answerFor(appKey: string): { readonly app: RegisteredApp | undefined } | undefined {
    const answer = answers.get(appKey)
    return answer !== undefined && performance.now() < answer.untilMs ? answer : undefined
  }

  /** Asks again before the answer is too old, so that who is known stays known as long as parcels come. */
  function renew(appKey: string): void {
    if (lookUps.size < maxLookUps) lookUpOnce(appKey).catch(() => {})
  }

  return {
    known(appKey) {
      const answer = answers.get(appKey)
      if (answer?.app === undefined) return undefined
      const restMs = answer.untilMs - performance.now()
      if (restMs < ttlMs / 2 && !lookUps.has(appKey)) renew(appKey)
      return restMs > 0 ? answer.app : undefined
    },
    async find(appKey) {
      if (!appKeyPattern.test(appKey)) return undefined
      const answer = answerFor(appKey)
      return answer === undefined ? lookUpOnce(appKey) : answer.app
    },
  }
}
