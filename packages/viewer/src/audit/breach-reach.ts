// How a person could open sessions in a time (design.md §8): their roles and apps as the log tells them, and their grants.
import type { Grant, RightsStep } from '@reseal/store'
import type { BreachLimit, ReachReply } from './audit-questions-api.ts'

/** Rights as they are now. */
export interface PresentRights {
  readonly roles: readonly string[]
  readonly apps: readonly string[]
  readonly isDisabled: boolean
}

/** What is known of a person. */
export interface KnownPerson {
  /** Undefined: nobody of that name is a user any more. */
  readonly present: PresentRights | undefined
  readonly history: readonly RightsStep[]
  readonly grants: readonly Grant[]
  /** Apps of which membership does not suffice. */
  readonly grantsRequired: ReadonlySet<string>
}

/** A time, both ends included. */
export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
}

interface RightsSpan extends TimeSpan, PresentRights {
  readonly leaves: readonly number[]
}

/** The ways that were open, and what is not known of them. */
export function reachOf(
  person: KnownPerson,
  window: TimeSpan,
): { readonly reach: readonly ReachReply[]; readonly limits: readonly BreachLimit[] } {
  const { spans, limits } = rightsIn(person, window)
  const reach = spans.filter(({ isDisabled }) => !isDisabled).flatMap((span) => waysOf(span, person))
  const usesGrants = [...person.grantsRequired].some((app) => spans.some(({ apps }) => apps.includes(app)))
  const isNarrow = reach.some(({ scope }) => scope?.includes(':'))
  return {
    reach,
    limits: [
      ...limits,
      ...(usesGrants ? (['grants_required_as_now'] as const) : []),
      ...(isNarrow ? (['narrow_grants_as_app'] as const) : []),
      ...(reach.some(({ by }) => by === 'officer') ? (['holds_as_now'] as const) : []),
    ],
  }
}

function rightsIn(
  { present, history }: KnownPerson,
  window: TimeSpan,
): { readonly spans: readonly RightsSpan[]; readonly limits: readonly BreachLimit[] } {
  const [first] = history
  if (first === undefined) {
    if (present === undefined) return { spans: [], limits: ['person_unknown'] }
    return { spans: [{ ...window, ...present, leaves: [] }], limits: ['rights_as_now'] }
  }
  const nothing: PresentRights = { roles: [], apps: [], isDisabled: false }
  let rights = applyStep(nothing, first)
  // The log does not tell what was before its first word on somebody who was there already.
  let leaves: readonly number[] = []
  let fromMs = window.fromMs
  const isTold = first.isCreation || first.timeMs <= window.fromMs
  const spans: RightsSpan[] = []
  const close = (toMs: number) => {
    if (toMs >= fromMs) spans.push({ fromMs, toMs, ...rights, leaves })
    fromMs = Math.max(fromMs, toMs + 1)
  }
  if (first.isCreation) rights = nothing
  for (const step of history) {
    if (step.timeMs > window.toMs) break
    // The millisecond of a change counts with what was before as with what came.
    close(step.timeMs)
    fromMs = Math.max(window.fromMs, step.timeMs)
    rights = applyStep(rights, step)
    leaves = [step.index]
  }
  close(window.toMs)
  return { spans, limits: isTold ? [] : ['rights_before_unknown'] }
}

function applyStep(rights: PresentRights, { roles, apps, isDisabled }: RightsStep): PresentRights {
  return {
    roles: roles ?? rights.roles,
    apps: apps ?? rights.apps,
    isDisabled: isDisabled ?? rights.isDisabled,
  }
}

function waysOf(span: RightsSpan, { grants, grantsRequired }: KnownPerson): readonly ReachReply[] {
  const { fromMs, toMs, leaves, roles, apps } = span
  const ways: ReachReply[] = []
  if (roles.includes('privacy-officer')) ways.push({ by: 'officer', app: null, fromMs, toMs, leaves })
  if (!roles.includes('engineer')) return ways
  for (const app of apps) {
    if (!grantsRequired.has(app)) ways.push({ by: 'member', app, fromMs, toMs, leaves })
    else ways.push(...grants.filter((grant) => grant.app === app).flatMap((grant) => grantWay(grant, span)))
  }
  return ways
}

function grantWay(
  { id, kind, app, scope, revocation, ...grant }: Grant,
  span: RightsSpan,
): readonly ReachReply[] {
  if (grant.fromMs === undefined || grant.untilMs === undefined) return []
  const fromMs = Math.max(span.fromMs, grant.fromMs)
  const toMs = Math.min(span.toMs, grant.untilMs - 1, revocation?.atMs ?? Number.POSITIVE_INFINITY)
  if (fromMs > toMs) return []
  const by = kind === 'break-glass' ? 'break-glass' : 'grant'
  const text = scope.kind === 'app' ? 'app' : `${scope.kind}:${scope.value}`
  return [{ by, app, fromMs, toMs, grant: id, scope: text, leaves: span.leaves }]
}
