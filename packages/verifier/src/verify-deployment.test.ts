// What no honest ingest or worker writes, because both refuse it: committed batches, leaves and rows that contradict
// each other. The verifier trusts neither service.
import { describe, expect, it } from 'vitest'
import {
  closeLeaf,
  createMemoryDeployment,
  createMemoryStream,
  inputOf,
  type MemoryDeployment,
  tombstoneLeaf,
} from '../test/memory-deployment.ts'
import { formatReport } from './format-report.ts'
import type { Problem } from './problem.ts'
import { type VerifyReport, verifyDeployment } from './verify-deployment.ts'

async function problemsOf(deployment: MemoryDeployment): Promise<readonly Problem[]> {
  return (await verifyDeployment(inputOf(deployment))).problems
}

function has(kind: Problem['kind'], place: object): object {
  return expect.objectContaining({ kind, ...place })
}

describe('an intact deployment', () => {
  it('has no problem, with streams across batches that are listed out of order', async () => {
    const [one, other] = [createMemoryStream(), createMemoryStream()]
    const batches = [[one.next(), other.next()], [one.next()], [other.next(), one.next()]]
    const deployment = await createMemoryDeployment({
      streams: [one, other],
      batches,
      closes: [closeLeaf(one, 3), closeLeaf(other, 2, { final: true })],
    })
    const report: VerifyReport = await verifyDeployment(inputOf(deployment))
    expect(report).toMatchObject({
      verdict: 'intact',
      problems: [],
      recordings: { segmentCount: 5, streamCount: 2 },
    })
  })
})

describe('chains', () => {
  it('break where a segment continues another history', async () => {
    const stream = createMemoryStream()
    const segments = [
      stream.next(),
      stream.next(),
      stream.next({ prevLink: new Uint8Array(32) }),
      stream.next(),
    ]
    const deployment = await createMemoryDeployment({ streams: [stream], batches: [segments] })
    const place = { stream: stream.stream, segmentIndex: 2, count: 1 }
    expect(await problemsOf(deployment)).toEqual([has('chain_broken', place)])
  })

  it('break where a stream begins with another header', async () => {
    const [stream, impostor] = [createMemoryStream(), createMemoryStream()]
    const batches = [[stream.next({ prevLink: impostor.link }), stream.next()]]
    const deployment = await createMemoryDeployment({ streams: [stream], batches })
    expect(await problemsOf(deployment)).toEqual([has('chain_broken', { segmentIndex: 0 })])
  })

  it('have a gap where a segment was never stored', async () => {
    const stream = createMemoryStream()
    const [first, , third] = [stream.next(), stream.next(), stream.next()]
    const deployment = await createMemoryDeployment({
      streams: [stream],
      batches: [[first, third].filter((made) => made !== undefined)],
    })
    expect(await problemsOf(deployment)).toEqual([
      has('stream_gap', { stream: stream.stream, segmentIndex: 1 }),
    ])
  })

  it('break where two batches hold one index', async () => {
    const stream = createMemoryStream()
    const [first, second] = [stream.next(), stream.next()]
    const deployment = await createMemoryDeployment({
      streams: [stream],
      batches: [[first], [second], [second]],
    })
    deployment.segments.pop()
    expect(await problemsOf(deployment)).toContainEqual(has('chain_broken', { segmentIndex: 1 }))
  })

  it('whose time runs backwards are named', async () => {
    const stream = createMemoryStream()
    const batches = [[stream.next(), stream.next(), stream.next({ startMs: 1_699_000_000_000 })]]
    const deployment = await createMemoryDeployment({ streams: [stream], batches })
    expect(await problemsOf(deployment)).toEqual([has('time_decreases', { segmentIndex: 2 })])
  })

  it('without a header are named', async () => {
    const [stream, other] = [createMemoryStream(), createMemoryStream()]
    const deployment = await createMemoryDeployment({
      streams: [other],
      batches: [[stream.next(), other.next()]],
    })
    expect(await problemsOf(deployment)).toContainEqual(
      has('stream_header_missing', { stream: stream.stream }),
    )
  })
})

describe('close leaves', () => {
  async function withClose(changes: object, segments = 2): Promise<readonly Problem[]> {
    const stream = createMemoryStream()
    const made = [stream.next(), stream.next()]
    return problemsOf(
      await createMemoryDeployment({
        streams: [stream],
        batches: [made],
        closes: [closeLeaf(stream, segments, changes)],
      }),
    )
  }

  it('that name another last link are named', async () => {
    expect(await withClose({ last_link: '00'.repeat(32) })).toEqual([
      has('close_leaf_disagrees', { leafIndex: 2, segmentIndex: 1 }),
    ])
  })

  it('that name another header are named', async () => {
    expect(await withClose({ header_hash: '00'.repeat(32) })).toEqual([
      has('close_leaf_disagrees', { leafIndex: 2 }),
    ])
  })

  it('that count what is not there are named', async () => {
    expect(await withClose({}, 3)).toEqual([has('close_leaf_disagrees', { leafIndex: 2, segmentIndex: 2 })])
  })

  it('that omit a segment listed before them are named', async () => {
    expect(await withClose({}, 1)).toContainEqual(
      has('close_leaf_disagrees', { leafIndex: 2, segmentIndex: 0 }),
    )
  })

  it('older than the one before them are named', async () => {
    expect(await withClose({ time_ms: 0 })).toEqual([
      has('time_decreases', { log: 'recordings', leafIndex: 2 }),
    ])
  })

  it('that cannot be read are named', async () => {
    expect(await withClose({ segments: 'two' })).toEqual([
      has('leaf_unreadable', { log: 'recordings', leafIndex: 2 }),
    ])
  })
})

