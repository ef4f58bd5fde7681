// One week: a line for each person and app, flagged first, and the sign-off.
import { type FormEvent, Fragment, useState } from 'react'
import type { MeReply, ReviewEntryReply, ReviewReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'
import { Link } from '../address/link.tsx'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { getReview, signOffReview } from '../api/reviews.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { Copyable, shortenId } from '../elements/copyable.tsx'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { useRowSelection } from '../elements/use-row-selection.ts'
import { purposeLabel } from '../replay/purpose-labels.ts'
import { flagLabel, flagMeaning } from './review-words.ts'

export function ReviewWeek(props: {
  readonly week: string
  readonly me: MeReply
  readonly onSigned: () => void
}) {
  const { week, me, onSigned } = props
  const { resource, reload } = useResource(`review ${week}`, (signal) => getReview(week, signal))
  const [expanded, setExpanded] = useState<number>()
  const entries = resource.state === 'ready' ? resource.value.entries : []
  const { selected, setSelected, move } = useRowSelection(entries.length, week)
  const toggle = (row: number) => setExpanded((shown) => (shown === row ? undefined : row))
  useKeys({ j: () => move(1), k: () => move(-1), Enter: () => toggle(selected), r: reload })
  if (resource.state === 'failed') return <FailureNotice failure={resource.failure} onRetry={reload} />
  return (
    <>
      <div className="sheet">
        <table className="table" aria-busy={resource.state === 'loading'}>
          <thead>
            <tr>
              <th className="review-who">Who</th>
              <th className="review-app">App</th>
              <th className="review-flags">Look at</th>
              <th
                className="number"
                title="Sessions opened or exported; in the busiest of the eight weeks before"
              >
                Sessions
              </th>
              <th className="number">Watched</th>
              <th className="number">Exports</th>
              <th className="number">Refused</th>
              <th>Why</th>
              <th className="review-last">Last</th>
            </tr>
          </thead>
          <tbody>
            {resource.state === 'loading' && <SkeletonRows columns={9} rows={6} />}
            {entries.map((entry, row) => (
              <EntryRow
                key={`${entry.issuer} ${entry.person} ${entry.app}`}
                entry={entry}
                selected={row === selected}
                expanded={row === expanded}
                onToggle={() => {
                  setSelected(row)
                  toggle(row)
                }}
              />
            ))}
            {resource.state === 'ready' && entries.length === 0 && (
              <tr>
                <td colSpan={9} className="quiet">
                  Nobody opened, watched or exported anything in this week, or tried to.
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {resource.state === 'ready' && (
        <SignOff
          review={resource.value}
          me={me}
          onSigned={() => {
            reload()
            onSigned()
          }}
        />
      )}
    </>
  )
}

function EntryRow(props: {
  readonly entry: ReviewEntryReply
  readonly selected: boolean
  readonly expanded: boolean
  readonly onToggle: () => void
}) {
  const { entry } = props
  return (
    <>
      <tr className="row" aria-selected={props.selected} onClick={props.onToggle}>
        <td title={entry.person ?? 'erased'}>
          <button
            type="button"
            className="review-opener"
            aria-expanded={props.expanded}
            onClick={(click) => {
              click.stopPropagation()
              props.onToggle()
            }}
          >
            {entry.person ?? <span className="quiet">erased</span>}{' '}
            <span className="quiet">{entry.roles.join(', ')}</span>
          </button>
        </td>
        <td>{entry.app ?? <span className="quiet">–</span>}</td>
        <td>
          {entry.flags.map((flag) => (
            <span key={flag} className={`flag flag-${flag}`} title={flagMeaning(flag)}>
              {flagLabel(flag)}
            </span>
          ))}
        </td>
        <td className="number" title={`At most ${entry.usualCount} in a week before`}>
          {entry.sessionCount} <span className="quiet">/ {entry.usualCount}</span>
        </td>
        <td className="number">{formatClock(entry.releasedMs)}</td>
        <td className="number">{entry.exports || <span className="quiet">–</span>}</td>
        <td className="number">{entry.denied || <span className="quiet">–</span>}</td>
        <td>{entry.purposes.map(purposeLabel).join(', ')}</td>
        <td>
          <Moment atMs={entry.lastMs} />
        </td>
      </tr>
      {props.expanded && (
        <tr className="review-open">
          <td colSpan={9}>
            {entry.flags.length > 0 && (
              <ul className="review-reasons">
                {entry.flags.map((flag) => (
                  <li key={flag}>
                    <span className={`flag flag-${flag}`}>{flagLabel(flag)}</span> {flagMeaning(flag)}.
                  </li>
                ))}
              </ul>
            )}
            <Sessions entry={entry} />
            {entry.person !== null && (
              <Link
                to={{
                  page: 'audit',
                  actor: entry.person,
                  from: dayOf(entry.firstMs),
                  to: dayOf(entry.lastMs),
                }}
                className="button"
              >
                Everything {entry.person} did in these days
              </Link>
            )}
          </td>
        </tr>
      )}
    </>
  )
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}

function Sessions({ entry }: { readonly entry: ReviewEntryReply }) {
  return (
    <div className="review-sessions">
      {entry.sessions.map(({ session, releasedMs, opens, exports, denied, firstMs }) => (
        <Fragment key={session}>
          <Link to={{ page: 'audit', session }} className="mono" title="Its audit events">
            {shortenId(session)}
          </Link>
          <Moment atMs={firstMs} />
          <span>{formatClock(releasedMs)} watched</span>
          <span className="quiet">
            {opens} opened{exports > 0 && `, ${exports} exported`}
            {denied > 0 && `, ${denied} refused`}
          </span>
        </Fragment>
      ))}
    </div>
  )
}

function SignOff(props: {
  readonly review: ReviewReply
  readonly me: MeReply
  readonly onSigned: () => void
}) {
  const { review, me } = props
  const [note, setNote] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(undefined)
    const said = note.trim()
    signOffReview(review.week, { toIndex: review.toIndex, ...(said === '' ? {} : { note: said }) })
      .then(props.onSigned, (error: unknown) => setFailure(toFailure(error)))
      .finally(() => setBusy(false))
  }
  if (review.signed !== undefined) {
    return (
      <div className="page-foot">
        <span>
          Signed off{review.signed.by === null ? '' : ` by ${review.signed.by}`},{' '}
          <Moment atMs={review.signed.atMs} />: leaves {review.fromIndex} to {review.toIndex}, root{' '}
          <Copyable text={review.signed.root} shown={review.signed.root.slice(0, 12)} />
        </span>
      </div>
    )
  }
  const isAuditor = me.user.roles.includes('auditor')
  return (
    <form className="page-foot sign-off" onSubmit={submit}>
      {failure !== undefined && <FailureBar failure={failure} />}
      <span>{termsOf(review, isAuditor)}</span>
      {isAuditor && review.state !== 'running' && (
        <>
          <input
            className="control sign-off-note"
            aria-label="Note"
            placeholder="Note, if there is something to say"
            maxLength={500}
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
          <button type="submit" className="button button-main" disabled={isBusy}>
            Sign off
          </button>
        </>
      )}
    </form>
  )
}

function termsOf({ state, dueAtMs, toIndex, fromIndex }: ReviewReply, isAuditor: boolean): string {
  if (state === 'running') return 'This week is not over; it can be signed off from Monday on.'
  const due = new Date(dueAtMs).toISOString().slice(0, 10)
  const leaves = `leaves ${fromIndex} to ${toIndex}`
  if (!isAuditor) return `An auditor signs it off until ${due}.`
  return state === 'overdue'
    ? `Overdue since ${due}. Your name and ${leaves} with their root go into the log.`
    : `Due on ${due}. Your name and ${leaves} with their root go into the log.`
}
