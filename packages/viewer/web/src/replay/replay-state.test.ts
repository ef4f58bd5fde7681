import { describe, expect, it } from 'vitest'
import type { FrameCommand } from '../../../replay-frame/src/frame-messages.ts'
import type { SegmentReply, SessionReply, StreamReply } from '../../../src/api-types.ts'
import { ApiFailure } from '../api/api-failure.ts'
import type { Range, RangeRequest } from '../api/replays.ts'
import { keyframeIndexBefore, segmentIndexAt } from './range-plan.ts'
import { type ReplayControl, startReplay } from './replay-state.ts'
import { createTimeline } from './timeline.ts'

const startMs = 1_000_000

function createStream(id: string, fromMs: number, count: number): StreamReply {
  const segments: SegmentReply[] = Array.from({ length: count }, (_, index) => ({
    index,
    startMs: fromMs + index * 5_000,
    endMs: fromMs + index * 5_000 + 4_900,
    keyframe: index % 12 === 0,
    sizeBytes: 4096,
  }))
  const endedAtMs = segments.at(-1)?.endMs ?? fromMs
  return { stream: id, startedAtMs: fromMs, endedAtMs, segmentCount: count, segments }
}

const streams = [createStream('first', startMs, 24), createStream('second', startMs + 200_000, 4)]
const session: SessionReply = {
  id: 's',
  app: 'a',
  startedAtMs: startMs,
  endedAtMs: startMs + 220_000,
  durationMs: 220_000,
  streamCount: 2,
  segmentCount: 28,
  sizeBytes: 0,
  state: 'closed',
  streams,
  purposes: [],
}
const timeline = createTimeline(session)

/** What the server would serve: from the keyframe on, or from the index asked for. */
function serve(id: string, range: RangeRequest): Range {
  const { segments } = streams.find(({ stream }) => stream === id) as StreamReply
  const firstIndex = range.fromIndex ?? keyframeIndexBefore(segments, segmentIndexAt(segments, range.fromMs))
  const lastIndex = segments.findLastIndex((segment) => segment.startMs <= range.toMs)
  const served = segments.slice(firstIndex, lastIndex + 1)
  const events = served.flatMap((segment) => [
    { type: 3, timestamp: segment.startMs, data: { source: 2 } },
    { type: 3, timestamp: segment.startMs + 1_000, data: { source: 0 } },
  ])
  const end = { fromMs: range.fromMs, toMs: range.toMs, firstIndex, lastIndex, nextIndex: null }
  return { events, end }
}

interface Bench {
  readonly control: ReplayControl
  readonly commands: FrameCommand[]
  readonly asked: (RangeRequest & { readonly stream: string })[]
  /** The frame tells where it is, in answer to the last jump unless another is named. */
  tell(atMs: number, playing: boolean, order?: number): void
  settle(): Promise<void>
}

function start(
  atMs: number,
  read = (id: string, range: RangeRequest) => Promise.resolve(serve(id, range)),
): Bench {
  const commands: FrameCommand[] = []
  const asked: (RangeRequest & { readonly stream: string })[] = []
  const control = startReplay({
    timeline,
    startMs: atMs,
    startStream: undefined,
    read: (stream, range, signal) => {
      asked.push({ stream, ...range })
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new DOMException('given up', 'AbortError')))
        read(stream, range).then(resolve, reject)
      })
    },
  })
  let lastOrder = 0
  control.attach((command) => {
    commands.push(command)
    if ('order' in command) lastOrder = command.order
  })
  return {
    control,
    commands,
    asked,
    tell: (at, playing, order = lastOrder) => control.receive({ type: 'time', atMs: at, playing, order }),
    settle: () => new Promise((resolve) => setTimeout(resolve, 5)),
  }
}

