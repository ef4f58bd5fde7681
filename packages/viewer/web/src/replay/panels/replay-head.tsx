// The line above the replay: which session, of what release and when, and why it was opened.
import type { ContextPayload } from '@reseal/redaction-rules'
import type { SessionReply } from '../../../../src/api-types.ts'
import { formatClock } from '../../address/clock.ts'
import { Link } from '../../address/link.tsx'
import { Copyable, ShortId } from '../../elements/copyable.tsx'
import { Moment } from '../../elements/moment.tsx'
import { causeWords } from '../../retention/retention-words.ts'
import { lastListAddress } from '../../sessions/list-memory.ts'
import { ConsentLine } from '../consent-line.tsx'
import { purposeLabel } from '../purpose-labels.ts'
import type { OpenedReplay } from '../replay-page.tsx'

const shownPages = 3

export function ReplayHead(props: {
  readonly session: SessionReply
  readonly opened: OpenedReplay
  readonly context: ContextPayload | undefined
  readonly consentHash: string | undefined
  /** Templates of the addresses known so far, in order. */
  readonly paths: readonly string[]
}) {
  const { session, opened, context } = props
  const { purpose, ticket, note } = opened.why
  return (
    <div className="replay-head">
      <Link to={lastListAddress()} className="button button-plain replay-back">
        ← Sessions
      </Link>
      <Paths paths={props.paths} app={session.app} />
      <span className="replay-app">{session.app}</span>
      <Moment atMs={session.startedAtMs} />
      <span title="Duration">{formatClock(session.durationMs)}</span>
      <ReplayContext context={context} />
      <ConsentLine context={context} consentHash={props.consentHash} />
      {session.state === 'open' && (
        <span className="state state-open" title="Reload the page for what has come since">
          recording
        </span>
      )}
      {session.keptUntilMs !== undefined && (
        <span title={`By the rule of ${causeWords[session.keptBy ?? 'deployment']}`}>
          <span className="quiet">kept until</span>{' '}
          {session.held === true ? (
            <span title="Under a legal hold: nothing of it goes until that is lifted">the hold ends</span>
          ) : (
            dayOf(session.keptUntilMs)
          )}
        </span>
      )}
      <ShortId id={session.id} />
      <span
        className="replay-why"
        title={note === undefined ? 'Purpose of use, in the audit log' : `Note: ${note}`}
      >
        <span className="quiet">why:</span> {purposeLabel(purpose)}
        {ticket !== undefined && (
          <>
            {' · '}
            <Copyable text={ticket} />
          </>
        )}
      </span>
    </div>
  )
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}

/** From where to where the person went, as far as it is known; the heading of the page. */
function Paths({ paths, app }: { readonly paths: readonly string[]; readonly app: string }) {
  const shown =
    paths.length <= shownPages ? paths : [...paths.slice(0, shownPages - 1), '…', ...paths.slice(-1)]
  return (
    <h1 className="replay-paths" title={[`Session of ${app}`, ...paths].join('\n')}>
      {shown.length === 0 ? `Session of ${app}` : shown.join(' → ')}
    </h1>
  )
}

/** What the app said of itself; nothing where it said nothing. */
function ReplayContext({ context }: { readonly context: ContextPayload | undefined }) {
  const { release, environment, identity, tags = [], flags = [] } = context ?? {}
  const held = [...tags, ...flags].map(({ key, value }) => `${key} = ${value}`)
  return (
    <>
      {release !== undefined && (
        <span title="Release">
          <span className="quiet">release</span> {release}
        </span>
      )}
      {environment !== undefined && (
        <span className="state" title="Environment">
          {environment}
        </span>
      )}
      {identity !== undefined && (
        <span title="Identity that the app gave: random, of its back end">
          <span className="quiet">who</span> <ShortId id={identity} />
        </span>
      )}
      {held.length > 0 && (
        <span className="replay-tags" title={`Tags and flags:\n${held.join('\n')}`}>
          {held.join(' · ')}
        </span>
      )}
    </>
  )
}
