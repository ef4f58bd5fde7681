// Takes a parcel from bytes to a signed receipt (design.md §5.6).
import { timingSafeEqual } from 'node:crypto'
import { initialLink, nextLink } from '@reseal/protocol'
import type { GroupCommitter, Waiter } from '../batches/group-committer.ts'
import { IngestError } from '../errors.ts'
import { statedAge } from '../limits/stated-times.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Quota } from '../middleware/quota.ts'
import type { ReceiptSigner } from '../receipts/receipt-key.ts'
import { type Chain, type Chains, endWait, whenIdle } from './chains.ts'
import { freeBuffer } from './free-memory.ts'
import { type ChainTip, equalBytes, judge, type Verdict } from './judge.ts'
import type { ParcelRepository } from './parcels.repository.ts'
import { type PreparedParcel, type PreparedSegment, prepareAgain, prepareParcel } from './prepare-parcel.ts'
import { type PostingApp, registerStream, type StreamRegistration } from './register-stream.ts'

/** Segments of one parcel that extend a chain; they enter a batch together or not at all. */
export interface Append {
  readonly chain: Chain
  /** Set on the first append to a stream that the database does not know yet. */
  readonly registration: StreamRegistration | undefined
  readonly segments: readonly PreparedSegment[]
  readonly from: ChainTip
  readonly to: ChainTip
}

/**
 * `lost`: another process advanced the chain first, or an append before this one failed. Nothing is stored; the
 * segments' bytes come back, for their request's memory is gone.
 */
export type AppendOutcome =
  | { readonly outcome: 'committed' }
  | { readonly outcome: 'lost'; readonly segments: readonly Uint8Array[] }

/** What the service is made of. */
export interface ParcelServiceParts {
  readonly chains: Chains
  readonly committer: GroupCommitter<Append, AppendOutcome>
  readonly repository: ParcelRepository
  readonly signer: ReceiptSigner
  readonly streamQuota: Quota
  readonly sessionQuota: Quota
  readonly metrics: Pick<Metrics, 'countAge'>
}

/** Accepts parcels. */
export interface ParcelService {
  /**
   * Stores what is new in a parcel and tells the receipt for its last segment, as the text of its JSON; or an IngestError
   * bad_parcel, too_large, over_quota, wrong_append_key, key_not_accepted, gap, conflict, stream_closed, unavailable. Never throws.
   * @param body over a buffer of its own, which is detached once its segments are in a batch
   */
  accept(app: PostingApp, body: Uint8Array<ArrayBuffer>, waiter: Waiter<string>): void
}

type AppendVerdict = Verdict & { readonly kind: 'append' }

// What a stream weighs in its session's quota when it begins.
const newStreamBytes = 1024 * 1024

// Each turn of the loop follows a change that someone else made to the same chain; more than this is a stampede.
const maxAttempts = 8

