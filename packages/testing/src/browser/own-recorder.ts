// The app's own recorder, which takes no orders from the test: led by what ingest answers, and waited for.
import type { BrowserContext, Page } from 'playwright'
import type { TestIngest } from '../ingest/test-ingest.ts'

/** The recorder of the app in the pages of a context. */
export interface OwnRecorder {
  /** Makes it take a full snapshot, by making it begin another stream: four times a session at most. */
  beginStream(page: Page): Promise<void>
  /** Resolves when what the pages have shown so far is sent. */
  untilAllIsSent(): Promise<void>
}

// It ends a segment after five seconds, and later where a machine has much else to do.
const patienceMs = 30_000
const askAgainMs = 200
// Each costs the time of a segment.
const maxForcedStreams = 4

/** Creates what leads it. */
export function createOwnRecorder(context: BrowserContext, ingest: TestIngest): OwnRecorder {
  // A recorder whose stream ingest refuses goes on with another, which begins with a full snapshot. The segments are
  // taken nevertheless: nothing that was recorded is lost to the search.
  const refused = new Set<string>()
  ingest.misbehave = (_parcel, { stream }) =>
    refused.delete(stream) ? { status: 409, code: 'conflict', taken: true } : undefined
  let forcedStreams = 0
  let hasWaited = false

  // Without an event there is no segment: the pointer makes some meanwhile.
  async function until(page: Page, holds: () => boolean): Promise<void> {
    const untilMs = Date.now() + patienceMs
    for (let step = 0; !holds() && Date.now() < untilMs && !page.isClosed(); step += 1) {
      await page.mouse.move(100 + (step % 100), 100).catch(() => {})
      await new Promise((resolve) => setTimeout(resolve, askAgainMs))
    }
  }

  const segmentCount = (): number =>
    Array.from(ingest.streams.values()).reduce((sum, { segments }) => sum + segments.length, 0)

  return {
    async beginStream(page) {
      if (forcedStreams >= maxForcedStreams) return
      // What it sent first may still be on its way; where there is no recorder, that is waited for once.
      if (!hasWaited) await until(page, () => ingest.streams.size > 0)
      hasWaited = true
      const before = ingest.streams.size
      if (before === 0) return
      forcedStreams += 1
      for (const id of ingest.streams.keys()) refused.add(id)
      await until(page, () => ingest.streams.size > before)
      refused.clear()
    },
    async untilAllIsSent() {
      const page = context.pages().at(-1)
      if (page === undefined || ingest.streams.size === 0) return
      // The next segment may have ended before now, the one after that did not.
      const before = segmentCount()
      await until(page, () => segmentCount() >= before + 2)
    },
  }
}
