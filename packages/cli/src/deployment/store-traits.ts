// What the provider of a bucket lacks, found out when a service starts and said: as a log line, on standard error, and in
// the readiness that the operator sees. A folder keeps to its promises by itself, but for one: nobody locks it.
import { type ObjectStoreTraits, probeObjectLock, probeWrites } from '@reseal/store'
import type { StorageConfig } from './config-file.ts'
import { openStorage, probedStorage } from './storage.ts'

/** What is known of a store so far. */
export type KnownTraits = Partial<ObjectStoreTraits>

/** A probe that repeats until it has an answer. */
export interface TraitWatch {
  /** Empty until the store has answered. */
  known(): KnownTraits
  stop(): void
}

/** What to probe, and whom to tell. */
export interface TraitWatchOptions {
  readonly config: StorageConfig
  /** Where the folder kind lies. */
  readonly folder: string
  /** Whether checkpoints lie there, which Object Lock is to keep. */
  readonly isAnchor: boolean
  onKnown(traits: KnownTraits): void
}

const againAfterMs = 30_000

/** Asks at once; a store that does not answer is asked again, and readiness says meanwhile that it fails. */
export function watchTraits({ config, folder, isAnchor, onKnown }: TraitWatchOptions): TraitWatch {
  let known: KnownTraits = {}
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  async function ask(): Promise<void> {
    try {
      const found = await probe(config, folder, isAnchor)
      if (isStopped) return
      known = found
      onKnown(known)
    } catch {
      if (!isStopped) timer = setTimeout(() => void ask(), againAfterMs).unref()
    }
  }

  void ask()
  return {
    known: () => known,
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

async function probe(config: StorageConfig, folder: string, isAnchor: boolean): Promise<KnownTraits> {
  const place = probedStorage(config)
  const writes =
    config.kind === 'folder'
      ? ({ conditionalWrites: 'yes', bodyCheck: 'yes' } as const)
      : await probeWrites(openStorage(config, folder), place)
  return isAnchor ? { ...writes, objectLock: await probeObjectLock(place) } : writes
}

/** Sentences on what is missing or could not be told; none when all is well. */
export function describeLacks({ conditionalWrites, bodyCheck, objectLock }: KnownTraits): readonly string[] {
  const lacks: string[] = []
  if (conditionalWrites === 'no') {
    lacks.push(
      'writes an object again although it is told not to (If-None-Match): keep versions, or use another',
    )
  }
  if (bodyCheck === 'no') lacks.push('stores a body that is not the one whose hash was sent')
  if (bodyCheck === 'unknown') lacks.push('does not tell whether it checks a body against its hash')
  if (objectLock === 'none') {
    lacks.push('has no Object Lock retention: who owns it can remove or replace checkpoints')
  }
  if (objectLock === 'governance') {
    lacks.push('is locked in GOVERNANCE mode: some of its users can remove checkpoints; use COMPLIANCE')
  }
  if (objectLock === 'unknown') {
    lacks.push('does not tell whether Object Lock keeps it (s3:GetBucketObjectLockConfiguration)')
  }
  return lacks
}
