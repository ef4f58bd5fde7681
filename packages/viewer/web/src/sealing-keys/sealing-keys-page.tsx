// Sealing keys, for admins: public halves, which apps give them to pages, and what is sealed to them.
import type { SealingKeysReply } from '../../../src/apps/apps-api.ts'
import { Link } from '../address/link.tsx'
import { listSealingKeys } from '../api/apps.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { Copyable } from '../elements/copyable.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import './sealing-keys.css'

export function SealingKeysPage() {
  const { resource, reload } = useResource('sealing-keys', listSealingKeys)
  useKeys({ r: reload })
  const reply: SealingKeysReply = resource.state === 'ready' ? resource.value : { keys: [], missing: [] }
  return (
    <main className="page">
      <div className="page-bar">
        <h1 className="page-title">Sealing keys</h1>
        <span className="page-count">
          Private halves stay where viewer and worker open; none passes here.
        </span>
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <table className="table" aria-busy={resource.state === 'loading'}>
            <thead>
              <tr>
                <th className="key-id">Key</th>
                <th className="key-state">State</th>
                <th>Given to pages of</th>
                <th>Public half</th>
                <th
                  className="number"
                  title="Streams that are sealed to it, of the newest thousand sessions of each app"
                >
                  Streams
                </th>
                <th className="key-time">Newest</th>
              </tr>
            </thead>
            <tbody>
              {resource.state === 'loading' && <SkeletonRows columns={6} rows={2} />}
              {reply.keys.map((key) => (
                <tr key={key.id}>
                  <td>
                    <Copyable text={key.id} />
                  </td>
                  <td title={stateMeanings[key.state]}>{key.state === 'in-use' ? 'in use' : 'listed'}</td>
                  <td>
                    {key.apps.length === 0 ? (
                      <span className="quiet">none</span>
                    ) : (
                      <AppLinks apps={key.apps} />
                    )}
                  </td>
                  <td>
                    <Copyable text={key.publicKey} shown={`${key.publicKey.slice(0, 16)}…`} />
                  </td>
                  <td className="number">{key.streams}</td>
                  <td>
                    {key.newestAtMs === null ? (
                      <span className="quiet">nothing yet</span>
                    ) : (
                      <Moment atMs={key.newestAtMs} />
                    )}
                  </td>
                </tr>
              ))}
              {reply.missing.map((key) => (
                <tr key={key.id}>
                  <td>
                    <Copyable text={key.id} />
                  </td>
                  <td colSpan={3} className="error-text">
                    not here: what is sealed to it does not open
                  </td>
                  <td className="number">{key.streams}</td>
                  <td>
                    <Moment atMs={key.newestAtMs} />
                  </td>
                </tr>
              ))}
              {resource.state === 'ready' && reply.keys.length + reply.missing.length === 0 && (
                <tr>
                  <td colSpan={6} className="quiet">
                    This viewer was told of no sealing key.
                  </td>
                </tr>
              )}
            </tbody>
          </table>
        )}
      </div>
      <div className="page-foot">
        <span>
          Whoever loses a key loses what is sealed to it: keep a copy of the key file apart from the database.
        </span>
      </div>
    </main>
  )
}

const stateMeanings = {
  'in-use': 'Pages of at least one app are given it.',
  listed: 'Viewer and worker open what is sealed to it; no app gives it to pages.',
} as const

function AppLinks({ apps }: { readonly apps: readonly string[] }) {
  return apps.map((app, place) => (
    <span key={app}>
      {place > 0 && ', '}
      <Link to={{ page: 'apps', app }}>{app}</Link>
    </span>
  ))
}
