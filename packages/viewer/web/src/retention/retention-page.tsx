// Retention: for how long sessions are kept, what waits for a second officer, what a run would forget, and what runs did.
import type { MeReply } from '../../../src/api-types.ts'
import type { RetentionReply, SetRetentionReply } from '../../../src/retention/retention-api.ts'
import { askForRun, readRetention } from '../api/retention.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { formatBytes } from '../elements/byte-size.ts'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { useAct } from '../holds/use-act.ts'
import { DecideRetention } from './decide-retention.tsx'
import { DryRun } from './dry-run.tsx'
import { EditRetention } from './edit-retention.tsx'
import './retention.css'
import { sentencesOf, stateWords } from './retention-words.ts'

export function RetentionPage({ me }: { readonly me: MeReply }) {
  const { resource, reload } = useResource('retention', readRetention)
  useKeys({ r: reload })
  const isOfficer = me.user.roles.includes('privacy-officer')
  return (
    <main className="page">
      <div className="page-bar">
        <h1 className="page-title">Retention</h1>
        <span className="page-count">
          What is held stays. The logs are never touched: nothing deletes a leaf of them.
        </span>
      </div>
      {resource.state === 'failed' && <FailureNotice failure={resource.failure} onRetry={reload} />}
      {resource.state === 'loading' && <div className="sheet" aria-busy="true" />}
      {resource.state === 'ready' && (
        <Retention value={resource.value} isOfficer={isOfficer} onChanged={reload} />
      )}
      <div className="page-foot">
        <span>
          <kbd>r</kbd> ask again · <kbd>?</kbd> all keys
        </span>
      </div>
    </main>
  )
}

function Retention(props: {
  readonly value: RetentionReply
  readonly isOfficer: boolean
  readonly onChanged: () => void
}) {
  const { value, isOfficer, onChanged } = props
  const inForce = value.sets.find(({ state }) => state === 'in-force')
  const waiting = value.sets.filter(({ state }) => state === 'waiting')
  return (
    <div className="retention">
      {waiting.map((set) => (
        <section key={set.seq} className="sheet retention-part" aria-label="Rules that wait">
          <h2 className="retention-title">Waits for another privacy officer</h2>
          <p className="quiet">
            Something would be kept for less time. Set by {set.setBy ?? 'someone who was erased'},{' '}
            <Moment atMs={set.setAtMs} />
            {set.reason === undefined ? '' : `: ${set.reason}`}
          </p>
          <Sentences set={set} />
          <DryRun seq={set.seq} />
          {isOfficer && <DecideRetention seq={set.seq} onDecided={onChanged} />}
        </section>
      ))}
      <section className="sheet retention-part" aria-label="Rules in force">
        <h2 className="retention-title">In force</h2>
        {inForce === undefined ? (
          <p>No rules are in force: every session is kept, without end.</p>
        ) : (
          <>
            <Sentences set={inForce} />
            <DryRun seq={undefined} />
          </>
        )}
        {isOfficer && <EditRetention key={inForce?.seq} rules={inForce?.rules} onSet={onChanged} />}
      </section>
      <section className="sheet retention-part" aria-label="Runs">
        <Runs value={value} mayAsk={isOfficer && inForce !== undefined} onAsked={onChanged} />
      </section>
      <section className="sheet retention-part" aria-label="History">
        <h2 className="retention-title">History</h2>
        <table className="table">
          <tbody>
            {value.sets.map((set) => (
              <tr key={set.seq}>
                <td>
                  <Moment atMs={set.setAtMs} />
                </td>
                <td>{stateWords[set.state]}</td>
                <td>{set.setBy ?? <span className="quiet">erased</span>}</td>
                <td className="retention-why">
                  {set.reason ?? ''}
                  {set.decidedBy === undefined ? '' : ` (decided by ${set.decidedBy})`}
                </td>
              </tr>
            ))}
            {value.sets.length === 0 && (
              <tr>
                <td className="quiet">No rules were ever set.</td>
              </tr>
            )}
          </tbody>
        </table>
      </section>
    </div>
  )
}

function Sentences({ set }: { readonly set: SetRetentionReply }) {
  return (
    <ul className="retention-rules">
      {sentencesOf(set.rules).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}

function Runs(props: {
  readonly value: RetentionReply
  readonly mayAsk: boolean
  readonly onAsked: () => void
}) {
  const { runs, nextRunAtMs } = props.value
  const { busy, failure, run } = useAct()
  const isOpen = runs.some(({ endedAtMs }) => endedAtMs === undefined)
  return (
    <>
      <div className="retention-head">
        <h2 className="retention-title">Runs</h2>
        <span className="quiet">
          {isOpen ? (
            'One waits or is under way.'
          ) : nextRunAtMs === undefined ? (
            'Without rules there are none.'
          ) : (
            <>
              The next begins by itself: <Moment atMs={nextRunAtMs} />
            </>
          )}
        </span>
        {props.mayAsk && (
          <button
            type="button"
            className="button"
            disabled={busy || isOpen}
            onClick={() =>
              void run(async () => {
                await askForRun()
                props.onAsked()
              })
            }
          >
            Run now
          </button>
        )}
      </div>
      {failure !== undefined && <FailureBar failure={failure} />}
      <RemovedBatches batches={props.value.batches} />
      <table className="table">
        <thead>
          <tr>
            <th>Began</th>
            <th>Ended</th>
            <th className="retention-count">Sessions forgotten</th>
            <th className="retention-count">Streams</th>
            <th className="retention-count">Kept by holds</th>
            <th className="retention-count">In use, next time</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((one) => (
            <tr key={one.id}>
              <td>
                {one.startedAtMs === undefined ? 'waits for the worker' : <Moment atMs={one.startedAtMs} />}
              </td>
              <td>{one.endedAtMs === undefined ? 'not yet' : <Moment atMs={one.endedAtMs} />}</td>
              <td className="retention-count">{one.forgottenCount}</td>
              <td className="retention-count">{one.streamCount}</td>
              <td className="retention-count">{one.heldCount}</td>
              <td className="retention-count">{one.busyCount}</td>
            </tr>
          ))}
          {runs.length === 0 && (
            <tr>
              <td colSpan={6} className="quiet">
                No run yet.
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </>
  )
}

/** Keys go at once; the objects with the ciphertext follow when nothing alive needs them. */
function RemovedBatches({ batches }: { readonly batches: RetentionReply['batches'] }) {
  const { emptied, rewritten, deletedBytes, waitingBytes } = batches
  if (emptied + rewritten === 0) return null
  return (
    <p className="quiet">
      Of objects with what was forgotten, {emptied} went with their last stream
      {rewritten > 0 && `, and ${rewritten} were written anew with what is alive in them`}:{' '}
      {formatBytes(deletedBytes)} deleted
      {waitingBytes > 0 && `, ${formatBytes(waitingBytes)} to be deleted once the grace period is over`}.
    </p>
  )
}
