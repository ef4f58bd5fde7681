// The viewer's own replay frame in a test page: its player stands at a moment of a recording.
import type { FrameEvent } from '../../packages/viewer/replay-frame/src/frame-messages.ts'
import { createPlayer } from '../../packages/viewer/replay-frame/src/player.ts'

declare global {
  interface Window {
    showMoment(events: readonly FrameEvent[], atMs: number): Promise<void>
  }
}

window.showMoment = (events, atMs) => {
  const root = document.getElementById('stage')
  const endMs = events.at(-1)?.timestamp ?? 0
  if (root !== null) {
    createPlayer({ root, onSize() {}, report() {} }).load({ events, endMs, atMs, order: 1 })
  }
  return new Promise((resolve) => setTimeout(resolve, 1_500))
}
