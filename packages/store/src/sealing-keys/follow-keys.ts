// The key provider of a running service: it learns of keys that were made after it started, goes on where the key file is
// lost until it is there again, and refuses keys that were retired, whoever asks.
import type { KeyProvider } from '../keys/key-provider.ts'
import { StoreError, type StoreErrorCode } from '../store-error.ts'

/** What following needs. */
export interface FollowedKeysOptions {
  /** Opens the provider with the keys that there are now. */
  open(): Promise<KeyProvider>
  isRetired(keyId: string): Promise<boolean>
  /** Milliseconds, any origin. */
  readonly now?: () => number
}

/** A provider that is opened anew where it has to be. */
export interface FollowedKeys extends KeyProvider {
  /** Why nothing opens, as far as is known; undefined while the provider is there. */
  problem(): StoreErrorCode | undefined
  close(): Promise<void>
}

/** A provider, and how many wait for an answer of it. */
interface Followed {
  readonly keys: KeyProvider
  userCount: number
}

// Who names keys that are nowhere makes us read the key file no oftener.
const reopenEveryMs = 1_000

/**
 * Opens the provider now, and again where a key is asked for that it does not know. A key file that is not there is waited for:
 * all that needs no key goes on.
 * @throws StoreError as `open`, for a file that is there and is unfit
 */
export async function followKeys({
  open,
  isRetired,
  now = () => performance.now(),
}: FollowedKeysOptions): Promise<FollowedKeys> {
  let provider: Followed | undefined
  let isClosed = false
  let lost: StoreError | undefined
  let openedAtMs = Number.NEGATIVE_INFINITY
  let opening: Promise<void> | undefined

  async function reopen(): Promise<void> {
    try {
      const opened = { keys: await open(), userCount: 0 }
      const before = provider
      provider = opened
      lost = undefined
      if (before !== undefined) await closeUnused(before)
      if (isClosed) await closeUnused(opened)
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      lost = error
    }
  }

  /** Who still waits for an answer of a provider that another took the place of gets it. */
  async function closeUnused(followed: Followed): Promise<void> {
    if (followed.userCount === 0 && (isClosed || followed !== provider)) await followed.keys.close?.()
  }

  async function use<T>(followed: Followed, work: (keys: KeyProvider) => Promise<T>): Promise<T> {
    followed.userCount += 1
    try {
      return await work(followed.keys)
    } finally {
      followed.userCount -= 1
      await closeUnused(followed)
    }
  }

  /** Whether it was opened anew, or is being: each who waits asks it again. */
  async function isNewer(used: Followed | undefined): Promise<boolean> {
    if (opening === undefined && provider === used) {
      if (now() - openedAtMs < reopenEveryMs) return false
      openedAtMs = now()
      opening = reopen().finally(() => {
        opening = undefined
      })
    }
    await opening
    return true
  }

  async function ask<T>(keyId: string, work: (keys: KeyProvider) => Promise<T>): Promise<T> {
    if (await isRetired(keyId)) throw new StoreError('key_retired')
    const used = provider
    try {
      if (used === undefined) throw lost ?? new StoreError('unknown_key')
      return await use(used, work)
    } catch (error) {
      const mayBeNew = used === undefined || (error instanceof StoreError && error.code === 'unknown_key')
      if (!mayBeNew || !(await isNewer(used)) || provider === undefined) throw error
      return use(provider, work)
    }
  }

  await reopen()
  if (lost !== undefined && !areKeysAway(lost)) throw lost
  return {
    publicKey: (keyId) => ask(keyId, (keys) => keys.publicKey(keyId)),
    deriveSharedSecret: (keyId, enc) => ask(keyId, (keys) => keys.deriveSharedSecret(keyId, enc)),
    problem: () => (provider === undefined ? lost?.code : undefined),
    async close() {
      isClosed = true
      if (provider !== undefined) await closeUnused(provider)
    },
  }
}

/** Whether the error says that a key file or a key service is not there now, rather than that it is unfit. */
export function areKeysAway({ code, cause }: StoreError): boolean {
  if (code === 'key_service_unavailable') return true
  return code === 'bad_key_file' && cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}
