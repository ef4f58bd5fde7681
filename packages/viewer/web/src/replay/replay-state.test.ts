import { describe, expect, it } from 'vitest'
import type { FrameCommand } from '../../../replay-frame/src/frame-messages.ts'
import type { SessionReply, StreamReply } from '../../../src/api-types.ts'
import { rangeEndOf, segmentsFrom } from '../../../test/range-server.ts'
import { ApiFailure } from '../api/api-failure.ts'
import type { Range, RangeRequest } from '../api/replays.ts'
import type { ShownMoment } from './played-spans.ts'
import { type ReplayControl, startReplay } from './replay-state.ts'
import { createTimeline } from './timeline.ts'

const startMs = 1_000_000

function createStream(id: string, fromMs: number, count: number): StreamReply {
  const endedAtMs = fromMs + count * 5_000 - 100
  return { stream: id, startedAtMs: fromMs, endedAtMs, segmentCount: count, gaps: [] }
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
  activity: [],
  purposes: [],
}
const timeline = createTimeline(session)

/** What the server would serve. */
function serve(id: string, range: RangeRequest): Range {
  const { startedAtMs, segmentCount } = streams.find(({ stream }) => stream === id) as StreamReply
  const segments = segmentsFrom(startedAtMs, segmentCount)
  const end = rangeEndOf(segments, range)
  const events = segments.slice(end.firstIndex, end.lastIndex + 1).flatMap((segment) => [
    { type: 3, timestamp: segment.startMs, data: { source: 2 } },
    { type: 3, timestamp: segment.startMs + 1_000, data: { source: 0 } },
  ])
  return { events, end }
}

interface Bench {
  readonly control: ReplayControl
  readonly commands: FrameCommand[]
  readonly asked: (RangeRequest & { readonly stream: string })[]
  readonly shown: ShownMoment[]
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
  const shown: ShownMoment[] = []
  const control = startReplay({
    onShown: (moment) => shown.push(moment),
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
    shown,
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

  it('waits for the check of what has just arrived, and goes on by itself', async () => {
    let isChecked = false
    const bench = start(startMs, (id, range) =>
      isChecked
        ? Promise.resolve(serve(id, range))
        : Promise.reject(new ApiFailure({ code: 'not_checked_yet', status: 425 })),
    )
    bench.control.play()
    await bench.settle()
    const { waiting, checking, failure, playing } = bench.control.getState()
    expect({ waiting, checking, failure, playing }).toEqual({
      waiting: true,
      checking: true,
      failure: undefined,
      playing: true,
    })
    isChecked = true
    await expect.poll(() => bench.control.getState().waiting, { timeout: 10_000 }).toBe(false)
    expect(bench.control.getState()).toMatchObject({ checking: false, playing: true })
    bench.control.stop()
  })

  it('tells what the frame shows, and not what it told of a place that was left', async () => {
    const bench = start(startMs)
    await bench.settle()
    bench.tell(startMs + 1_000, true)
    bench.tell(startMs + 2_000, true, 0)
    expect(bench.shown).toEqual([
      { stream: 'first', atMs: startMs + 1_000, playing: true, order: expect.any(Number) },
    ])
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

  it('tells every new frame how the page is looked at and what is outlined', async () => {
    const { control, commands, settle } = start(startMs)
    control.setFit('width')
    control.setTrail(false)
    control.highlight(7)
    control.pan(3, 4)
    const again: FrameCommand[] = []
    control.attach((command) => again.push(command))
    await settle()
    expect(again).toContainEqual({ type: 'fit', fit: 'width' })
    expect(again).toContainEqual({ type: 'trail', shown: false })
    expect(again).toContainEqual({ type: 'highlight', node: 7 })
    expect(commands).toContainEqual({ type: 'pan', x: 3, y: 4 })
    control.highlight(undefined)
    expect(again.at(-1)).toEqual({ type: 'highlight' })
  })

  it('tells what is under the pointer until nobody listens', () => {
    const { control } = start(startMs)
    const heard: unknown[] = []
    const end = control.onHover(({ nodeId, why }) => heard.push([nodeId, why?.kind]))
    const thing = {
      kind: 'masked',
      node: 9,
      attributes: [],
      box: { left: 0, top: 0, width: 1, height: 1 },
    } as const
    control.receive({ type: 'probed', probe: 1, thing })
    control.receive({ type: 'probed', probe: 2 })
    end()
    control.receive({ type: 'probed', probe: 3, thing })
    expect(heard).toEqual([
      [9, 'masked'],
      [undefined, undefined],
    ])
  })

  it('remembers what was played, and nothing that a jump leapt over', async () => {
    const { control, tell, settle } = start(startMs)
    await settle()
    control.play()
    tell(startMs, true)
    tell(startMs + 60, true)
    tell(startMs + 120, true)
    control.seek(startMs + 2_000)
    tell(startMs + 2_000, true)
    tell(startMs + 2_060, false)
    tell(startMs + 9_000, true)
    const spans = control.getState().watched.map(({ fromMs, toMs }) => [fromMs - startMs, toMs - startMs])
    expect(spans).toEqual([
      [0, 120],
      [2_000, 2_060],
    ])
  })
})
