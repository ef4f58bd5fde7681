// How fast recordings become readable under a committed event: a stream's segments fetched from a folder, opened, redacted by
// a published rule set and written as lines, against AES-256-GCM and gunzip alone of the same plaintext: MB of plaintext a
// second of this process's CPU, interleaved, medians.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { canonicalRules, defineRules } from '@reseal/redaction-rules'
import { createRuleSetRepository } from '@reseal/store'
import { recordEvent } from '../src/audit/record-event.ts'
import { toEventLines } from '../src/replays/event-lines.ts'
import { findHeldStream, findRange } from '../src/replays/range.repository.ts'
import type { RecordedStream, ViewerFixture } from '../test/viewer-fixture.ts'
import { type Measurement, median, withBenchViewer } from './bench-viewer.ts'
import { keyframeEvery, segmentText } from './recorded-page.ts'

export type { Measurement } from './bench-viewer.ts'

const startedAtMs = 1_700_000_000_000
const segmentCount = 120
const rounds = 7
// Parsing and writing JSON alone is a quarter of the floor; what this holds is that it gets no slower.
const budget = 0.03
const encoder = new TextEncoder()

/** Measures `open.throughput` with redaction, and `open.throughput_as_recorded` without. */
export async function measureOpening(): Promise<Measurement[]> {
  return withBenchViewer(async (viewer) => {
    const stream = await viewer.record({
      segmentCount,
      keyframeEvery,
      startedAtMs,
      plaintext: (index) => segmentText(startedAtMs, index),
    })
    await publishRules(viewer)
    const texts = Array.from({ length: segmentCount }, (_, index) => segmentText(startedAtMs, index))
    const plainBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    const sealed = texts.map(sealAlone)
    const works = {
      floor: async () => sealed.forEach(openAlone),
      asRecorded: await reader(viewer, stream, false),
      redacted: await reader(viewer, stream, true),
    }
    const rates: Record<keyof typeof works, number[]> = { floor: [], asRecorded: [], redacted: [] }
    for (let round = -1; round < rounds; round += 1) {
      for (const name of ['floor', 'asRecorded', 'redacted'] as const) {
        const rate = plainBytes / (await cpuMicroseconds(works[name]))
        // The first round compiles.
        if (round >= 0) rates[name].push(rate)
      }
    }
    const floor = median(rates.floor)
    const figure = (id: string, values: readonly number[]): Measurement => {
      const value = median(values)
      const ratio = value / floor
      return { id, value, unit: 'MB/s', floor, ratio, budget, met: ratio >= budget }
    }
    return [
      figure('open.throughput', rates.redacted),
      figure('open.throughput_as_recorded', rates.asRecorded),
    ]
  })
}

interface Sealed {
  readonly key: Uint8Array
  readonly nonce: Uint8Array
  readonly bytes: Uint8Array
  readonly tag: Uint8Array
}

function sealAlone(text: string): Sealed {
  const [key, nonce] = [randomBytes(32), randomBytes(12)]
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const bytes = Buffer.concat([cipher.update(gzipSync(text)), cipher.final()])
  return { key, nonce, bytes, tag: cipher.getAuthTag() }
}

function openAlone({ key, nonce, bytes, tag }: Sealed): void {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(tag)
  gunzipSync(Buffer.concat([decipher.update(bytes), decipher.final()]))
}

async function cpuMicroseconds(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** Opens the whole stream under an event of its own each time, and writes its lines. */
async function reader(
  viewer: ViewerFixture,
  { stream, session }: RecordedStream,
  isRedacted: boolean,
): Promise<() => Promise<void>> {
  const db = viewer.databases.database('viewer')
  const held = await findHeldStream(db, stream)
  const wanted = { stream, fromMs: 0, toMs: 9_000_000_000_000 }
  const limits = { count: segmentCount, leadInCount: 0, leadInBytes: 0, checkedCount: segmentCount }
  const { segments, previousLink } = await findRange(db, wanted, limits)
  const [first, ...rest] = segments
  const last = segments.at(-1)
  const rules = isRedacted ? await viewer.deps.viewRules.find('clinic', db) : undefined
  if (held?.enc === undefined || first === undefined || last === undefined)
    throw new Error('nothing was recorded')
  const sealed = { stream: { ...held, enc: held.enc }, segments: [first, ...rest] as const, previousLink }
  const events = await Promise.all(
    Array.from({ length: rounds + 1 }, () =>
      recordEvent(viewer.deps, {
        action: 'replay.read',
        outcome: 'success',
        actor: { name: 'eng-1', roles: ['engineer'] },
        client: { ip: undefined, userAgent: undefined },
        requestId: 'bench',
        target: {
          app: 'clinic',
          session,
          stream,
          fromMs: first.startMs,
          toMs: last.endMs,
          fromIndex: first.index,
          toIndex: last.index,
        },
        extent: { segments: segments.length },
      }),
    ),
  )
  return async () => {
    const event = events.pop()
    if (event === undefined) throw new Error('each event opens once')
    const redactor = rules?.createRedactor()
    for await (const { plaintext } of viewer.deps.ranges.openRange(event, sealed)) {
      encoder.encode(toEventLines(plaintext, redactor))
    }
  }
}

async function publishRules(viewer: ViewerFixture): Promise<void> {
  const rules = defineRules({ version: 'bench', allow: [{ id: 'labels', selector: 'td.label' }] })
  const repository = createRuleSetRepository(viewer.databases.database('owner'))
  const body = Buffer.from(canonicalRules(rules))
  await repository.publish({ appId: 'clinic', version: 'bench', body, auditIndex: 0 })
}
