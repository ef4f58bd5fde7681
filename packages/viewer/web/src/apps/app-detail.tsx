// One app: what to paste, who may send, what is taken, who may watch, and what was changed by whom.
import { type ReactNode, useState } from 'react'
import type { AppReply, AppsReply } from '../../../src/apps/apps-api.ts'
import { Link } from '../address/link.tsx'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { type AppAccessOrder, type AppChangeOrder, changeApp, changeAppAccess } from '../api/apps.ts'
import { Copyable } from '../elements/copyable.tsx'
import { FailureBar } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { AccessPanel, DailyBound, RecorderCommands } from './app-settings.tsx'
import { changeWords } from './app-words.ts'
import { OriginField } from './origin-field.tsx'
import { SnippetPanel } from './snippet-panel.tsx'
import { StopSwitch } from './stop-switch.tsx'
import { TakesMark } from './takes-mark.tsx'

/** Sends a change and shows what it came to. */
export type Change = (order: AppChangeOrder | AppAccessOrder) => void

export function AppDetail(props: {
  readonly app: AppReply
  readonly reply: AppsReply
  readonly onChanged: (reply: AppsReply) => void
}) {
  const { app, reply } = props
  const [failure, setFailure] = useState<ApiFailure>()
  const [isSending, setSending] = useState(false)
  const change: Change = (order) => {
    setFailure(undefined)
    setSending(true)
    const isAccess = 'grantsRequired' in order || 'sealingKeyId' in order
    const sent = isAccess ? changeAppAccess(app.id, order) : changeApp(app.id, order as AppChangeOrder)
    sent
      .then(props.onChanged, (error: unknown) => setFailure(toFailure(error)))
      .finally(() => setSending(false))
  }
  return (
    <main className="page page-scrolled" aria-busy={isSending}>
      <div className="apps-head">
        <div className="page-bar">
          <Link to={{ page: 'apps' }} className="back-link">
            ← Apps
          </Link>
          <h1 className="page-title">{app.name}</h1>
          <TakesMark app={app} />
          <span className="page-count">
            id <Copyable text={app.id} /> · key <Copyable text={app.appKey} />
          </span>
        </div>
        {failure !== undefined && <FailureBar failure={failure} />}
      </div>
      <div className="columns">
        <div className="column">
          <Panel title="Recording">
            <StopSwitch app={app} isSending={isSending} onChange={change} />
          </Panel>
          <Panel title="Origins">
            <p className="quiet field-help">
              Pages of these alone may send. A change holds within a second or two.
            </p>
            <OriginField
              origins={app.origins}
              disabled={isSending}
              onChange={(allowedOrigins) => change({ allowedOrigins })}
            />
          </Panel>
          <Panel title="Who may watch">
            <AccessPanel
              app={app}
              ticketPattern={reply.ticketPattern}
              isSending={isSending}
              onChange={change}
            />
          </Panel>
          <Panel title="Keys">
            <KeyFacts app={app} reply={reply} isSending={isSending} onChange={change} />
          </Panel>
          <Panel title="Rules">
            <RulesInForce app={app} />
          </Panel>
        </div>
        <div className="column">
          <Panel title="What to paste into the page">
            <SnippetPanel app={app} recorders={reply.recorders} />
            <p className="field-help">
              <Link to={{ page: 'setup', app: app.id }}>Check that it records</Link>
            </p>
          </Panel>
          <Panel title="What recorders are told">
            <RecorderCommands app={app} isSending={isSending} onChange={change} />
          </Panel>
          <Panel title="Bound a day">
            <DailyBound app={app} isSending={isSending} onChange={change} />
          </Panel>
          <Panel title="Changes">
            <Changes app={app} />
          </Panel>
        </div>
      </div>
    </main>
  )
}

function Panel({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

function RulesInForce({ app: { ruleSet } }: { readonly app: AppReply }) {
  return (
    <>
      {ruleSet === undefined ? (
        <p className="quiet">None are published: pages bring their own, and what no rule allows is masked.</p>
      ) : (
        <p>
          In force: <span className="mono">{ruleSet.version}</span>, published{' '}
          <Moment atMs={ruleSet.publishedAtMs} /> ·{' '}
          <Copyable
            text={ruleSet.sha256}
            shown={`${ruleSet.sha256.slice(0, 16)}…`}
            title="SHA-256 of the rules – click to copy"
          />
        </p>
      )}
      <p className="field-help">
        <Link to={{ page: 'rules' }}>All rules</Link>
      </p>
    </>
  )
}

function KeyFacts(props: {
  readonly app: AppReply
  readonly reply: AppsReply
  readonly isSending: boolean
  readonly onChange: Change
}) {
  const { app, reply } = props
  const { receiptKey } = reply.recorders
  return (
    <dl className="facts">
      <dt>Sealing key</dt>
      <dd>
        {reply.sealingKeys.length > 1 ? (
          <select
            className="control mono"
            aria-label="Sealing key"
            value={app.sealingKeyId}
            disabled={props.isSending}
            onChange={({ target }) => props.onChange({ sealingKeyId: target.value })}
          >
            {reply.sealingKeys.map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
        ) : (
          <Copyable text={app.sealingKeyId} />
        )}{' '}
        {app.sealingKey === null ? (
          <span className="warning-text">This viewer cannot open what is sealed to it.</span>
        ) : (
          <Copyable text={app.sealingKey} shown="copy the public half" />
        )}
      </dd>
      <dt>Key of receipts</dt>
      <dd>
        {receiptKey === null ? (
          <span className="quiet">not known to this viewer; it is in init.json</span>
        ) : (
          <Copyable text={receiptKey} shown={`${receiptKey.slice(0, 16)}…`} />
        )}
      </dd>
      <dt>Endpoint</dt>
      <dd>
        {reply.recorders.endpoint === null ? (
          <span className="quiet">not known to this viewer</span>
        ) : (
          <Copyable text={reply.recorders.endpoint} />
        )}
      </dd>
    </dl>
  )
}

function Changes({ app }: { readonly app: AppReply }) {
  if (app.changes.length === 0) return <p className="quiet">None are recorded.</p>
  return (
    <ul className="changes">
      {app.changes.map((change) => (
        <li key={`${change.atMs} ${change.setting} ${change.to ?? ''} ${change.from ?? ''}`}>
          <Moment atMs={change.atMs} />
          <span>
            {change.by ?? 'somebody who was erased'} {changeWords(change)}
          </span>
        </li>
      ))}
    </ul>
  )
}
