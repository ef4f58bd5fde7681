// A viewer with its web app over real parts, whose clock a test moves.
import { createFileKeyProvider } from '@reseal/store'
import { startViewer } from '@reseal/viewer'
import { keyframeEvery, segmentEvents } from '../../packages/viewer/test/fixture-events.ts'
import { startViewerFixture, type ViewerFixture } from '../../packages/viewer/test/viewer-fixture.ts'

/** The viewer, and hands to work it with. */
export interface GrantViewer {
  readonly url: string
  readonly fixture: ViewerFixture
  /** Records a session and resolves to its id. */
  record(): Promise<string>
  stop(): Promise<void>
}

const dayMs = 24 * 3_600_000
const startedAtMs = 1_767_225_600_000

/** Starts it. Replays and browser sessions last longer than any grant: grants are what ends. */
export async function startGrantViewer(): Promise<GrantViewer> {
  // The database's clock stays behind: what was just appended is as old as the clock was moved.
  const lasting = { replayMs: dayMs, idleMs: dayMs, sessionMs: dayMs, anchorMaxAgeMs: dayMs }
  const fixture = await startViewerFixture({ config: lasting })
  const { deps, keyFile } = fixture
  const viewer = await startViewer(
    { port: 0, replayPort: 0, ...lasting },
    {
      db: fixture.databases.database('viewer'),
      objects: fixture.objects,
      keys: await createFileKeyProvider({ path: keyFile }),
      audit: deps.audit,
      anchor: deps.anchor,
      now: deps.now,
    },
  )
  return {
    url: viewer.url,
    fixture,
    record: async () => {
      const plaintext = (index: number) => JSON.stringify(segmentEvents(startedAtMs, index))
      const { session } = await fixture.record({ segmentCount: 6, keyframeEvery, startedAtMs, plaintext })
      await fixture.anchor()
      return session
    },
    stop: async () => {
      await viewer.stop()
      await fixture.stop()
    },
  }
}
