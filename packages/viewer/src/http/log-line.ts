// The viewer's log: one JSON object a line, without payload, URL, name or id of anything recorded.

/** One line. `requestId` is what an error's answer names. */
export type LogLine =
  | {
      readonly level: 'info' | 'error'
      readonly event: 'request'
      readonly requestId: string
      readonly method: string
      /** The declared pattern of the route. */
      readonly route: string
      readonly status: number
      readonly durationMs: number
    }
  | {
      readonly level: 'error'
      readonly event: 'failure'
      readonly requestId: string
      readonly code: string
      /** Codes along the chain of causes, never their messages. */
      readonly cause: string
    }
  | {
      readonly level: 'error'
      /** The files hold no usable certificate any more; the last usable one is served on. */
      readonly event: 'certificate'
      readonly code: string
    }

/** Takes a line. */
export type Log = (line: LogLine) => void

/** A log that writes JSON lines. */
export function createLog(stream: { write(text: string): unknown }, now: () => number = Date.now): Log {
  return (line) => {
    stream.write(`${JSON.stringify({ time: new Date(now()).toISOString(), service: 'viewer', ...line })}\n`)
  }
}

/** The codes along the chain of causes; messages stay out of the log, for they may hold input. */
export function causeCodes(error: unknown): string {
  const codes: string[] = []
  for (let at = error; at instanceof Error && codes.length < 5; at = at.cause) {
    codes.push('code' in at && typeof at.code === 'string' ? at.code : at.name)
  }
  return codes.join(' < ')
}
