// On what consent sessions were recorded: the receipt's hash in each stream header, and what the sealed receipt says, where it
// has that hash. Withdrawals that were carried through are shown with them.
import { useState } from 'react'
import type { ConsentListReply, ConsentReply } from '../../../src/consents/consents-api.ts'
import { type ConsentsAddress, formatAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { type ConsentConditions, consentExportPath, listConsents } from '../api/consents.ts'
import { type Resource, useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { Copyable, ShortId } from '../elements/copyable.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { formatUtc, Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import './consents.css'

const pageSize = 50
const dayMs = 24 * 3_600_000

export function ConsentsPage({ address }: { readonly address: ConsentsAddress }) {
  const { app, notice, from, to, cursor } = address
  const key = formatAddress(address)
  const conditions = {
    app,
    notice,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to) + dayMs,
  }
  const query = { ...conditions, cursor, limit: pageSize }
  const { resource, reload } = useResource(key, (signal) => listConsents(query, signal))
  useKeys({ r: reload })
  const older = resource.state === 'ready' ? resource.value.nextCursor : null
  const { cursor: _, ...newest } = address
  return (
    <main className="page">
      <div className="page-bar">
        <h1 className="page-title">Consents</h1>
        <Filters key={key} address={newest} />
        <ExportMenu conditions={conditions} />
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <ConsentTable resource={resource} />
        )}
      </div>
      <div className="page-foot">
        <span>
          A receipt lies sealed in its stream. ✓ says that what it says has the hash in the stream’s header,
          which ingest took before anything could be opened.
        </span>
        <span className="consents-paging">
          {cursor !== undefined && (
            <Link to={newest} className="button">
              Newest
            </Link>
          )}
          {older !== null && (
            <Link to={{ ...newest, cursor: older }} className="button">
              Older
            </Link>
          )}
        </span>
      </div>
    </main>
  )
}

const forms = [
  ['csv', 'CSV', 'For a spreadsheet; nothing in it runs as a formula'],
  ['jsonl', 'JSON Lines', 'One object a stream'],
] as const

/** All that fit, not this page alone. */
function ExportMenu({ conditions }: { readonly conditions: ConsentConditions }) {
  return (
    <span className="consents-export" role="group" aria-label="Export">
      <span aria-hidden="true">Export</span>
      {forms.map(([format, name, title]) => (
        <a
          key={format}
          className="button"
          title={title}
          href={consentExportPath(conditions, format)}
          download=""
        >
          {name}
        </a>
      ))}
    </span>
  )
}

function Filters({ address }: { readonly address: ConsentsAddress }) {
  const [notice, setNotice] = useState(address.notice ?? '')
  const [app, setApp] = useState(address.app ?? '')
  const go = (change: Partial<Record<'from' | 'to' | 'notice' | 'app', string>>) => {
    const next = { notice, app, from: address.from ?? '', to: address.to ?? '', ...change }
    const set = Object.fromEntries(Object.entries(next).filter(([, value]) => value.trim() !== ''))
    navigate({ page: 'consents', ...set })
  }
  return (
    <form
      className="consents-filters"
      onSubmit={(event) => {
        event.preventDefault()
        go({})
      }}
    >
      <input
        className="control"
        aria-label="App"
        placeholder="App"
        value={app}
        onChange={({ target }) => setApp(target.value)}
      />
      <input
        className="control"
        aria-label="Version of the notice"
        placeholder="Version of the notice"
        value={notice}
        onChange={({ target }) => setNotice(target.value)}
      />
      <label>
        from{' '}
        <input
          className="control"
          type="date"
          value={address.from ?? ''}
          onChange={({ target }) => go({ from: target.value })}
        />
      </label>
      <label>
        to{' '}
        <input
          className="control"
          type="date"
          value={address.to ?? ''}
          onChange={({ target }) => go({ to: target.value })}
        />
      </label>
      <button type="submit" className="button">
        Filter
      </button>
    </form>
  )
}

function ConsentTable({ resource }: { readonly resource: Resource<ConsentListReply> }) {
  const rows = resource.state === 'ready' ? resource.value.consents : []
  return (
    <table className="table consents" aria-busy={resource.state === 'loading'}>
      <thead>
        <tr>
          <th className="consent-when">Recorded</th>
          <th className="consent-session">Session</th>
          <th className="consent-app">App</th>
          <th className="consent-notice">Notice</th>
          <th className="consent-how">How</th>
          <th>Consented (UTC)</th>
          <th className="consent-hash">Receipt’s hash</th>
          <th className="consent-state">State</th>
        </tr>
      </thead>
      <tbody>
        {resource.state === 'loading' && <SkeletonRows columns={8} rows={8} />}
        {rows.map((row) => (
          <ConsentRow key={row.stream} row={row} />
        ))}
        {resource.state === 'ready' && rows.length === 0 && (
          <tr>
            <td colSpan={8} className="quiet">
              No session fits. Those without a receipt are listed too, with a dash.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function ConsentRow({ row }: { readonly row: ConsentReply }) {
  const { said, consentHash, proven } = row
  const none = <span className="quiet">–</span>
  return (
    <tr>
      <td>
        <Moment atMs={row.startedAtMs} />
      </td>
      <td>
        <ShortId id={row.session} />
      </td>
      <td>{row.app}</td>
      <td title={said?.noticeVersion}>{said?.noticeVersion ?? none}</td>
      <td title={said?.how}>{said?.how ?? none}</td>
      <td>{said === undefined ? <Unsaid row={row} /> : formatUtc(said.grantedAtMs)}</td>
      <td>
        {consentHash === undefined ? (
          none
        ) : (
          <>
            <Copyable text={consentHash} shown={consentHash.slice(0, 8)} />{' '}
            {said !== undefined &&
              (proven ? (
                <span className="consent-proven" title="What it says has this hash">
                  ✓<span className="visually-hidden"> proven</span>
                </span>
              ) : (
                <span className="consent-contradicted" title="What it says has another hash">
                  ✗ contradicted
                </span>
              ))}
          </>
        )}
      </td>
      <td>
        <State row={row} />
      </td>
    </tr>
  )
}

function Unsaid({ row }: { readonly row: ConsentReply }) {
  if (row.consentHash === undefined) return <span className="quiet">no receipt</span>
  return (
    <span className="quiet">
      {row.forgotten === undefined ? 'sealed, not read' : 'forgotten, the hash stays'}
    </span>
  )
}

function State({ row }: { readonly row: ConsentReply }) {
  if (row.forgotten === undefined) return <span className="quiet">recorded</span>
  return (
    <Link to={{ page: 'deletions', session: row.session }}>
      {row.forgotten === 'withdrawal' ? 'withdrawn' : 'shredded'}
    </Link>
  )
}
