// Who saw a session, or what a person saw: a line for each person and session, with bars of what was opened for them and what
// of it was played, above the events that it is made of. It prints.
import type { SessionAccessReply, WhoSawReply } from '../../../src/api-types.ts'
import { Link } from '../address/link.tsx'
import { getWhoSaw, type WhoSawAsked } from '../api/audit.ts'
import { useResource } from '../api/use-resource.ts'
import { ShortId, shortenId } from '../elements/copyable.tsx'
import { FailureBar } from '../elements/failure-notice.tsx'
import { formatUtc } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { purposeLabel } from '../replay/purpose-labels.ts'
import { ExtentBar } from './extent-bar.tsx'
import { SessionSpans } from './session-span.ts'

export function WhoSawPanel({ asked }: { readonly asked: WhoSawAsked }) {
  const { resource, reload } = useResource(JSON.stringify(asked), (signal) => getWhoSaw(asked, signal))
  if (resource.state === 'failed') return <FailureBar failure={resource.failure} onRetry={reload} />
  const [session] = asked.sessions ?? []
  const accesses = resource.state === 'ready' ? resource.value.accesses : []
  return (
    <section
      className="who-saw"
      aria-label={session === undefined ? 'What this person saw' : 'Who saw this session'}
    >
      <div className="who-saw-head">
        <h2 className="who-saw-title">
          {session === undefined ? (
            <>What {asked.actor} saw</>
          ) : (
            <>
              Who saw <ShortId id={session} />
            </>
          )}
          {resource.state === 'ready' && (
            <span className="quiet">
              {session === undefined ? sessionCount(resource.value) : personCount(resource.value)}
            </span>
          )}
        </h2>
        <button type="button" className="button button-plain" onClick={() => window.print()}>
          Print
        </button>
      </div>
      <div className="who-saw-sheet">
        <SessionSpans>
          <table className="table" aria-busy={resource.state === 'loading'}>
            <thead>
              <tr>
                <th className="audit-who">{session === undefined ? 'Session' : 'Who'}</th>
                <th className="who-saw-when">First and last (UTC)</th>
                <th title="Light: opened for them, lead-ins from keyframes included. Dark: what of it their players reported as played">
                  Opened and played
                </th>
                <th className="number">Exported</th>
                <th className="number">Refused</th>
                <th className="who-saw-why">Why</th>
              </tr>
            </thead>
            <tbody>
              {resource.state === 'loading' && <SkeletonRows columns={6} rows={2} />}
              {accesses.map((access) => (
                <Access
                  key={`${access.session} ${access.subject} ${access.firstMs}`}
                  access={access}
                  named={session === undefined ? 'session' : 'person'}
                />
              ))}
              {resource.state === 'ready' && accesses.length === 0 && (
                <tr>
                  <td colSpan={6} className="quiet">
                    {session === undefined
                      ? 'Of no session that you may see anything was opened, watched or refused.'
                      : 'Nobody that you may see opened, watched or was refused this session.'}
                  </td>
                </tr>
              )}
            </tbody>
          </table>
        </SessionSpans>
      </div>
      {resource.state === 'ready' && resource.value.isPartial && (
        <p className="quiet">There is more than one answer holds; ask about a shorter time.</p>
      )}
    </section>
  )
}

function personCount({ accesses }: WhoSawReply): string {
  const watched = accesses.filter(({ releasedMs, exports }) => releasedMs > 0 || exports > 0).length
  return ` ${watched === 1 ? '1 person' : `${watched} people`} watched, ${accesses.length} in all`
}

function sessionCount({ accesses }: WhoSawReply): string {
  const watched = accesses.filter(({ releasedMs, exports }) => releasedMs > 0 || exports > 0).length
  return ` ${watched === 1 ? '1 session' : `${watched} sessions`} watched, ${accesses.length} in all`
}

function Access(props: { readonly access: SessionAccessReply; readonly named: 'person' | 'session' }) {
  const { access } = props
  return (
    <tr>
      <td>
        {props.named === 'session' ? (
          <Link to={{ page: 'audit', session: access.session }} className="mono" title="Who else saw it">
            {shortenId(access.session)}
          </Link>
        ) : (
          (access.subject ?? <span className="quiet">erased</span>)
        )}{' '}
        <span className="quiet">
          {props.named === 'session' ? access.app : access.roles.join(', ') || access.issuer}
        </span>
      </td>
      <td>
        {formatUtc(access.firstMs).slice(5)} – {lastText(access)}
      </td>
      <td>
        <ExtentBar access={access} />
      </td>
      <Count value={access.exports} />
      <Count value={access.denied} />
      <td title={[...access.purposes.map(purposeLabel), ...access.tickets].join(' · ')}>
        {[...access.purposes.map(purposeLabel), ...access.tickets].join(' · ') || (
          <span className="quiet">–</span>
        )}
      </td>
    </tr>
  )
}

/** The time alone where it was on the same day. */
function lastText({ firstMs, lastMs }: SessionAccessReply): string {
  const [first, last] = [formatUtc(firstMs), formatUtc(lastMs)]
  return first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last.slice(5)
}

function Count({ value }: { readonly value: number }) {
  return <td className="number">{value === 0 ? <span className="quiet">–</span> : value}</td>
}
