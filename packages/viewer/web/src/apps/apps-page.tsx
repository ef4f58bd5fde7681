// Apps, for admins: the list, a new one, and one with all of its settings.
import { useState } from 'react'
import type { AppReply, AppsReply } from '../../../src/apps/apps-api.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { listApps } from '../api/apps.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { formatBytes } from '../elements/byte-size.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { AppDetail } from './app-detail.tsx'
import { NewAppForm } from './new-app-form.tsx'
import { TakesMark } from './takes-mark.tsx'
import './apps.css'

export function AppsPage({ app }: { readonly app?: string }) {
  const { resource, reload } = useResource('apps', listApps)
  // What a change was answered with is newer than what was loaded.
  const [answered, setAnswered] = useState<AppsReply>()
  useKeys({
    r: () => {
      setAnswered(undefined)
      reload()
    },
  })
  if (resource.state === 'failed') {
    return (
      <main className="page">
        <div className="page-bar">
          <h1 className="page-title">Apps</h1>
        </div>
        <div className="sheet">
          <FailureNotice failure={resource.failure} onRetry={reload} />
        </div>
      </main>
    )
  }
  const reply = answered ?? (resource.state === 'ready' ? resource.value : undefined)
  if (app === undefined) return <AppList reply={reply} onChanged={setAnswered} />
  const shown = reply?.apps.find(({ id }) => id === app)
  if (shown !== undefined && reply !== undefined) {
    return <AppDetail key={shown.id} app={shown} reply={reply} onChanged={setAnswered} />
  }
  return (
    <main className="page" aria-busy={reply === undefined}>
      <div className="page-bar">
        <h1 className="page-title">{app}</h1>
      </div>
      {reply !== undefined && (
        <div className="notice">
          <p className="notice-title">There is no app with this id.</p>
          <p className="notice-text">
            <Link to={{ page: 'apps' }}>All apps</Link>
          </p>
        </div>
      )}
    </main>
  )
}

function AppList(props: {
  readonly reply: AppsReply | undefined
  readonly onChanged: (reply: AppsReply) => void
}) {
  const { reply } = props
  const [isAdding, setAdding] = useState(false)
  return (
    <main className="page">
      <div className="apps-head">
        <div className="page-bar">
          <h1 className="page-title">Apps</h1>
          {!isAdding && (
            <button type="button" className="button" onClick={() => setAdding(true)}>
              Add an app
            </button>
          )}
          <span className="page-count">Each app is one front end, with its own key and origins.</span>
        </div>
        {isAdding && (
          <NewAppForm
            onCancel={() => setAdding(false)}
            onAdded={(id, answered) => {
              props.onChanged(answered)
              navigate({ page: 'setup', app: id })
            }}
          />
        )}
      </div>
      <div className="sheet">
        <table className="table" aria-busy={reply === undefined}>
          <thead>
            <tr>
              <th className="apps-name">App</th>
              <th>Origins</th>
              <th className="apps-state">Takes recordings</th>
              <th className="apps-watch">To watch</th>
              <th className="number" title="What ingest acknowledged since midnight (UTC)">
                Today
              </th>
              <th className="number" title="What ingest takes in a day (UTC)">
                Bound
              </th>
            </tr>
          </thead>
          <tbody>
            {reply === undefined && <SkeletonRows columns={6} rows={3} />}
            {reply?.apps.map((app) => (
              <AppRow key={app.id} app={app} />
            ))}
            {reply?.apps.length === 0 && (
              <tr>
                <td colSpan={6} className="quiet">
                  There is none yet. <Link to={{ page: 'setup' }}>Set the first one up</Link>: it takes a few
                  minutes and ends with a recording.
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
      <div className="page-foot">
        <span>
          <kbd>r</kbd> ask again · <kbd>?</kbd> all keys
        </span>
      </div>
    </main>
  )
}

function AppRow({ app }: { readonly app: AppReply }) {
  const origins = app.origins.join(', ')
  return (
    <tr>
      <td title={app.id}>
        <Link to={{ page: 'apps', app: app.id }} className="row-link">
          {app.name}
        </Link>
      </td>
      <td className="mono" title={origins}>
        {origins}
      </td>
      <td>
        <TakesMark app={app} />
      </td>
      <td>{app.grantsRequired ? 'a grant' : 'membership'}</td>
      <td className="number">{formatBytes(app.today.bytes)}</td>
      <td className="number">{app.dailyQuotaBytes === null ? '–' : formatBytes(app.dailyQuotaBytes)}</td>
    </tr>
  )
}
