// From a fresh deployment to the first own session: an app, its snippet, and checks that go by what really arrives.
import { useEffect, useState } from 'react'
import type { AppContactReply, AppReply, AppsReply } from '../../../src/apps/apps-api.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { changeApp, listApps, readContact } from '../api/apps.ts'
import { useResource } from '../api/use-resource.ts'
import { NewAppForm } from '../apps/new-app-form.tsx'
import { SnippetPanel } from '../apps/snippet-panel.tsx'
import { Copyable } from '../elements/copyable.tsx'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { type LiveCheck, liveChecks } from './live-checks.ts'
import './setup.css'

export function SetupPage({ app: appId }: { readonly app?: string }) {
  const { resource, reload } = useResource('apps', listApps)
  const [answered, setAnswered] = useState<AppsReply>()
  const reply = answered ?? (resource.state === 'ready' ? resource.value : undefined)
  const app = reply?.apps.find(({ id }) => id === appId)
  return (
    <main className="page page-scrolled" aria-busy={reply === undefined && resource.state !== 'failed'}>
      <div className="page-bar">
        <h1 className="page-title">Set up an app</h1>
        <span className="page-count">It ends with the first session of your own.</span>
      </div>
      {resource.state === 'failed' ? (
        <div className="sheet">
          <FailureNotice failure={resource.failure} onRetry={reload} />
        </div>
      ) : (
        <ol className="setup">
          <li className="setup-step">
            <h2>1. The app</h2>
            {reply !== undefined && (
              <ChooseApp
                reply={reply}
                app={app}
                onAdded={(id, next) => {
                  setAnswered(next)
                  navigate({ page: 'setup', app: id })
                }}
              />
            )}
          </li>
          <li className={app === undefined ? 'setup-step setup-later' : 'setup-step'}>
            <h2>2. The page</h2>
            {app === undefined || reply === undefined ? (
              <p className="quiet">What to paste is made once there is an app.</p>
            ) : (
              <SnippetPanel app={app} recorders={reply.recorders} />
            )}
          </li>
          {app !== undefined && reply !== undefined ? (
            <Arrival key={app.id} app={app} reply={reply} onChanged={setAnswered} />
          ) : (
            <li className="setup-step setup-later">
              <h2>3. What arrives</h2>
              <p className="quiet">Here each step shows itself as it happens.</p>
            </li>
          )}
        </ol>
      )}
    </main>
  )
}

function ChooseApp(props: {
  readonly reply: AppsReply
  readonly app: AppReply | undefined
  readonly onAdded: (id: string, reply: AppsReply) => void
}) {
  const { reply, app } = props
  const [isAdding, setAdding] = useState(reply.apps.length === 0)
  if (app === undefined && (isAdding || reply.apps.length === 0)) {
    return (
      <NewAppForm
        onAdded={props.onAdded}
        {...(reply.apps.length === 0 ? {} : { onCancel: () => setAdding(false) })}
      />
    )
  }
  return (
    <div className="setup-choice">
      <select
        className="control"
        aria-label="App"
        value={app?.id ?? ''}
        onChange={({ target }) => navigate({ page: 'setup', app: target.value })}
      >
        {app === undefined && <option value="">Choose one</option>}
        {reply.apps.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button"
        onClick={() => {
          setAdding(true)
          navigate({ page: 'setup' })
        }}
      >
        Add another
      </button>
      {app !== undefined && (
        <span className="quiet">
          {app.origins.join(', ')} · <Link to={{ page: 'apps', app: app.id }}>all settings</Link>
        </span>
      )}
    </div>
  )
}

// Ingest and the indexer take seconds; more often shows nothing more.
const askEveryMs = 1500

function Arrival(props: {
  readonly app: AppReply
  readonly reply: AppsReply
  readonly onChanged: (reply: AppsReply) => void
}) {
  const { app, reply } = props
  const { resource, reload } = useResource(`contact ${app.id}`, (signal) => readContact(app.id, signal))
  const [failure, setFailure] = useState<ApiFailure>()
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload()
    }, askEveryMs)
    return () => clearInterval(timer)
  }, [reload])
  const addOrigin = (origin: string) => {
    setFailure(undefined)
    changeApp(app.id, { allowedOrigins: [...app.origins, origin] }).then(props.onChanged, (error: unknown) =>
      setFailure(toFailure(error)),
    )
  }
  const [last, setLast] = useState<AppContactReply>()
  useEffect(() => {
    if (resource.state === 'ready') setLast(resource.value)
  }, [resource])
  const contact = resource.state === 'ready' ? resource.value : last
  const checks =
    contact &&
    liveChecks(contact, {
      origins: app.origins,
      endpoint: reply.recorders.endpoint ?? 'the endpoint',
      isStopped: app.parcelsRefused,
    })
  const isThere = checks?.every(({ state }) => state === 'done') ?? false
  return (
    <>
      <li className="setup-step">
        <h2>3. What arrives</h2>
        {failure !== undefined && <FailureBar failure={failure} />}
        {resource.state === 'failed' && <FailureBar failure={resource.failure} onRetry={reload} />}
        <ul className="checks" aria-live="polite">
          {checks?.map((check) => (
            <CheckLine key={check.id} check={check} onAddOrigin={addOrigin} />
          ))}
        </ul>
      </li>
      <li className={isThere ? 'setup-step' : 'setup-step setup-later'}>
        <h2>4. Watch it</h2>
        <WatchStep contact={isThere ? contact : undefined} viewerUrl={reply.recorders.viewerUrl} />
      </li>
    </>
  )
}

const stateWords = { done: 'done', waiting: 'waited for', problem: 'in the way' } as const
const stateSigns = { done: '✓', waiting: '…', problem: '!' } as const

function CheckLine(props: { readonly check: LiveCheck; readonly onAddOrigin: (origin: string) => void }) {
  const { id, title, state, detail, origin } = props.check
  return (
    <li className={`check check-${state}`} data-check={id} data-state={state}>
      <span className="check-sign" aria-hidden="true">
        {stateSigns[state]}
      </span>
      <span>
        <strong>{title}</strong>
        <span className="visually-hidden"> ({stateWords[state]})</span>
        <br />
        <span className="quiet">{detail}</span>{' '}
        {origin !== undefined && (
          <button type="button" className="button" onClick={() => props.onAddOrigin(origin)}>
            Add {origin}
          </button>
        )}
      </span>
    </li>
  )
}

function WatchStep(props: { readonly contact: AppContactReply | undefined; readonly viewerUrl: string }) {
  const { contact } = props
  const session = contact?.newest?.session
  if (contact === undefined || session === undefined) {
    return <p className="quiet">Admins watch nothing. Once the first session is there, an engineer can.</p>
  }
  const url = `${props.viewerUrl}/sessions/${session}`
  return (
    <div className="setup-done">
      <p>
        <strong>The first session is recorded.</strong>{' '}
        {contact.engineers === 0
          ? 'Nobody may watch it yet: make somebody an engineer of this app.'
          : `${contact.engineers} ${contact.engineers === 1 ? 'engineer' : 'engineers'} of this app may open it, for a purpose.`}
      </p>
      <p className="setup-choice">
        <Copyable
          text={url}
          shown="copy its address"
          title={`${url} – for an engineer of the app; click to copy`}
        />
        <Link to={{ page: 'people' }} className={contact.engineers === 0 ? 'button button-main' : 'button'}>
          {contact.engineers === 0 ? 'Make somebody an engineer' : 'People'}
        </Link>
      </p>
    </div>
  )
}