describe('tombstones', () => {
  /** A stream that was withdrawn, beside one that was not; the row as the worker leaves it unless changed. */
  async function withTombstone(leafChanges: object, claims: object = {}): Promise<readonly Problem[]> {
    const [stream, other] = [createMemoryStream(), createMemoryStream()]
    const deployment = await createMemoryDeployment({
      streams: [stream, other],
      batches: [[stream.next(), other.next()]],
      closes: [tombstoneLeaf(stream, leafChanges)],
    })
    deployment.streams = deployment.streams.map((row) => {
      const forgotten = { ...row.claims, tombstoned: true, keyHash: undefined, ...claims }
      return row.stream === stream.stream ? { ...row, claims: forgotten } : row
    })
    return problemsOf(deployment)
  }

  it('with the proof of their reason are no finding, and are listed', async () => {
    expect(await withTombstone({})).toEqual([])
    const stream = createMemoryStream()
    const deployment = await createMemoryDeployment({
      streams: [stream],
      batches: [[stream.next()]],
      closes: [tombstoneLeaf(stream)],
    })
    const [row] = deployment.streams
    if (row)
      deployment.streams = [{ ...row, claims: { ...row.claims, tombstoned: true, keyHash: undefined } }]
    const report = await verifyDeployment(inputOf(deployment))
    const { stream: id, session } = stream
    expect(report).toMatchObject({
      verdict: 'intact',
      recordings: { tombstones: [{ stream: id, session, reason: 'withdrawal', leafIndex: 2 }] },
    })
    expect(formatReport(report)).toContain(`withdrawn: stream ${id} of session ${session}`)
  })

  it.each([
    ['a token that withdraws nothing', { token: 'A'.repeat(43) }],
    ['a token that is none', { token: '=' }],
    ['another header', { header_hash: '00'.repeat(32) }],
    ['another session', { session: '0190b6f2-0000-4000-8000-000000000000' }],
  ])('with %s are named', async (_, changes) => {
    expect(await withTombstone(changes)).toEqual([has('tombstone_disagrees', { leafIndex: 2 })])
  })

  it('without a reason that is known are named', async () => {
    expect(await withTombstone({ reason: 'because' })).toContainEqual(
      has('leaf_unreadable', { leafIndex: 2 }),
    )
  })

  it.each([
    ['key is still there', { keyHash: new Uint8Array(32) }],
    ['mark is gone', { tombstoned: false }],
  ])('of a stream whose %s are named', async (_, claims) => {
    expect(await withTombstone({}, claims)).toEqual([has('stream_row_altered', {})])
  })
})

describe('rows', () => {
  async function twoBatches(): Promise<MemoryDeployment> {
    const stream = createMemoryStream()
    return createMemoryDeployment({
      streams: [stream],
      batches: [[stream.next(), stream.next()], [stream.next()]],
    })
  }

  it('of segments that no batch holds are named', async () => {
    const deployment = await twoBatches()
    const [row] = deployment.segments
    if (row) deployment.segments.push({ ...row, index: 9 })
    expect(await problemsOf(deployment)).toContainEqual(has('segment_row_unknown', { segmentIndex: 9 }))
  })

  it.each([
    ['offset', { offset: 6 }],
    ['length', { length: 2000 }],
    ['hash', { sha256: new Uint8Array(32) }],
    ['link', { link: new Uint8Array(32) }],
    ['time', { startMs: 5 }],
    ['flags', { flags: 2 }],
    ['batch', { batchSeq: 2 }],
  ])('with another %s are named', async (field, changes) => {
    const deployment = await twoBatches()
    const row = deployment.segments[1]
    if (row) Object.assign(row, changes)
    const problems = await problemsOf(deployment)
    expect(problems).toEqual([
      has('segment_row_altered', { segmentIndex: 1, detail: expect.stringContaining(field) }),
    ])
  })

  it('of a stream with another header, count or link are named', async () => {
    for (const changes of [
      { headerBytes: new Uint8Array(3) },
      { segmentCount: 2 },
      { lastLink: new Uint8Array(32) },
    ]) {
      const deployment = await twoBatches()
      deployment.streams = deployment.streams.map((row) => ({ ...row, ...changes }))
      expect(await problemsOf(deployment)).toEqual([has('stream_row_altered', {})])
    }
  })

  it('of a batch that claims a leaf of another are named', async () => {
    const deployment = await twoBatches()
    const forged = {
      seq: 3,
      id: '0190b6f2-0000-7000-8000-000000000000',
      objectKey: 'x',
      sha256: new Uint8Array(32),
      leafIndex: 1,
    }
    deployment.batches.push(forged)
    expect(await problemsOf(deployment)).toContainEqual(
      has('batch_row_altered', { batch: forged.id, leafIndex: 1 }),
    )
  })
})
