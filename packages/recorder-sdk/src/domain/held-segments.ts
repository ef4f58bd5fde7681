// What is captured before it is known whether anything of it is wanted: the last minute, in memory, redacted, not sealed
// (design §5.2, buffer until error). It always begins with a keyframe.
import type { SegmentDraft } from './segment-collector.ts'

const heldMs = 60_000
/**
 * Characters of JSON; beyond it what is older goes, or all. The largest snapshot and as much again: the collector asks for
 * another by then.
 */
export const heldSizeLimit: number = 16 * 1024 * 1024

/** A bounded run of segments that are not sealed yet. */
export interface HeldSegments {
  /**
   * Takes the newest; gives false when nothing is left: the next has to begin with a keyframe.
   */
  add(draft: SegmentDraft): boolean
  /** Hands out all of it, the oldest first. */
  take(): readonly SegmentDraft[]
}

/**
 * Holds what a replay of the last minute needs: from the last keyframe that is a minute old, so at most two minutes where
 * a keyframe comes every minute.
 */
export function createHeldSegments(): HeldSegments {
  let drafts: SegmentDraft[] = []

  const sizeOf = (): number => drafts.reduce((sum, { json }) => sum + json.length, 0)
  const nextKeyframe = (): number => drafts.findIndex(({ keyframe }, index) => index > 0 && keyframe)

  return {
    add(draft) {
      drafts.push(draft)
      if (drafts[0]?.keyframe !== true) drafts = []
      for (let next = nextKeyframe(); next > 0; next = nextKeyframe()) {
        const isOld = (drafts[next] as SegmentDraft).startMs <= draft.endMs - heldMs
        if (!isOld && sizeOf() <= heldSizeLimit) break
        drafts = drafts.slice(next)
      }
      if (sizeOf() > heldSizeLimit) drafts = []
      return drafts.length > 0
    },
    take() {
      const taken = drafts
      drafts = []
      return taken
    },
  }
}