describe('replay', () => {
  it('loads the range at its position and reads no further while paused', async () => {
    const bench = start(startMs + 31_000)
    await bench.settle()
    expect(bench.asked).toHaveLength(1)
    const load = bench.commands.find(({ type }) => type === 'load')
    expect(load).toMatchObject({ atMs: startMs + 31_000, playing: false })
    expect(bench.control.getState()).toMatchObject({ waiting: false, stream: 'first' })
  })

  it('appends what follows while playing, reading nothing twice', async () => {
    const bench = start(startMs)
    await bench.settle()
    bench.control.play()
    for (let atMs = startMs; atMs < startMs + 119_000; atMs += 1_000) {
      bench.tell(atMs, true)
      await bench.settle()
    }
    expect(bench.commands.filter(({ type }) => type === 'load')).toHaveLength(1)
    expect(bench.commands.some(({ type }) => type === 'append')).toBe(true)
    expect(bench.asked.slice(1).every(({ fromIndex }) => fromIndex !== undefined)).toBe(true)
    expect(new Set(bench.asked.map(({ fromIndex }) => fromIndex)).size).toBe(bench.asked.length)
  })

  it('plays on when the frame ran out just before more came', async () => {
    const bench = start(startMs)
    await bench.settle()
    bench.control.play()
    await bench.settle()
    bench.commands.splice(0)
    bench.tell(startMs + 5_000, false)
    expect(bench.commands).toContainEqual({ type: 'play' })
  })

  it('does not believe reports from before a jump', async () => {
    const bench = start(startMs)
    await bench.settle()
    bench.control.seek(startMs + 4_000)
    bench.tell(startMs + 1_000, false, 1)
    expect(bench.control.getState().atMs).toBe(startMs + 4_000)
  })

  it('gives up a read for a place that was left', async () => {
    const never = () => new Promise<Range>(() => undefined)
    const bench = start(startMs, never)
    bench.control.seek(startMs + 100_000)
    bench.control.seek(startMs + 205_000)
    await bench.settle()
    expect(bench.asked.map(({ stream }) => stream)).toEqual(['first', 'first', 'second'])
    expect(bench.control.getState()).toMatchObject({ stream: 'second', waiting: true, failure: undefined })
  })

  it('goes on with the next stream at the end of one, over the gap', async () => {
    const bench = start(startMs + 119_000)
    await bench.settle()
    bench.control.play()
    bench.tell(startMs + 119_900, false)
    await bench.settle()
    expect(bench.control.getState()).toMatchObject({
      stream: 'second',
      atMs: startMs + 200_000,
      playing: true,
    })
    expect(bench.commands.findLast(({ type }) => type === 'load')).toMatchObject({ playing: true })
  })

  it('stops at the end of the session', async () => {
    const bench = start(startMs + 219_000)
    await bench.settle()
    bench.control.play()
    bench.tell(startMs + 219_900, false)
    expect(bench.control.getState().playing).toBe(false)
  })

  it('skips what nothing happened in', async () => {
    const bench = start(startMs)
    await bench.settle()
    bench.control.setSkipIdle(true)
    bench.control.play()
    bench.commands.splice(0)
    bench.tell(startMs + 500, true)
    expect(bench.commands).toContainEqual({ type: 'seek', order: expect.any(Number), atMs: startMs + 4_500 })
  })

  it('keeps the failure of a read, and reads again when asked', async () => {
    let broken = true
    const bench = start(startMs, (id, range) =>
      broken
        ? Promise.reject(new ApiFailure({ code: 'anchor_stale', status: 503 }))
        : Promise.resolve(serve(id, range)),
    )
    await bench.settle()
    expect(bench.control.getState().failure?.code).toBe('anchor_stale')
    broken = false
    bench.control.retry()
    await bench.settle()
    expect(bench.control.getState()).toMatchObject({ failure: undefined, waiting: false })
  })

  it('does not ask for ever when a range holds nothing new', async () => {
    const bench = start(startMs, (id) =>
      Promise.resolve(serve(id, { fromMs: startMs, toMs: startMs, fromIndex: 0 })),
    )
    await bench.settle()
    bench.control.seek(startMs + 30_000)
    await bench.settle()
    expect(bench.asked.length).toBeLessThan(4)
    expect(bench.control.getState().failure).toBeDefined()
  })

  it('steps from event to event', async () => {
    const bench = start(startMs)
    await bench.settle()
    bench.control.step(1)
    expect(bench.control.getState().atMs).toBe(startMs + 1_000)
    bench.control.step(1)
    expect(bench.control.getState().atMs).toBe(startMs + 5_000)
    bench.control.step(-1)
    expect(bench.control.getState().atMs).toBe(startMs + 1_000)
  })
})