/** Creates the service. */
export function createParcelService(parts: ParcelServiceParts): ParcelService {
  const { chains, committer, repository, signer, streamQuota, sessionQuota, metrics } = parts

  /** Refuses who may not append. */
  function authorize(chain: Chain, parcel: PreparedParcel, app: PostingApp): void {
    const sameApp = chain.appId === app.id
    if (!sameApp || !timingSafeEqual(chain.appendKeyHash, parcel.appendKeyHash)) {
      throw new IngestError('wrong_append_key')
    }
    if (chain.tombstoned) throw new IngestError('stream_closed')
  }

  async function findOrRegister(parcel: PreparedParcel, app: PostingApp): Promise<Chain> {
    return (await chains.find(parcel.streamId)) ?? register(parcel, app)
  }

  async function register(parcel: PreparedParcel, app: PostingApp): Promise<Chain> {
    const chain = registerStream(parcel, app)
    if (chain.registration !== undefined) sessionQuota.take(chain.registration.header.session, newStreamBytes)
    // Else a copied `enc` would fail the transaction of a whole batch, again and again.
    const judgement = await repository.judgeRegistration(chain)
    if (judgement === 'registrable') return chains.remember(chain)
    if (judgement === 'withdrawn') throw new IngestError('stream_closed')
    if (judgement === 'key_not_accepted') throw new IngestError('key_not_accepted')
    // Or another process has registered this very stream since it was looked for.
    const registered = await chains.find(parcel.streamId)
    if (registered === undefined) throw new IngestError('conflict')
    return registered
  }

  function append(chain: Chain, verdict: AppendVerdict, waiter: Waiter<AppendOutcome>): void {
    const registration = chain.waiting === 0 ? chain.registration : undefined
    const item = { chain, registration, segments: verdict.fresh, from: chain.tip, to: verdict.tip }
    chain.tip = verdict.tip
    chain.waiting++
    committer.add(item, {
      resolve(outcome) {
        leave(chain)
        waiter.resolve(outcome)
      },
      reject(error) {
        leave(chain)
        waiter.reject(error)
      },
    })
  }

  function leave(chain: Chain): void {
    endWait(chain)
    if (chain.broken) chains.forget(chain)
  }

  /** What most parcels are: they continue a chain that is at hand. Holds as little as it can until the commit. */
  function appendKnown(app: PostingApp, chain: Chain, verdict: AppendVerdict, waiter: Waiter<string>): void {
    const { tip } = verdict
    append(chain, verdict, {
      resolve(result) {
        if (result.outcome === 'committed') acknowledge(chain.streamId, tip, waiter)
        else judgeAgain(app, chain, result.segments).then(waiter.resolve, waiter.reject)
      },
      reject: waiter.reject,
    })
  }

  async function judgeAgain(
    app: PostingApp,
    { appendKeyHash }: Chain,
    segments: readonly Uint8Array[],
  ): Promise<string> {
    // It came without a header, and with the key that the chain has.
    return judgeUntilSettled(app, prepareAgain({ appendKeyHash }, segments))
  }

  async function verifyRepeats(chain: Chain, repeats: readonly PreparedSegment[]): Promise<void> {
    const [first, last] = [repeats[0], repeats.at(-1)]
    if (first === undefined || last === undefined) return
    const stored = await repository.segmentHashes(chain.streamId, first.index, last.index)
    for (const segment of repeats) {
      const hash = stored.get(segment.index)
      if (hash === undefined || !equalBytes(hash, segment.sha256)) await refuseConflict(chain, segment)
    }
  }

  async function refuseConflict(chain: Chain, segment: PreparedSegment): Promise<never> {
    // The report comes first: what cannot be recorded is not answered as settled. One a stream suffices, and
    // bounds what the holder of one append key can make us write.
    if (!chain.equivocationReported) await repository.reportEquivocation(chain, segment)
    chain.equivocationReported = true
    throw new IngestError('conflict')
  }

  async function refuse(chain: Chain, verdict: Verdict, parcel: PreparedParcel): Promise<void> {
    // Nothing of a refused parcel stays, so neither does the header that it brought.
    if (verdict.kind !== 'append' && chain.registration !== undefined && chain.waiting === 0) {
      chains.forget(chain)
    }
    switch (verdict.kind) {
      case 'gap':
        throw new IngestError('gap', { wantedIndex: verdict.wantedIndex })
      case 'closed':
        throw new IngestError('stream_closed')
      case 'conflict': {
        // Nothing of this stream is stored: its first segment does not continue its own header.
        if (chain.registration !== undefined) throw new IngestError('bad_parcel')
        return refuseConflict(
          chain,
          parcel.segments.find(({ index }) => index === verdict.index) ?? parcel.last,
        )
      }
      case 'append':
        return verifyRepeats(chain, verdict.repeats)
    }
  }

  /** A header that comes without segment 0, which would name it, is the one that leads to where the parcel goes on. */
  async function assertHeaderLeads(
    { streamId, first }: PreparedParcel,
    { headerHash }: StreamRegistration,
  ): Promise<void> {
    const stored = await repository.segmentHashes(streamId, 0, first.index - 1)
    let link: Uint8Array = initialLink(headerHash)
    for (const hash of stored.values()) link = nextLink(link, hash)
    if (stored.size < first.index || !equalBytes(link, first.prevLink)) throw new IngestError('bad_parcel')
  }

  /** Only once the chain is durable up to its tip. */
  function acknowledge(streamId: string, { nextIndex, link }: ChainTip, waiter: Waiter<string>): void {
    let receipt: string
    try {
      receipt = signer.sign({ stream: streamId, index: nextIndex - 1, link })
    } catch (error) {
      waiter.reject(error)
      return
    }
    waiter.resolve(receipt)
  }

  function receiptFor({ streamId, last }: PreparedParcel): string {
    return signer.sign({ stream: streamId, index: last.index, link: last.link })
  }

  /** Every parcel's way, whatever it is to its chain. Resolves to the receipt's text. */
  async function judgeUntilSettled(
    app: PostingApp,
    received: PreparedParcel,
    body?: Uint8Array<ArrayBuffer>,
  ): Promise<string> {
    let parcel = received
    let verifiedRepeats = 0
    let readAgain = false
    let unnamed = parcel.first.index > 0 ? parcel.registration : undefined
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const chain = chains.known(parcel.streamId) ?? (await findOrRegister(parcel, app))
      authorize(chain, parcel, app)
      const verdict = judge(chain.tip, parcel.segments)
      if (verdict.kind === 'append' && unnamed !== undefined && chain.waiting === 0) {
        await assertHeaderLeads(parcel, unnamed)
        unnamed = undefined
        continue
      }
      const isSettled = unnamed === undefined && verdict.kind === 'append'
      if (isSettled && verdict.repeats.length <= verifiedRepeats) {
        if (verdict.fresh.length === 0) return receiptFor(parcel)
        const appended = Promise.withResolvers<AppendOutcome>()
        append(chain, verdict, appended)
        // Copied into the batch; until its commit nobody reads the body, whose memory others wait for.
        if (body !== undefined) freeBuffer(body)
        const result = await appended.promise
        if (result.outcome === 'committed') return receiptFor(parcel)
        // The repeats before these are durable and verified.
        parcel = prepareAgain(parcel, result.segments)
        verifiedRepeats = 0
        continue
      }
      // Before anything is refused or called a repeat, what waits must have settled and the chain must be the
      // database's, not a memory that another process has overtaken.
      if (chain.waiting > 0) {
        await whenIdle(chain)
        continue
      }
      if (!readAgain) {
        chains.forget(chain)
        readAgain = true
        continue
      }
      await refuse(chain, verdict, parcel)
      verifiedRepeats = verdict.kind === 'append' ? verdict.repeats.length : 0
    }
    throw new IngestError('unavailable', { retryAfterSeconds: 1 })
  }

  return {
    accept(app, body, waiter) {
      try {
        const parcel = prepareParcel(body, app)
        metrics.countAge(statedAge(parcel.last.endMs, Date.now()))
        streamQuota.take(parcel.streamId, body.length)
        const chain = parcel.registration === undefined ? chains.known(parcel.streamId) : undefined
        if (chain !== undefined) {
          authorize(chain, parcel, app)
          const verdict = judge(chain.tip, parcel.segments)
          if (verdict.kind === 'append' && verdict.repeats.length === 0) {
            appendKnown(app, chain, verdict, waiter)
            freeBuffer(body)
            return
          }
        }
        judgeUntilSettled(app, parcel, body).then(waiter.resolve, waiter.reject)
      } catch (error) {
        waiter.reject(error)
      }
    },
  }
}
