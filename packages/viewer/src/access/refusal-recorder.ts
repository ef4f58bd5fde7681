// Refusals of requests of which nobody knows whose they are. They are events, and bounded: anyone who reaches the viewer
// can cause them, and the log is for ever.
import type { AuditLog } from '@reseal/store'
import { toAuditEvent } from '../audit/record-event.ts'
import { causeCodes, type Log } from '../http/log-line.ts'
import type { ClientInfo } from './actor.ts'
import { createAttemptLimiter } from './attempt-limiter.ts'

/** A request that was refused before it was anyone's. */
export interface AnonymousRefusal {
  readonly denyReason: 'not_signed_in' | 'cross_site'
  readonly client: ClientInfo
  readonly requestId: string
}

/** Records refusals; resolves once the event is durable, or went beyond the bound. Never throws: the refusal stands. */
export type RefusalRecorder = (refusal: AnonymousRefusal) => Promise<void>

/** What the recorder needs. */
export interface RefusalRecorderDeps {
  readonly audit: AuditLog
  readonly now: () => number
  readonly log: Log
}

/** Builds a recorder: ten events a client and two hundred in all, a minute; an event says how many had none before it. */
export function createRefusalRecorder({ audit, now, log }: RefusalRecorderDeps): RefusalRecorder {
  const limiter = createAttemptLimiter(now)
  let unrecorded = 0
  return async ({ denyReason, client, requestId }) => {
    const address = client.ip ?? 'unknown'
    if (!limiter.allows(address)) {
      unrecorded += 1
      return
    }
    limiter.recordFailure(address)
    const before = unrecorded
    unrecorded = 0
    const extent = before === 0 ? {} : { extent: { unrecorded: before } }
    const refused = { action: 'access.denied', outcome: 'denied', denyReason, actor: undefined } as const
    try {
      await audit.append(toAuditEvent({ ...refused, client, requestId, ...extent }))
    } catch (error) {
      unrecorded += before + 1
      const code = 'refusal_unrecorded'
      log({ level: 'error', event: 'failure', requestId, code, cause: causeCodes(error) })
    }
  }
}
