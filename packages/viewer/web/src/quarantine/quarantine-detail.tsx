// One quarantined session: where each finding is, the rule that would have masked it, and what can be done. The text
// itself is only in the replay.
import { type FormEvent, useState } from 'react'
import type { FindingReply, QuarantineReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { getQuarantine, releaseQuarantine } from '../api/quarantines.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { Copyable, ShortId, shortenId } from '../elements/copyable.tsx'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { useRowSelection } from '../elements/use-row-selection.ts'
import { offeredBy } from '../orders/offered-rules.ts'
import { SessionOrders } from '../orders/session-orders.tsx'
import { causeLabel, detectorLabel, placeLabel, rulesText, suggestionText } from './finding-words.ts'
import { SincePanel } from './since-panel.tsx'
import { StateMark } from './state-mark.tsx'

export function QuarantineDetail({ session }: { readonly session: string }) {
  const { resource, reload } = useResource(session, (signal) => getQuarantine(session, signal))
  if (resource.state === 'loading') return <main className="page" aria-busy="true" />
  if (resource.state === 'failed') {
    return (
      <main className="page">
        <FailureNotice failure={resource.failure} onRetry={reload} />
      </main>
    )
  }
  return <Loaded quarantine={resource.value} onChanged={reload} />
}

function Loaded(props: { readonly quarantine: QuarantineReply; readonly onChanged: () => void }) {
  const { quarantine } = props
  const { findings } = quarantine
  const { selected, setSelected, move } = useRowSelection(findings.length, quarantine.session)
  const watch = (finding: FindingReply | undefined) => {
    if (finding !== undefined) navigate(momentOf(quarantine, finding))
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => watch(findings[selected]),
    r: props.onChanged,
  })
  return (
    <main className="page quarantine-detail">
      <div className="quarantine-head">
        <div className="page-bar">
          <Link to={{ page: 'quarantine' }} className="button button-plain">
            ← Quarantine
          </Link>
          <h1 className="page-title">
            Session <ShortId id={quarantine.session} />
          </h1>
          <StateMark state={quarantine.state} />
          <span className="page-count">
            {quarantine.app} · {causeLabel(quarantine.cause)} · <Moment atMs={quarantine.beganAtMs} />
          </span>
        </div>
        <Decision quarantine={quarantine} onChanged={props.onChanged} />
        <SessionOrders
          session={quarantine.session}
          offered={findings.flatMap(offeredBy)}
          canPropose={quarantine.state === 'quarantined'}
          onChanged={props.onChanged}
        />
        <SincePanel key={quarantine.state} session={quarantine.session} beganAtMs={quarantine.beganAtMs} />
      </div>
      <div className="sheet">
        <FindingTable
          quarantine={quarantine}
          selected={selected}
          onOpen={(row) => {
            setSelected(row)
            watch(findings[row])
          }}
        />
      </div>
      <div className="page-foot">
        <span>
          <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> open the replay at that moment
        </span>
      </div>
    </main>
  )
}

function momentOf({ session, startedAtMs }: QuarantineReply, { timeMs, stream }: FindingReply) {
  return { page: 'replay', session, tMs: Math.max(0, timeMs - startedAtMs), stream } as const
}

function Decision(props: { readonly quarantine: QuarantineReply; readonly onChanged: () => void }) {
  const { quarantine } = props
  const rules = rulesText(quarantine.findings)
  return (
    <section className="decision" aria-label="Decide">
      {quarantine.state === 'quarantined' ? (
        <ReleaseForm session={quarantine.session} onReleased={props.onChanged} />
      ) : (
        <p className="quiet">
          {quarantine.state === 'released'
            ? 'The quarantine was ended. Who may watch sessions of this app may watch this one; the reason is in the audit log.'
            : 'It was decided; who did what, and why, is in the audit log.'}{' '}
          <Link to={{ page: 'audit', session: quarantine.session }}>Its audit events</Link>
        </p>
      )}
      {rules !== '' && (
        <div className="proposal">
          <h2 className="proposal-title">Rules that would have masked it, for the list `mask`</h2>
          <pre className="proposal-rules">
            <code>{rules}</code>
          </pre>
          <span>
            <Copyable text={rules} shown="Copy the rules" title="Copy the rules" />
            {' · '}
            <Copyable
              text={suggestionText(quarantine, rules)}
              shown="Copy as a suggestion to file"
              title="App, release, detectors, elements and rules, for a ticket; never what was found"
            />
          </span>
        </div>
      )}
    </section>
  )
}

