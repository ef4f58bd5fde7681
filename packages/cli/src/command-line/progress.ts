// Progress of long work on standard error: one line that changes on a terminal, few lines elsewhere.
import type { Output } from './command.ts'

/** Reports how far a piece of work is. */
export interface Progress {
  /** Replaces what is said about the current step. */
  update(text: string): void
  /** Says at once that another step has begun. */
  step(text: string): void
  /** Ends the current step with a line that stays. */
  done(text: string): void
  /** Removes a line that is only temporary. */
  clear(): void
}

const terminalIntervalMs = 100
const plainIntervalMs = 5000

/** Progress for one output; nothing is held but the time of the last line. */
export function createProgress(output: Output, now: () => number = () => performance.now()): Progress {
  // Work that is over soon leaves no lines in a file.
  const longAgoMs = Number.NEGATIVE_INFINITY
  let lastMs = output.isTerminal ? longAgoMs : now()
  let isLineOpen = false
  const put = (text: string): void => {
    // Progress is best effort: a closed pipe must not end the work.
    output.write(text).catch(() => {})
  }
  const clear = (): void => {
    if (isLineOpen) put('\r\u001b[K')
    isLineOpen = false
  }
  const step = (text: string): void => {
    lastMs = now()
    if (!output.isTerminal) return put(`${text}\n`)
    put(`\r\u001b[K${text}`)
    isLineOpen = true
  }
  return {
    clear,
    step,
    update(text) {
      if (now() - lastMs >= (output.isTerminal ? terminalIntervalMs : plainIntervalMs)) step(text)
    },
    done(text) {
      clear()
      put(`${text}\n`)
      lastMs = output.isTerminal ? longAgoMs : now()
    },
  }
}
