// Grants as the API shows them: the state they are in at this moment.
import type { Grant } from '@reseal/store'
import type { GrantReply, GrantState } from '../api-types.ts'

/** The grant as a person sees it. */
export function toGrantReply(grant: Grant, reader: { readonly userId: string }, nowMs: number): GrantReply {
  const { id, kind, app, scope, reason, durationMs, requestedAtMs, dueAtMs } = grant
  const { decision, review, revocation } = grant
  return {
    id,
    kind,
    person: grant.userName ?? null,
    isOwn: grant.userId === reader.userId,
    app,
    scope,
    reason,
    durationMs,
    requestedAtMs,
    dueAtMs,
    state: stateOf(grant, nowMs),
    ...(grant.fromMs === undefined ? {} : { fromMs: grant.fromMs }),
    ...(grant.untilMs === undefined ? {} : { untilMs: grant.untilMs }),
    ...(decision === undefined ? {} : { decided: { by: decision.name ?? null, atMs: decision.atMs } }),
    ...(revocation === undefined ? {} : { revoked: { by: revocation.name ?? null, atMs: revocation.atMs } }),
    ...(review === undefined
      ? {}
      : { reviewed: { by: review.name ?? null, atMs: review.atMs, verdict: review.verdict } }),
  }
}

/** Where a grant is in its life. Time alone takes it from `live` to `expired`, and from `waiting` to `lapsed`. */
export function stateOf({ decision, revocation, untilMs, dueAtMs, kind }: Grant, nowMs: number): GrantState {
  if (revocation !== undefined) return 'revoked'
  if (untilMs !== undefined) return nowMs < untilMs ? 'live' : 'expired'
  if (decision !== undefined) return 'denied'
  return nowMs < dueAtMs || kind === 'break-glass' ? 'waiting' : 'lapsed'
}
