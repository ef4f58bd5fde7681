// Sealing keys: public halves, which apps have them and how, what lives under each, and the retirement that one person asks
// for and another approves. Keys are made and given to apps by a command: it is here to be copied.
import { useState } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import type { KeyOfAppReply, SealingKeyReply } from '../../../src/sealing-keys/sealing-keys-api.ts'
import { Link } from '../address/link.tsx'
import { listSealingKeys } from '../api/sealing-keys.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { Copyable } from '../elements/copyable.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { AskRetirement, OpenRetirement } from './key-retirement.tsx'
import './sealing-keys.css'

export function SealingKeysPage({ me }: { readonly me: MeReply }) {
  const { resource, reload } = useResource('sealing-keys', listSealingKeys)
  useKeys({ r: reload })
  const keys = resource.state === 'ready' ? resource.value.keys : []
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
          <table className="table keys" aria-busy={resource.state === 'loading'}>
            <thead>
              <tr>
                <th className="key-id">Key</th>
                <th>Apps</th>
                <th className="number" title="Streams under it that are not forgotten">
                  Streams
                </th>
                <th
                  className="key-time"
                  title="When something was last received under it, of the newest thousand sessions of each app"
                >
                  Last used
                </th>
                <th className="key-end">Retirement</th>
              </tr>
            </thead>
            <tbody>
              {resource.state === 'loading' && <SkeletonRows columns={5} rows={2} />}
              {keys.map((key) => (
                <KeyRow key={key.id} sealingKey={key} me={me} onChanged={reload} />
              ))}
              {resource.state === 'ready' && keys.length === 0 && (
                <tr>
                  <td colSpan={5} className="quiet">
                    No app has a sealing key, and this viewer was told of none.
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

function KeyRow(props: {
  readonly sealingKey: SealingKeyReply
  readonly me: MeReply
  readonly onChanged: () => void
}) {
  const { sealingKey: key, me, onChanged } = props
  const [isAsking, setAsking] = useState(false)
  const isGiven = key.apps.some(({ state }) => state === 'current')
  const open = key.retirement?.state === 'asked' || key.retirement?.state === 'approved'
  const mayAsk =
    me.user.roles.includes('admin') && !isGiven && !open && key.retiredAtMs === null && key.apps.length > 0
  return (
    <>
      <tr className={key.retiredAtMs === null ? undefined : 'key-retired'}>
        <td>
          <Copyable text={key.id} />
          <div className="quiet">
            {key.publicKey !== null ? (
              <Copyable text={key.publicKey} shown={`public half ${key.publicKey.slice(0, 8)}…`} />
            ) : key.retiredAtMs === null ? (
              <span className="error-text">not here: nothing of it opens</span>
            ) : (
              'opens nothing'
            )}
          </div>
        </td>
        <td>
          {key.apps.length === 0 ? (
            <span className="quiet">no app has it</span>
          ) : (
            key.apps.map((of) => <OfApp key={of.app} of={of} isAdmin={me.user.roles.includes('admin')} />)
          )}
        </td>
        <td className="number">{key.streams}</td>
        <td>
          {key.lastUsedMs === null ? <span className="quiet">never</span> : <Moment atMs={key.lastUsedMs} />}
        </td>
        <td>
          {key.retiredAtMs !== null ? (
            <>
              retired <Moment atMs={key.retiredAtMs} />
            </>
          ) : isGiven ? (
            <span className="quiet">pages are given it</span>
          ) : mayAsk ? (
            <button type="button" className="button" onClick={() => setAsking(!isAsking)}>
              {isAsking ? 'Keep it' : 'Retire …'}
            </button>
          ) : (
            <span className="quiet">{open ? 'waits' : 'none'}</span>
          )}
        </td>
      </tr>
      {isAsking && mayAsk && (
        <tr>
          <td colSpan={5}>
            <AskRetirement sealingKey={key} onAsked={onChanged} />
          </td>
        </tr>
      )}
      {key.retirement !== undefined && open && (
        <tr>
          <td colSpan={5}>
            <OpenRetirement retirement={key.retirement} streams={key.streams} me={me} onDecided={onChanged} />
          </td>
        </tr>
      )}
    </>
  )
}

const stateMeanings = {
  current: 'Its pages are given this key.',
  accepted: 'Its pages were given this key: those that still have it may record.',
  retired: 'Ingest takes nothing under it, and nothing of it opens.',
} as const

function OfApp({ of, isAdmin }: { readonly of: KeyOfAppReply; readonly isAdmin: boolean }) {
  const command = `reseal keys rotate --app ${of.app}`
  return (
    <div className="key-app">
      {isAdmin ? <Link to={{ page: 'apps', app: of.app }}>{of.app}</Link> : of.app}{' '}
      <span className={`key-mark key-${of.state}`} title={stateMeanings[of.state]}>
        {of.state}
      </span>{' '}
      <span className="quiet">
        {of.state === 'retired' ? 'had since' : 'since'} <Moment atMs={of.sinceMs} />, {of.streams}{' '}
        {of.streams === 1 ? 'stream' : 'streams'}
      </span>{' '}
      {of.state === 'current' && isAdmin && (
        <Copyable text={command} shown="copy: rotate" title={`${command} – click to copy`} />
      )}
    </div>
  )
}
