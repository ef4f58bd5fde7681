// The answer to "who saw this session": one line a person, above the events that it is made of.
import type { SessionAccessReply, WhoSawReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'
import { getWhoSaw } from '../api/audit.ts'
import { useResource } from '../api/use-resource.ts'
import { ShortId } from '../elements/copyable.tsx'
import { FailureBar } from '../elements/failure-notice.tsx'
import { formatUtc } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { purposeLabel } from '../replay/purpose-labels.ts'

export function WhoSawPanel({ session }: { readonly session: string }) {
  const { resource, reload } = useResource(session, (signal) => getWhoSaw(session, signal))
  if (resource.state === 'failed') return <FailureBar failure={resource.failure} onRetry={reload} />
  return (
    <section className="who-saw" aria-label="Who saw this session">
      <h2 className="who-saw-title">
        Who saw <ShortId id={session} />
        {resource.state === 'ready' && <span className="quiet">{countText(resource.value)}</span>}
      </h2>
      <table className="table" aria-busy={resource.state === 'loading'}>
        <thead>
          <tr>
            <th>Who</th>
            <th className="audit-when">First (UTC)</th>
            <th className="audit-when">Last (UTC)</th>
            <th className="number">Opened</th>
            <th className="number" title="What was opened for them, lead-ins from keyframes included">
              Released
            </th>
            <th className="number" title="What of it their players reported as played">
              Played
            </th>
            <th className="number">Exported</th>
            <th className="number">Refused</th>
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          {resource.state === 'loading' && <SkeletonRows columns={9} rows={2} />}
          {resource.state === 'ready' &&
            resource.value.accesses.map((access) => (
              <Access key={`${access.subject} ${access.firstMs}`} access={access} />
            ))}
          {resource.state === 'ready' && resource.value.accesses.length === 0 && (
            <tr>
              <td colSpan={9} className="quiet">
                Nobody that you may see opened, watched or was refused this session.
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  )
}

function countText({ accesses }: WhoSawReply): string {
  const watched = accesses.filter(({ releasedMs, exports }) => releasedMs > 0 || exports > 0).length
  return ` ${watched === 1 ? '1 person' : `${watched} people`} watched, ${accesses.length} in all`
}

function Access({ access }: { readonly access: SessionAccessReply }) {
  return (
    <tr>
      <td>
        {access.subject ?? <span className="quiet">erased</span>}{' '}
        <span className="quiet">{access.roles.join(', ') || access.issuer}</span>
      </td>
      <td>{formatUtc(access.firstMs).slice(5)}</td>
      <td>{formatUtc(access.lastMs).slice(5)}</td>
      <Count value={access.opens} />
      <td className="number">
        {access.releasedMs === 0 ? <span className="quiet">–</span> : formatClock(access.releasedMs)}
      </td>
      <td className="number">
        {access.playedMs === 0 ? <span className="quiet">–</span> : formatClock(access.playedMs)}
      </td>
      <Count value={access.exports} />
      <Count value={access.denied} />
      <td>
        {[...access.purposes.map(purposeLabel), ...access.tickets].join(' · ') || (
          <span className="quiet">–</span>
        )}
      </td>
    </tr>
  )
}

function Count({ value }: { readonly value: number }) {
  return <td className="number">{value === 0 ? <span className="quiet">–</span> : value}</td>
}
