// The key provider of a running service: it learns of keys that were made after it started, and refuses those that were
// retired, whoever asks.
import type { KeyProvider } from '../keys/key-provider.ts'
import { StoreError } from '../store-error.ts'

/** What following needs. */
export interface FollowedKeys {
  /** Opens the provider with the keys that there are now. */
  open(): Promise<KeyProvider>
  isRetired(keyId: string): Promise<boolean>
  /** Milliseconds, any origin. */
  readonly now?: () => number
}

// Who names keys that are nowhere makes us read the key file no oftener.
const reopenEveryMs = 1_000

/**
 * Opens the provider once now, and again where a key is asked for that it does not know.
 * @throws StoreError as `open`
 */
export async function followKeys({
  open,
  isRetired,
  now = () => performance.now(),
}: FollowedKeys): Promise<KeyProvider> {
  let provider = await open()
  let openedAtMs = Number.NEGATIVE_INFINITY
  let opening: Promise<void> | undefined

  async function reopen(): Promise<void> {
    provider = await open()
  }

  /** Whether it was opened anew, or is being: each who waits asks it again. */
  async function isNewer(used: KeyProvider): Promise<boolean> {
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
      return await work(used)
    } catch (error) {
      const isUnknown = error instanceof StoreError && error.code === 'unknown_key'
      if (!isUnknown || !(await isNewer(used))) throw error
      return work(provider)
    }
  }

  return {
    publicKey: (keyId) => ask(keyId, (keys) => keys.publicKey(keyId)),
    deriveSharedSecret: (keyId, enc) => ask(keyId, (keys) => keys.deriveSharedSecret(keyId, enc)),
  }
}
