import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startPlayedReports } from './played-reports.ts'
import { createPlayedSpans, type PlayedStream } from './played-spans.ts'

// What of a browser the reports need: time, and that the page goes.
const createPage = () =>
  Object.assign(new EventTarget(), {
    visibilityState: 'hidden',
    setInterval: (look: () => void, ms: number) => setInterval(look, ms),
    clearInterval: (timer: ReturnType<typeof setInterval>) => clearInterval(timer),
  })

let page: ReturnType<typeof createPage>
let sent: { readonly streams: readonly PlayedStream[]; readonly isLeaving: boolean }[]
let fails: boolean
let playing: boolean

beforeEach(() => {
  vi.useFakeTimers()
  page = createPage()
  vi.stubGlobal('window', page)
  vi.stubGlobal('document', page)
  sent = []
  fails = false
  playing = true
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function start() {
  const played = createPlayedSpans()
  const { stop } = startPlayedReports({
    played,
    isPlaying: () => playing,
    send: async (streams, isLeaving) => {
      sent.push({ streams, isLeaving })
      if (fails) throw new TypeError('offline')
    },
  })
  const show = (atMs: number) => played.shown({ stream: 'a', atMs, playing, order: 1 })
  return { show, stop }
}

describe('reports of what was played', () => {
  it('come once a minute while it plays, and soon after it stops', async () => {
    const { show } = start()
    show(1_000)
    show(2_000)
    await vi.advanceTimersByTimeAsync(55_000)
    expect(sent).toEqual([])
    await vi.advanceTimersByTimeAsync(10_000)
    expect(sent).toHaveLength(1)
    show(3_000)
    playing = false
    await vi.advanceTimersByTimeAsync(5_000)
    expect(sent[1]?.streams).toEqual([{ stream: 'a', spans: [{ fromMs: 2_000, toMs: 3_001 }] }])
    await vi.advanceTimersByTimeAsync(600_000)
    expect(sent).toHaveLength(2)
  })

  it('come at once when the page goes, is hidden, or the replay is left', async () => {
    const { show, stop } = start()
    show(1_000)
    page.dispatchEvent(new Event('pagehide'))
    show(2_000)
    page.dispatchEvent(new Event('visibilitychange'))
    show(3_000)
    stop()
    expect(sent.map(({ isLeaving }) => isLeaving)).toEqual([true, true, true])
    show(4_000)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(sent).toHaveLength(3)
  })

  it('come again with the next one where one did not arrive', async () => {
    const { show } = start()
    fails = true
    playing = false
    show(1_000)
    await vi.advanceTimersByTimeAsync(5_000)
    fails = false
    await vi.advanceTimersByTimeAsync(5_000)
    expect(sent.map(({ streams }) => streams)).toEqual([sent[0]?.streams, sent[0]?.streams])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toHaveLength(2)
  })
})
