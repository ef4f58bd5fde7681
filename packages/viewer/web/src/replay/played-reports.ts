// Reports what was played: once a minute while it plays, soon after it stops, and when the page goes, so that a crash loses
// little (design.md §5.9).
import type { PlayedSpans, PlayedStream } from './played-spans.ts'

/** What reporting needs. */
export interface PlayedReportsOptions {
  readonly played: PlayedSpans
  readonly isPlaying: () => boolean
  /** `isLeaving`: the page goes, and the request has to outlive it. */
  readonly send: (streams: readonly PlayedStream[], isLeaving: boolean) => Promise<void>
}

const lookEveryMs = 5_000
const reportEveryMs = 60_000
// The server takes 64 of a stream.
const mostSpans = 48

/** Starts reporting; `stop` reports what is left. */
export function startPlayedReports({ played, isPlaying, send }: PlayedReportsOptions): { stop: () => void } {
  let reportedAt = Date.now()
  const report = (isLeaving: boolean) => {
    const streams = played.take()
    if (streams.length === 0) return
    reportedAt = Date.now()
    const bounded = streams.map(({ stream, spans }) => ({ stream, spans: spans.slice(-mostSpans) }))
    send(bounded, isLeaving).catch(() => {
      if (!isLeaving) played.restore(streams)
    })
  }
  const look = () => {
    const isDue = !isPlaying() || Date.now() - reportedAt >= reportEveryMs
    if (isDue || played.count() >= mostSpans) report(false)
  }
  const leave = () => report(true)
  const hide = () => {
    // A phone or a closing window may tell no more than this.
    if (document.visibilityState === 'hidden') report(true)
  }
  const timer = window.setInterval(look, lookEveryMs)
  window.addEventListener('pagehide', leave)
  document.addEventListener('visibilitychange', hide)
  return {
    stop: () => {
      window.clearInterval(timer)
      window.removeEventListener('pagehide', leave)
      document.removeEventListener('visibilitychange', hide)
      leave()
    },
  }
}
