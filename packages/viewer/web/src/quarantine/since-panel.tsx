// What happened to a session since it was quarantined: who watched, proposed and decided, out of the audit log.
import { Link } from '../address/link.tsx'
import { listAuditEvents } from '../api/audit.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'

const readEvents = 50

const words: Readonly<Record<string, string>> = {
  'quarantine.begin': 'quarantined it',
  'quarantine.release': 'released it',
  'quarantine.accept': 'accepted its findings',
  'order.propose': 'proposed an order',
  'order.confirm': 'confirmed an order',
  'order.refuse': 'refused an order',
  'hold.place': 'placed a hold',
  'hold.lift': 'lifted a hold',
  'replay.open': 'opened the replay',
  'recording.redact': 'redacted a stream',
  'stream.shred': 'destroyed the key of a stream',
  'recording.export': 'exported it',
  'deletion.certify': 'issued its certificate of deletion',
}

export function SincePanel(props: { readonly session: string; readonly beganAtMs: number }) {
  const { session, beganAtMs } = props
  const { resource } = useResource(`since ${session}`, (signal) =>
    listAuditEvents({ page: 'audit', session }, readEvents, signal),
  )
  if (resource.state === 'loading') return <section className="since" aria-busy="true" />
  if (resource.state === 'failed') return <FailureBar failure={resource.failure} />
  const events = resource.value.events.filter(
    ({ action, timeMs }) => timeMs >= beganAtMs - 1_000 && words[action] !== undefined,
  )
  return (
    <section className="since" aria-label="What happened since">
      <h2 className="proposal-title">
        What happened since · <Link to={{ page: 'audit', session }}>all its audit events</Link>
      </h2>
      {events.length === 0 ? (
        <p className="quiet">Nothing yet.</p>
      ) : (
        <ol>
          {events.map(({ index, timeMs, action, outcome, actor, note }) => (
            <li key={index}>
              <Moment atMs={timeMs} /> {actor.subject ?? actor.roles.join(', ')}{' '}
              {outcome === 'denied' ? 'was refused: ' : ''}
              {words[action]}
              {note === undefined ? '' : `: “${note}”`}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
