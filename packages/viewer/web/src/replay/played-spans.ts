// What of each stream was shown, in spans that neither overlap nor touch: what the player reports (design.md §5.9).

/** From, inclusive, to, exclusive: milliseconds since 1970. */
export interface PlayedSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** What was shown of a stream. */
export interface PlayedStream {
  readonly stream: string
  readonly spans: readonly PlayedSpan[]
}

/** Collects what is shown until it is reported. */
export interface PlayedSpans {
  /** The frame shows a moment. Of the same jump as the last one, and playing, all between them was shown. */
  readonly shown: (moment: ShownMoment) => void
  /** A frame beside the player has shown a moment. */
  readonly glimpsed: (stream: string, atMs: number) => void
  /** Spans collected of the stream that has most of them. */
  readonly count: () => number
  /** All that is collected; it is forgotten. */
  readonly take: () => readonly PlayedStream[]
  /** Puts back what could not be reported. */
  readonly restore: (streams: readonly PlayedStream[]) => void
}

/** What the frame says it shows. */
export interface ShownMoment {
  readonly stream: string
  readonly atMs: number
  readonly playing: boolean
  /** Number of the jump that led here. */
  readonly order: number
}

/** A frame that stands is seen, however short. */
const stillMs = 1

/** Collects nothing yet. */
export function createPlayedSpans(): PlayedSpans {
  let held = new Map<string, readonly PlayedSpan[]>()
  let last: ShownMoment | undefined
  const add = (stream: string, span: PlayedSpan) => {
    held.set(stream, withSpan(held.get(stream) ?? [], span))
  }
  return {
    shown: (moment) => {
      const { stream, order } = moment
      const atMs = Math.floor(moment.atMs)
      const goesOn =
        last?.playing === true && last.stream === stream && last.order === order && last.atMs <= atMs
      add(stream, { fromMs: goesOn ? Math.floor(last?.atMs ?? atMs) : atMs, toMs: atMs + stillMs })
      last = moment
    },
    glimpsed: (stream, atMs) => {
      const fromMs = Math.floor(atMs)
      add(stream, { fromMs, toMs: fromMs + stillMs })
    },
    count: () => Math.max(0, ...Array.from(held.values(), (spans) => spans.length)),
    take: () => {
      const taken = Array.from(held, ([stream, spans]) => ({ stream, spans }))
      held = new Map()
      return taken
    },
    restore: (streams) => {
      for (const { stream, spans } of streams) for (const span of spans) add(stream, span)
    },
  }
}

/** The spans with another one, joined with those that it touches. */
export function withSpan(spans: readonly PlayedSpan[], added: PlayedSpan): readonly PlayedSpan[] {
  const apart = spans.filter(({ fromMs, toMs }) => toMs < added.fromMs || fromMs > added.toMs)
  const touching = spans.filter(({ fromMs, toMs }) => toMs >= added.fromMs && fromMs <= added.toMs)
  const joined = {
    fromMs: Math.min(added.fromMs, ...touching.map(({ fromMs }) => fromMs)),
    toMs: Math.max(added.toMs, ...touching.map(({ toMs }) => toMs)),
  }
  return [...apart, joined].toSorted((a, b) => a.fromMs - b.fromMs)
}
