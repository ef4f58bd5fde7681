// The viewer's side of a preview of rules: tells the replay frame what to outline, and hears how much that is.
import type { FrameCommand, FrameReport } from '../../../replay-frame/src/frame-messages.ts'
import type { PreviewCounts } from '../../../replay-frame/src/preview-messages.ts'
import type { PreviewRules } from './preview-rules.ts'

/** A preview of one replay. */
export interface RulesPreviewControl {
  readonly subscribe: (onChange: () => void) => () => void
  /** Undefined until the frame has looked at a page. */
  readonly getCounts: () => PreviewCounts | undefined
  readonly attach: (send: (command: FrameCommand) => void) => void
  readonly receive: (report: FrameReport) => void
  readonly show: (rules: PreviewRules) => void
}

/** Starts without a frame and without rules. */
export function startRulesPreview(): RulesPreviewControl {
  const listeners = new Set<() => void>()
  let send: (command: FrameCommand) => void = () => undefined
  let rules: PreviewRules | undefined
  let counts: PreviewCounts | undefined
  const tell = () => {
    if (rules !== undefined) send({ type: 'preview', ...rules })
  }
  return {
    subscribe: (onChange) => {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    getCounts: () => counts,
    attach: (sender) => {
      send = sender
      tell()
    },
    receive: (report) => {
      if (report.type !== 'previewed') return
      counts = countsOf(report.counts)
      for (const listener of listeners) listener()
    },
    show: (shown) => {
      rules = shown
      tell()
    },
  }
}

// What comes out of the frame is read as if it were hostile.
function countsOf(counts: PreviewCounts): PreviewCounts {
  const whole = (value: unknown): number => (Number.isSafeInteger(value) ? Math.max(0, value as number) : 0)
  return {
    opens: whole(counts?.opens),
    mayOpen: whole(counts?.mayOpen),
    closes: whole(counts?.closes),
    mayClose: whole(counts?.mayClose),
  }
}