function ReleaseForm(props: { readonly session: string; readonly onReleased: () => void }) {
  const [reason, setReason] = useState('')
  const [accept, setAccept] = useState(false)
  const [releasing, setReleasing] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const release = async () => {
    setReleasing(true)
    setFailure(undefined)
    try {
      await releaseQuarantine(props.session, { reason, accept })
      props.onReleased()
    } catch (error) {
      setFailure(toFailure(error))
    } finally {
      setReleasing(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void release()
  }
  return (
    <form className="release" onSubmit={submit}>
      {failure !== undefined && <FailureBar failure={failure} />}
      <div className="release-line">
        <input
          className="control release-reason"
          name="reason"
          aria-label="Reason"
          placeholder="Why this session may be watched"
          required
          maxLength={2_000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <button type="submit" className="button button-main" disabled={releasing || reason.trim() === ''}>
          Release
        </button>
      </div>
      <label className="release-accept">
        <input type="checkbox" checked={accept} onChange={({ target }) => setAccept(target.checked)} />
        The same findings, at the same elements and under the same rules, need not quarantine again
      </label>
    </form>
  )
}

function FindingTable(props: {
  readonly quarantine: QuarantineReply
  readonly selected: number
  readonly onOpen: (row: number) => void
}) {
  const { quarantine } = props
  return (
    <table className="table findings">
      <thead>
        <tr>
          <th className="finding-at">At</th>
          <th className="finding-detector">Looks like</th>
          <th className="finding-place">In</th>
          <th>Element or field</th>
          <th className="finding-release">Release</th>
          <th className="finding-rules">Rules</th>
        </tr>
      </thead>
      <tbody>
        {quarantine.findings.map((finding, row) => (
          <tr
            key={`${finding.stream} ${finding.segmentIndex} ${finding.eventIndex} ${finding.detector} ${finding.place} ${finding.path}`}
            className="row"
            aria-selected={row === props.selected}
            onClick={() => props.onOpen(row)}
          >
            <td>
              <Link
                to={momentOf(quarantine, finding)}
                className="row-link mono"
                title={`Stream ${shortenId(finding.stream)}, segment ${finding.segmentIndex}, event ${finding.eventIndex}`}
              >
                {formatClock(Math.max(0, finding.timeMs - quarantine.startedAtMs))}
              </Link>
            </td>
            <td>
              {detectorLabel(finding.detector)}
              {finding.confidence === 'low' && (
                <span
                  className="quiet"
                  title="It has the shape, and fails a check or lacks a word that says what it is"
                >
                  {' '}
                  perhaps
                </span>
              )}
              {finding.accepted && <span className="quiet"> accepted before</span>}
            </td>
            <td>{placeLabel(finding.place)}</td>
            <td className="mono" title={finding.path}>
              <Way finding={finding} />
            </td>
            <td>{finding.release ?? <span className="quiet">–</span>}</td>
            <td>
              <Copyable text={finding.ruleSetHash} shown={finding.ruleSetHash.slice(0, 8)} />
            </td>
          </tr>
        ))}
        {quarantine.findings.length === 0 && (
          <tr>
            <td colSpan={6} className="quiet">
              {quarantine.cause === 'finding'
                ? 'What was found is gone with the streams that it was found in.'
                : 'Nothing was found: what it was recorded under was never published here.'}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

const shownSteps = 4

/** The end of a path says most; all of it is in the title. */
function Way({ finding }: { readonly finding: FindingReply }) {
  const steps = finding.path.split(' > ')
  const shown = steps.slice(-shownSteps).join(' > ')
  return (
    <>
      {steps.length > shownSteps && <span className="quiet">… {'> '}</span>}
      {shown}
      {finding.narrow !== undefined && (
        <span className="quiet">
          {' '}
          let through by `{finding.narrow.list}`
          {finding.narrow.id === undefined ? '' : `: ${finding.narrow.id}`}
        </span>
      )}
    </>
  )
}
