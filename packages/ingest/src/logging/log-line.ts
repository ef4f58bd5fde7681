// Log lines: one JSON object a line, made of fixed words, codes and random ids. Never input (design.md §10).

/** What may be logged. There is no free-text field on purpose. */
export interface LogLine {
  readonly event: 'started' | 'stopped' | 'error'
  readonly code?: string
  readonly requestId?: string
}

/** Takes a line. */
export type Log = (line: LogLine) => void

/** Logs to a stream such as standard output. */
export function createLog(write: (text: string) => void): Log {
  return (line) => {
    write(`${JSON.stringify({ time: new Date().toISOString(), service: 'ingest', ...line })}\n`)
  }
}
