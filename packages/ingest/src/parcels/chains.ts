// The ends of the chains in memory. Only a cache: what advances a chain for good is the compare-and-advance in
// the commit's transaction, so that any number of ingest processes may hold the same stream.
import type { ChainTip } from './judge.ts'
import type { StreamRegistration } from './register-stream.ts'

/** A stream's chain as this process knows it, with what waits for its batch counted in. */
export interface Chain {
  readonly streamId: string
  readonly appId: string
  readonly appendKeyHash: Uint8Array
  /** Forgotten on purpose: nothing is taken for it, not even a repeat. */
  readonly tombstoned: boolean
  /** End of the chain once everything that waits is committed. */
  tip: ChainTip
  /** Set until the stream's row is committed. */
  registration: StreamRegistration | undefined
  /** How many appends wait or are in flight. */
  waiting: number
  /** Set where someone waits until none does. */
  idle: PromiseWithResolvers<void> | undefined
  /** True once a commit failed or was lost: what was appended on top of it must not be committed. */
  broken: boolean
  /** True once this process has reported other bytes at a known index. */
  equivocationReported: boolean
}

/** Resolves when no append of the chain waits any more. */
export function whenIdle(chain: Chain): Promise<void> {
  if (chain.waiting === 0) return Promise.resolve()
  chain.idle ??= Promise.withResolvers<void>()
  return chain.idle.promise
}

/** One append of the chain has its outcome. */
export function endWait(chain: Chain): void {
  chain.waiting--
  if (chain.waiting > 0) return
  chain.idle?.resolve()
  chain.idle = undefined
}

/** Finds chains by stream. */
export interface Chains {
  /** The chain in memory. */
  known(streamId: string): Chain | undefined
  /** The chain in memory, else the database's; undefined for an unknown stream. */
  find(streamId: string): Promise<Chain | undefined>
  /** Remembers a chain unless another request has done so meanwhile; returns the one remembered. */
  remember(chain: Chain): Chain
  /** Drops a chain from memory, so that the next `find` reads the database. */
  forget(chain: Chain): void
}

/** Creates an empty cache over `load`. */
export function createChains(
  load: (streamId: string) => Promise<Chain | undefined>,
  maxChains: number,
): Chains {
  const chains = new Map<string, Chain>()
  const loads = new Map<string, Promise<Chain | undefined>>()

  // The least recently used go first; one with something in waiting stays, its tip is nowhere else.
  function evict(): void {
    for (const chain of chains.values()) {
      if (chains.size <= maxChains) return
      if (chain.waiting === 0) chains.delete(chain.streamId)
    }
  }

  function remember(chain: Chain): Chain {
    const known = chains.get(chain.streamId)
    if (known !== undefined) return known
    chains.set(chain.streamId, chain)
    if (chains.size > maxChains) evict()
    return chain
  }

  async function loadOnce(streamId: string): Promise<Chain | undefined> {
    const loading = loads.get(streamId) ?? load(streamId)
    loads.set(streamId, loading)
    try {
      const loaded = await loading
      return loaded === undefined ? chains.get(streamId) : remember(loaded)
    } finally {
      loads.delete(streamId)
    }
  }

  function known(streamId: string): Chain | undefined {
    const chain = chains.get(streamId)
    if (chain === undefined) return undefined
    chains.delete(streamId)
    chains.set(streamId, chain)
    return chain
  }

  return {
    known,
    remember,
    find: async (streamId) => known(streamId) ?? loadOnce(streamId),
    forget(chain) {
      if (chains.get(chain.streamId) === chain) chains.delete(chain.streamId)
    },
  }
}
