// Who may watch a session (design.md §8, table of roles): one pure decision, taken when a replay is opened and again in
// the transaction of each range.
import type { GrantScope } from '@reseal/store'
import type { DenyReason } from '../viewer-error.ts'
import type { Actor, Role } from './actor.ts'
import { coversSession } from './grant-scope.ts'

/** A grant that a person was once given, or took by break-glass; it may be over. */
export interface HeldGrant {
  readonly id: string
  readonly kind: 'approved' | 'break-glass'
  readonly app: string
  readonly scope: GrantScope
  /** Names of those who approved it; none of break-glass. */
  readonly approvers: readonly string[]
  /** From, inclusive, until, exclusive: milliseconds since 1970. */
  readonly fromMs: number
  readonly untilMs: number
  readonly revoked: boolean
}

/** What decides about a session beside who asks. */
export interface SessionFacts {
  readonly session: string
  readonly app: string
  /** Only a privacy officer may watch it, until one has decided. */
  readonly quarantined: boolean
  /** Under a legal hold: a privacy officer may watch it too. */
  readonly held: boolean
  /** A looser rule set of its app waits for a decision: a privacy officer may look at what it would open. */
  readonly rulesWaiting?: boolean
  /** Whether a privacy officer approved the rules that it was recorded under, or nobody has to. */
  readonly rulesApproved: boolean
  /** Nothing of it can be opened any more. */
  readonly tombstoned: boolean
  /** Page templates and labels of its summary; empty where there is none yet. */
  readonly pages: readonly string[]
  readonly labels: readonly string[]
}

/** Who wants to watch what, and when. */
export interface ReplayQuestion {
  readonly actor: Pick<Actor, 'roles' | 'apps'>
  /** Whether membership of the session's app does not suffice. */
  readonly grantsRequired: boolean
  readonly session: SessionFacts
  /** Grants of this person for this app, those that are over included. */
  readonly grants: readonly HeldGrant[]
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

/** By what right a replay is watched. */
export interface ReplayRight {
  readonly role: 'engineer' | 'privacy-officer'
  /** The grant that it took, if the app wants one. */
  readonly grant?: Pick<HeldGrant, 'id' | 'kind' | 'approvers'>
  /** Only to see what rules that wait would change: what rules of today hide stays hidden. */
  readonly preview?: true
}

/** Why not, or by what right. */
export type ReplayDecision = { readonly refused: DenyReason } | { readonly right: ReplayRight }

/** Roles under which nobody watches, whatever other role they hold: who administers or reviews is not who is reviewed. */
const excludedRoles: readonly Role[] = ['admin', 'auditor']

/** Why a person watches nothing at all, whichever session it is; undefined where that depends on it. */
export function roleRefusal({ roles }: Pick<Actor, 'roles'>): 'role_not_allowed' | undefined {
  const watches = roles.includes('engineer') || roles.includes('privacy-officer')
  return watches && !roles.some((role) => excludedRoles.includes(role)) ? undefined : 'role_not_allowed'
}

/** Decides: first as an engineer, then as a privacy officer. */
export function decideReplay(question: ReplayQuestion): ReplayDecision {
  const { roles } = question.actor
  const refused = roleRefusal(question.actor)
  if (refused !== undefined) return { refused }
  const asEngineer = roles.includes('engineer') ? decideForEngineer(question) : undefined
  if (asEngineer !== undefined && 'right' in asEngineer) return asEngineer
  const asOfficer = roles.includes('privacy-officer') ? decideForOfficer(question.session) : undefined
  if (asOfficer !== undefined && 'right' in asOfficer) return asOfficer
  return asEngineer ?? asOfficer ?? { refused: 'role_not_allowed' }
}

/** Membership always; a grant or break-glass on top where the app wants one. Neither opens what is quarantined. */
function decideForEngineer(question: ReplayQuestion): ReplayDecision {
  const { actor, session, grantsRequired } = question
  if (!actor.apps.includes(session.app)) return { refused: 'not_a_member' }
  if (session.tombstoned) return { refused: 'shredded' }
  if (session.quarantined) return { refused: 'quarantined' }
  if (!session.rulesApproved) return { refused: 'rules_not_approved' }
  return grantsRequired ? decideByGrant(question) : { right: { role: 'engineer' } }
}

function decideByGrant({ session, grants, nowMs }: ReplayQuestion): ReplayDecision {
  const covering = grants.filter(({ app, scope }) => app === session.app && coversSession(scope, session))
  const live = covering.filter((grant) => isLive(grant, nowMs))
  // One that somebody approved before one that nobody did.
  const used = live.find(({ kind }) => kind === 'approved') ?? live[0]
  if (used !== undefined) {
    const { id, kind, approvers } = used
    return { right: { role: 'engineer', grant: { id, kind, approvers } } }
  }
  const [last] = covering.toSorted((a, b) => b.untilMs - a.untilMs)
  if (last === undefined) return { refused: 'grant_required' }
  return { refused: last.revoked ? 'grant_revoked' : 'grant_expired' }
}

/** Whether a grant holds at a time. Nothing ends it but this comparison. */
function isLive(
  { revoked, fromMs, untilMs }: Pick<HeldGrant, 'revoked' | 'fromMs' | 'untilMs'>,
  nowMs: number,
): boolean {
  return !revoked && fromMs <= nowMs && nowMs < untilMs
}

/** Of every app, what is quarantined or held, or what a rule set that waits would change, and nothing else. */
function decideForOfficer(session: SessionFacts): ReplayDecision {
  const { quarantined, held, rulesWaiting, tombstoned } = session
  if (!quarantined && !held && rulesWaiting !== true) return { refused: 'not_quarantined' }
  if (tombstoned) return { refused: 'shredded' }
  const isPreview = !quarantined && !held
  return { right: { role: 'privacy-officer', ...(isPreview && { preview: true }) } }
}
