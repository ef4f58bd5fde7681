// A line for each grant: what it is for, where it is in its life, and what its reader may do about it.
import type { GrantReply, MeReply } from '../../../src/api-types.ts'
import { Link } from '../address/link.tsx'
import type { GrantAnswer } from '../api/grants.ts'
import { formatLocal, Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { durationLabel, reviewState, scopeLabel, stateLabel } from './grant-words.ts'

type Roles = MeReply['user']['roles']
type OnAnswer = (grant: GrantReply, answer: GrantAnswer) => void

export function GrantTable(props: {
  readonly grants: readonly GrantReply[] | undefined
  readonly roles: Roles
  /** The one that a link led to. */
  readonly chosen: string | undefined
  readonly empty: string
  readonly onAnswer: OnAnswer
}) {
  const { grants, roles, chosen, empty, onAnswer } = props
  return (
    <table className="table grants" aria-busy={grants === undefined}>
      <thead>
        <tr>
          <th className="grant-when">Asked</th>
          <th className="grant-who">Who</th>
          <th className="grant-what">For</th>
          <th>Why</th>
          <th className="grant-state">State</th>
          <th className="grant-until">Until</th>
          <th className="grant-do">
            <span className="visually-hidden">What to do</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {grants === undefined && <SkeletonRows columns={7} rows={6} />}
        {grants?.map((grant) => (
          <tr key={grant.id} className={grant.id === chosen ? 'grant-chosen' : undefined}>
            <td>
              <Moment atMs={grant.requestedAtMs} />
            </td>
            <td title={grant.person ?? undefined}>
              {grant.person ?? <span className="quiet">erased</span>}
              {grant.isOwn && <span className="quiet"> you</span>}
            </td>
            <td>
              <Scope grant={grant} />
            </td>
            <td title={grant.reason}>{grant.reason}</td>
            <td>
              <State grant={grant} />
            </td>
            <td>
              <Until grant={grant} />
            </td>
            <td className="grant-actions">
              <Actions grant={grant} roles={roles} onAnswer={onAnswer} />
            </td>
          </tr>
        ))}
        {grants?.length === 0 && (
          <tr>
            <td colSpan={7} className="quiet">
              {empty}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function Scope({ grant }: { readonly grant: GrantReply }) {
  const { app, scope } = grant
  const text = scopeLabel(scope)
  return (
    <span title={`${app}: ${text}`}>
      {app} ·{' '}
      {scope.kind === 'session' ? (
        <Link to={{ page: 'replay', session: scope.value, tMs: 0 }} className="row-link">
          {text}
        </Link>
      ) : (
        text
      )}
    </span>
  )
}

function State({ grant }: { readonly grant: GrantReply }) {
  const { kind, state, decided, revoked, reviewed } = grant
  const by = (revoked ?? decided)?.by
  const review = reviewState(grant, Date.now())
  return (
    <span className={`grant-mark grant-mark-${review === 'overdue' ? 'overdue' : state}`}>
      {kind === 'break-glass' && 'break-glass, '}
      {stateLabel(state)}
      {by !== undefined && by !== null && <span className="quiet"> {by}</span>}
      {review === 'due' && ' · review due'}
      {review === 'overdue' && ' · review overdue'}
      {reviewed !== undefined && (
        <span className="quiet">
          {' '}
          · {reviewed.verdict} {reviewed.by}
        </span>
      )}
    </span>
  )
}

function Until({ grant }: { readonly grant: GrantReply }) {
  if (grant.untilMs !== undefined) return <Moment atMs={grant.untilMs} />
  return (
    <span className="quiet" title={`To be decided until ${formatLocal(grant.dueAtMs)}`}>
      {durationLabel(grant.durationMs)} wanted
    </span>
  )
}

function Actions(props: { readonly grant: GrantReply; readonly roles: Roles; readonly onAnswer: OnAnswer }) {
  const { grant, roles, onAnswer } = props
  const isOfficer = roles.includes('privacy-officer')
  const isOpen = grant.state === 'waiting' || grant.state === 'live'
  const decides = isOfficer && !grant.isOwn && grant.kind === 'request' && grant.state === 'waiting'
  const reviews =
    (isOfficer || roles.includes('auditor')) &&
    !grant.isOwn &&
    grant.kind === 'break-glass' &&
    grant.reviewed === undefined
  const revokes = isOpen && (isOfficer || grant.isOwn) && !decides
  const act = (label: string, answer: GrantAnswer, isMain = false) => (
    <button
      type="button"
      className={isMain ? 'button button-main' : 'button'}
      onClick={() => onAnswer(grant, answer)}
    >
      {label}
    </button>
  )
  return (
    <>
      {decides && act('Approve', { kind: 'approve' }, true)}
      {decides && act('Deny', { kind: 'deny' })}
      {revokes && act(grant.state === 'waiting' ? 'Take back' : 'Revoke', { kind: 'revoke' })}
      {reviews && act('Justified', { kind: 'review', verdict: 'justified' })}
      {reviews && act('Unjustified', { kind: 'review', verdict: 'unjustified' })}
    </>
  )
}
