// Carries out what privacy officers ordered (design.md §5.8, §6). A shred is one transaction. A redaction is, for each stream
// of the session: wait until nothing more comes, derive, wait until a close leaf of the derived one is anchored; and then one
// transaction forgets all sources. A worker that dies anywhere leaves the sources whole, or everything done.
import { OpeningError } from '@reseal/opening'
import { ProtocolError } from '@reseal/protocol'
import { RulesError } from '@reseal/redaction-rules'
import {
  type Anchor,
  type AuditLog,
  createSessionShredder,
  type Database,
  endOrder,
  eraseDerived,
  findCloseLeaf,
  findDueOrder,
  isHeld,
  type KeyProvider,
  listOrderedStreams,
  type ObjectStore,
  type Order,
  type OrderedStream,
  putOffOrder,
  readAnchoredSize,
  type SessionShredder,
} from '@reseal/store'
import type { Log } from '../logging/log-line.ts'
import type { Step } from '../steps.ts'
import { type DeriveParts, deriveStream } from './derive-stream.ts'

/** What orders are carried out with. */
export interface OrderOptions {
  /** Where batches lie. */
  readonly objects: ObjectStore
  readonly keys: KeyProvider
  /** From the end of a run to the start of the next; default 1,000. */
  readonly everyMs?: number
  /** A stream that received nothing for this long is taken as it is; default 6,000. */
  readonly quietMs?: number
  /** For tests: called as each part of a redaction is about to begin. */
  readonly onStage?: (stage: OrderStage) => void | Promise<void>
}

/** Parts of a redaction, in their order. */
export type OrderStage = 'derive' | 'replace'

/** What the worker gives the step. */
export interface OrderParts {
  readonly db: Database
  readonly audit: AuditLog
  readonly anchor: Anchor
  readonly log: Log
}

const defaultEveryMs = 1_000
// Beyond the 5 s in which a page sends what it has; an anchor comes within a second.
const defaultQuietMs = 6_000
const untilQuietMs = 1_000
const untilAnchoredMs = 300
const untilFreeMs = 1_000
const untilRepairedMs = 30_000

/** Creates the step: one order a run. */
export function createOrderStep(parts: OrderParts, options: OrderOptions): Step {
  const { db, anchor, audit, log } = parts
  const shredder = createSessionShredder(db, { anchor, audit, erase: eraseDerived })
  return {
    name: 'orders',
    everyMs: options.everyMs ?? defaultEveryMs,
    async run({ signal }) {
      const order = await findDueOrder(db)
      if (order === undefined) return false
      const derive: DeriveParts = { db, audit, keys: options.keys, objects: options.objects, signal }
      const carrying: Carrying = { ...parts, order, shredder, derive, options }
      try {
        const ended = order.kind === 'shred' ? await shred(carrying) : await redact(carrying)
        if (ended !== undefined) log({ event: 'order-ended', kind: order.kind, end: ended })
        return true
      } catch (error) {
        if (signal.aborted) return false
        const failure = failureOf(error)
        // What cannot be opened or redacted never can; the rest is tried again for as long as it takes.
        if (failure !== undefined) {
          await fail(carrying, failure)
          return true
        }
        await putOffOrder(db, order.id, { afterMs: untilRepairedMs, failure: 'unavailable' }).catch(() => {})
        throw error
      }
    },
  }
}

interface Carrying extends OrderParts {
  readonly order: Order
  readonly shredder: SessionShredder
  readonly derive: DeriveParts
  readonly options: OrderOptions
}

/** What became of an order in this run; undefined where it waits. */
type Ended = 'done' | undefined

async function shred(carrying: Carrying): Promise<Ended> {
  const { order, shredder } = carrying
  const outcome = await shredder.shred(order)
  if (outcome === 'held') return await fail(carrying, 'held')
  return outcome === 'done' ? 'done' : await wait(carrying, untilFreeMs)
}

async function redact(carrying: Carrying): Promise<Ended> {
  const { db, order, derive, options } = carrying
  if (await isHeld(db, order.session)) return await fail(carrying, 'held')
  const asked = {
    session: order.session,
    orderId: order.id,
    quietMs: options.quietMs ?? defaultQuietMs,
  } as const
  const streams = await listOrderedStreams(db, asked)
  if (streams.some(({ isQuiet }) => !isQuiet)) return await wait(carrying, untilQuietMs)
  if (streams.some(hasGrown)) await carrying.shredder.redo(order)
  for (const stream of await listOrderedStreams(db, asked)) {
    if (stream.derived) continue
    await options.onStage?.('derive')
    await deriveStream(derive, order, stream)
  }
  const sources = await listOrderedStreams(db, asked)
  if (!(await areAnchored(carrying, sources))) return await wait(carrying, untilAnchoredMs)
  await options.onStage?.('replace')
  const outcome = await carrying.shredder.replace(order)
  if (outcome === 'held') return await fail(carrying, 'held')
  return outcome === 'done' ? 'done' : await wait(carrying, untilFreeMs)
}

/** What was derived is of a history that went on since. */
function hasGrown({ segmentCount, derived }: OrderedStream): boolean {
  return derived !== undefined && derived.segmentCount !== segmentCount
}

/** Whether of every source what was derived is there for good: its close leaf under a checkpoint in every required place. */
async function areAnchored({ db, anchor }: Carrying, sources: readonly OrderedStream[]): Promise<boolean> {
  const anchoredSize = await readAnchoredSize(db, anchor, 'recordings')
  for (const { derived } of sources) {
    const found = derived && (await findCloseLeaf(db, derived.id))
    if (!found?.close || found.close.index >= anchoredSize) return false
  }
  return true
}

async function wait({ db, order }: Carrying, afterMs: number): Promise<undefined> {
  await putOffOrder(db, order.id, { afterMs })
}

async function fail(carrying: Carrying, failure: string): Promise<undefined> {
  const { db, order, shredder, log } = carrying
  if (order.kind === 'shred') await endOrder(db, order.id, { state: 'failed', failure })
  else if ((await shredder.abandon(order, failure)) !== 'done') return await wait(carrying, untilFreeMs)
  log({ event: 'order-ended', kind: order.kind, end: 'failed' })
}

function failureOf(error: unknown): string | undefined {
  if (error instanceof OpeningError && error.code === 'open_failed') return 'open_failed'
  if (error instanceof ProtocolError) return error.code === 'too_large' ? 'too_large' : 'open_failed'
  return error instanceof RulesError ? 'bad_rules' : undefined
}
