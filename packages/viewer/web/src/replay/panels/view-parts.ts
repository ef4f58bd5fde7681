// What every panel is handed.
import type { SessionReply } from '../../../../src/api-types.ts'
import type { ReplayControl, ReplayState } from '../replay-state.ts'
import type { Signal } from '../signals.ts'
import type { Timeline } from '../timeline.ts'
import type { RowFilter } from './panel-rows.ts'

/** The replay that the panels stand beside. */
export interface PanelView {
  readonly control: ReplayControl
  readonly state: ReplayState
  readonly timeline: Timeline
  readonly session: SessionReply
  /** What is loaded so far, in order. */
  readonly signals: readonly Signal[]
  readonly replayId: string
  /** Outlines a node of the page in the player, or none. */
  readonly highlight: (node: number | undefined) => void
  /** What the app said it is, where it said so. */
  readonly release: string | undefined
}

/** The panel's filter, kept while another panel is shown. */
export interface PanelFilter {
  readonly filter: RowFilter
  readonly onFilter: (filter: RowFilter) => void
}
