// What a run would forget now, counted when somebody asks.
import { useState } from 'react'
import type { DryRunReply, DueReply } from '../../../src/retention/retention-api.ts'
import { countDue } from '../api/retention.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { useAct } from '../holds/use-act.ts'
import { causeWords } from './retention-words.ts'

/** By the rules in force, or by others. */
export function DryRun({ seq }: { readonly seq: number | undefined }) {
  const [found, setFound] = useState<DryRunReply>()
  const { busy, failure, run } = useAct()
  return (
    <div className="retention-dry">
      <button
        type="button"
        className="button"
        disabled={busy}
        onClick={() => void run(async () => setFound(await countDue(seq)))}
      >
        {busy ? 'Counting …' : 'What would go now?'}
      </button>
      {failure !== undefined && <FailureBar failure={failure} />}
      {found !== undefined && (
        <>
          {!found.isWhole && <p>There is more than could be counted in time; this is the beginning of it.</p>}
          <Counts counts={found.due} none="Nothing is due." />
          {found.held.length > 0 && (
            <>
              <p>Due, and kept by legal holds:</p>
              <Counts counts={found.held} none="" />
            </>
          )}
        </>
      )}
    </div>
  )
}

function Counts({ counts, none }: { readonly counts: readonly DueReply[]; readonly none: string }) {
  if (counts.length === 0) return <p className="quiet">{none}</p>
  return (
    <table className="table">
      <thead>
        <tr>
          <th>App</th>
          <th>By the rule of</th>
          <th className="retention-count">Sessions</th>
          <th className="retention-count">Streams</th>
          <th>Oldest</th>
        </tr>
      </thead>
      <tbody>
        {counts.map((one) => (
          <tr key={`${one.app} ${one.cause}`}>
            <td>{one.app}</td>
            <td>{causeWords[one.cause]}</td>
            <td className="retention-count">{one.sessions}</td>
            <td className="retention-count">{one.streams}</td>
            <td>
              <Moment atMs={one.oldestMs} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
