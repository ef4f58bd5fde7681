// What is at the moment under the pointer: when that is, how the page looked, what happened, and what is missing.
import type { MeReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'
import { formatUtc } from '../elements/moment.tsx'
import type { EventRun } from './held-stream.ts'
import { ScrubPreview } from './scrub-preview.tsx'
import { fractionAt, type Stretch } from './timeline.ts'
import { MarkSign } from './timeline-mark-row.tsx'
import type { Mark } from './timeline-marks.ts'
import { percent } from './timeline-parts.tsx'

export function TimelineHover(props: {
  readonly me: MeReply
  readonly atMs: number
  readonly fromMs: number
  readonly shown: Stretch
  readonly stream: string | undefined
  /** The run that holds the moment, if one does. */
  readonly run: EventRun | undefined
  /** The sentence of the gap that it lies in. */
  readonly gap: string | undefined
  readonly marks: readonly Mark[]
  readonly onShown: (stream: string, atMs: number) => void
}) {
  const { atMs, shown, run, stream, gap } = props
  const canShow = run !== undefined && stream !== undefined
  return (
    <div
      className="hover-card"
      style={{ left: `clamp(133px, ${percent(fractionAt(shown, atMs))}, 100% - 133px)` }}
      aria-hidden="true"
    >
      {canShow ? (
        <ScrubPreview me={props.me} stream={stream} run={run} atMs={atMs} onShown={props.onShown} />
      ) : (
        <span className="preview preview-none">Not loaded. A click goes there and reads it.</span>
      )}
      <span className="hover-line">
        <strong>{formatClock(atMs - props.fromMs)}</strong>
        <span className="quiet">{formatUtc(atMs).slice(11)} UTC</span>
      </span>
      {gap !== undefined && <span className="hover-gap">{gap}</span>}
      {props.marks.map((mark, index) => (
        <span key={index} className="hover-mark">
          <span className={`mark-sign mark-${mark.kind}`}>
            <MarkSign kind={mark.kind} />
          </span>
          <span className="hover-text">{mark.text}</span>
        </span>
      ))}
    </div>
  )
}
