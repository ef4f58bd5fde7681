// The scope of a breach: a form, then what could be read and what was, with the leaves that prove it. It prints.
import { type FormEvent, useMemo, useState } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import type {
  BreachScopeReply,
  ReadableSessionReply,
  ReadSessionReply,
} from '../../../src/audit/audit-questions-api.ts'
import { type BreachScopeAddress, formatAddress } from '../address/address.ts'
import { formatClock } from '../address/clock.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { type BreachAsked, getBreachScope, timeOf } from '../api/audit.ts'
import { useResource } from '../api/use-resource.ts'
import { Copyable, shortenId } from '../elements/copyable.tsx'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { formatUtc } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { purposeLabel } from '../replay/purpose-labels.ts'
import './audit.css'
import { saveFile } from '../elements/save-file.ts'
import { limitWords, reachWords, toCsv } from './breach-words.ts'
import { ReceiptLeaves } from './receipt-leaves.tsx'

export function BreachScopePage(props: { readonly address: BreachScopeAddress; readonly me: MeReply }) {
  const { address } = props
  const key = formatAddress(address)
  const asked = useMemo(() => askedOf(address), [key])
  return (
    <main className="page breach-page">
      <div className="page-bar">
        <h1 className="page-title">Breach scope</h1>
        <span className="quiet">
          For a person, a key or a time: what could be read, and what was. That you asked is in the log.
        </span>
      </div>
      <BreachForm key={key} address={address} me={props.me} />
      <div className="breach-scroll">
        {asked === undefined ? (
          <div className="notice">
            <p className="notice-title">Say when, and whom or what it is about.</p>
            <p className="notice-text">
              A person whose account was taken over, a sealing key that got out, or a time in which somebody
              was where they should not have been. Days are whole days, UTC.
            </p>
          </div>
        ) : (
          <Answer key={key} asked={asked} />
        )}
      </div>
    </main>
  )
}

const fields = ['actor', 'key', 'app', 'from', 'to'] as const

function BreachForm({ address, me }: { readonly address: BreachScopeAddress; readonly me: MeReply }) {
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const given = fields.flatMap((name) => {
      const value = form.get(name)
      return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()] as const] : []
    })
    navigate({ page: 'breach-scope', ...Object.fromEntries(given) })
  }
  const today = new Date().toISOString().slice(0, 10)
  return (
    <form className="breach-form" aria-label="Scope" onSubmit={apply}>
      <label>
        Person
        <input name="actor" className="control" placeholder="the whole name" defaultValue={address.actor} />
      </label>
      <label>
        Sealing key
        <input
          name="key"
          className="control mono"
          placeholder="key id"
          pattern="[\w.:+\/=\-]{1,128}"
          defaultValue={address.key}
        />
      </label>
      <label>
        App
        <select name="app" className="control" defaultValue={address.app ?? ''}>
          <option value="">every app</option>
          {me.apps.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        From
        <input type="date" name="from" className="control" required max={today} defaultValue={address.from} />
      </label>
      <label>
        To
        <input type="date" name="to" className="control" required defaultValue={address.to ?? today} />
      </label>
      <button type="submit" className="button button-main">
        Find the scope
      </button>
    </form>
  )
}

function askedOf({ actor, key, app, from, to }: BreachScopeAddress): BreachAsked | undefined {
  const { fromMs, toMs } = timeOf({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) })
  if (fromMs === undefined || toMs === undefined || fromMs > toMs) return undefined
  return {
    fromMs,
    toMs,
    ...(actor !== undefined && { actor }),
    ...(key !== undefined && { key }),
    ...(app !== undefined && { app }),
  }
}

function Answer({ asked }: { readonly asked: BreachAsked }) {
  const { resource, reload } = useResource(JSON.stringify(asked), (signal) => getBreachScope(asked, signal))
  const [further, setFurther] = useState<readonly BreachScopeReply[]>([])
  const [failure, setFailure] = useState<ApiFailure>()
  const [isBusy, setBusy] = useState(false)
  if (resource.state === 'failed') return <FailureNotice failure={resource.failure} onRetry={reload} />
  if (resource.state === 'loading') {
    return (
      <table className="table" aria-busy="true">
        <tbody>
          <SkeletonRows columns={5} rows={8} />
        </tbody>
      </table>
    )
  }
  const scope = joined([resource.value, ...further])
  const nextOf = (known: BreachScopeReply): BreachAsked | undefined => {
    if (known.nextReadable !== null) return { ...asked, part: 'readable', readableAfter: known.nextReadable }
    return known.nextRead === null ? undefined : { ...asked, part: 'read', readFrom: known.nextRead }
  }
  /** One page more, or all there is. */
  const goOn = async (isAll: boolean): Promise<BreachScopeReply> => {
    setBusy(true)
    setFailure(undefined)
    let pages: readonly BreachScopeReply[] = further
    try {
      for (;;) {
        const known = joined([resource.value, ...pages])
        const next = nextOf(known)
        if (next === undefined) return known
        pages = [...pages, await getBreachScope(next)]
        setFurther(pages)
        if (!isAll) return joined([resource.value, ...pages])
      }
    } finally {
      setBusy(false)
    }
  }
  const save = (name: string, write: (whole: BreachScopeReply) => string) =>
    goOn(true).then(
      (whole) => saveFile(name, write(whole)),
      (error: unknown) => setFailure(toFailure(error)),
    )
  const isWhole = nextOf(scope) === undefined
  return (
    <>
      <div className="breach-actions">
        <p>
          <strong>
            {counted(scope.readable.length, 'session')} could be read
            {isWhole ? '' : ' so far'}, {counted(sessionsRead(scope.read), 'session')}{' '}
            {sessionsRead(scope.read) === 1 ? 'was' : 'were'}.
          </strong>{' '}
          <span className="quiet">By events before leaf {scope.index.toLocaleString('en')}.</span>
        </p>
        <span className="breach-buttons">
          {!isWhole && (
            <button
              type="button"
              className="button"
              disabled={isBusy}
              onClick={() => void goOn(false).catch((error: unknown) => setFailure(toFailure(error)))}
            >
              More
            </button>
          )}
          <button
            type="button"
            className="button"
            disabled={isBusy}
            onClick={() =>
              void save('reseal-breach-scope.json', (whole) => JSON.stringify({ asked, ...whole }, null, 2))
            }
          >
            JSON
          </button>
          <button
            type="button"
            className="button"
            disabled={isBusy}
            onClick={() => void save('reseal-breach-scope.csv', toCsv)}
          >
            CSV
          </button>
          <button type="button" className="button" onClick={() => window.print()}>
            Print
          </button>
        </span>
      </div>
      {failure !== undefined && <FailureBar failure={failure} />}
      <Reach scope={scope} />
      <Read read={scope.read} />
      <Readable readable={scope.readable} />
    </>
  )
}

function joined(pages: readonly BreachScopeReply[]): BreachScopeReply {
  const [first, ...others] = pages
  if (first === undefined) throw new RangeError('an answer has a first page')
  return others.reduce<BreachScopeReply>(
    (known, page) => ({
      ...known,
      readable: [...known.readable, ...page.readable],
      nextReadable: known.nextReadable === null ? null : page.nextReadable,
      read: [...known.read, ...page.read],
      nextRead: known.nextReadable === null ? page.nextRead : known.nextRead,
    }),
    first,
  )
}

function sessionsRead(read: readonly ReadSessionReply[]): number {
  const opened = read.filter(({ released, exports }) => released.length > 0 || exports > 0)
  return new Set(opened.map(({ session }) => session)).size
}

function Reach({ scope }: { readonly scope: BreachScopeReply }) {
  const { reach, limits } = scope
  return (
    <section className="breach-part" aria-labelledby="breach-reach">
      <h2 id="breach-reach">How it was open</h2>
      {reach.length === 0 ? (
        <p>It was not: no role, membership or grant opened anything in this time.</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th>By</th>
              <th className="breach-app">App</th>
              <th className="audit-when">From (UTC)</th>
              <th className="audit-when">To (UTC)</th>
              <th className="breach-leaves">Proof</th>
            </tr>
          </thead>
          <tbody>
            {reach.map(({ by, app, fromMs, toMs, grant, scope: granted, leaves }) => (
              <tr key={`${by} ${app} ${fromMs} ${grant}`}>
                <td>
                  {reachWords(by)}
                  {granted !== undefined && granted !== 'app' && (
                    <span className="quiet"> for {granted.replace(':', ' ')}</span>
                  )}
                </td>
                <td>{app ?? 'every app'}</td>
                <td>{formatUtc(fromMs).slice(5)}</td>
                <td>{formatUtc(toMs).slice(5)}</td>
                <td>
                  <ReceiptLeaves leaves={leaves} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {limits.length > 0 && (
        <ul className="breach-limits">
          {limits.map((limit) => (
            <li key={limit}>{limitWords(limit)}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Read({ read }: { readonly read: readonly ReadSessionReply[] }) {
  return (
    <section className="breach-part" aria-labelledby="breach-read">
      <h2 id="breach-read">What was read</h2>
      {read.length === 0 ? (
        <p>Nothing: no replay was opened, no recording exported, nobody was refused.</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th className="audit-what">Session</th>
              <th className="breach-app">App</th>
              <th>Who</th>
              <th className="audit-when">First (UTC)</th>
              <th className="number">Opened</th>
              <th className="number">Played</th>
              <th className="number">Exported</th>
              <th className="number">Refused</th>
              <th>Why</th>
              <th className="breach-leaves">Proof</th>
            </tr>
          </thead>
          <tbody>
            {read.map((access) => (
              <tr key={`${access.session} ${access.subject} ${access.firstMs} ${access.leaves[0]}`}>
                <td>
                  <Link
                    to={{ page: 'audit', session: access.session }}
                    className="mono"
                    title={access.session}
                  >
                    {shortenId(access.session)}
                  </Link>
                </td>
                <td>{access.app ?? <span className="quiet">–</span>}</td>
                <td>
                  {access.subject ?? <span className="quiet">erased</span>}{' '}
                  <span className="quiet">{access.roles.join(', ')}</span>
                </td>
                <td>{formatUtc(access.firstMs).slice(5)}</td>
                <td className="number" title={rangesText(access.released)}>
                  {clockOf(access.released)}
                </td>
                <td className="number" title={rangesText(access.played)}>
                  {clockOf(access.played)}
                </td>
                <td className="number">{access.exports || <span className="quiet">–</span>}</td>
                <td className="number">{access.denied || <span className="quiet">–</span>}</td>
                <td>{[...access.purposes.map(purposeLabel), ...access.tickets].join(' · ')}</td>
                <td>
                  <ReceiptLeaves leaves={access.leaves} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

const shownReadable = 200

function Readable({ readable }: { readonly readable: readonly ReadableSessionReply[] }) {
  return (
    <section className="breach-part" aria-labelledby="breach-readable">
      <h2 id="breach-readable">What could be read</h2>
      {readable.length === 0 ? (
        <p>Nothing that was recorded by then was open.</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th className="audit-what">Session</th>
              <th className="breach-app">App</th>
              <th>How</th>
              <th className="audit-when">Recorded from (UTC)</th>
              <th className="number">Streams</th>
              <th className="number">Length</th>
            </tr>
          </thead>
          <tbody>
            {readable.slice(0, shownReadable).map(({ session, app, by, ranges }) => (
              <tr key={session}>
                <td>
                  <Copyable text={session} shown={shortenId(session)} />
                </td>
                <td>{app}</td>
                <td>{by.map(reachWords).join(', ')}</td>
                <td>{formatUtc(Math.min(...ranges.map(({ fromMs }) => fromMs))).slice(5)}</td>
                <td className="number">{ranges.length}</td>
                <td className="number" title={rangesText(ranges)}>
                  {clockOf(ranges)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {readable.length > shownReadable && (
        <p className="quiet">
          {(readable.length - shownReadable).toLocaleString('en')} more are in the JSON and the CSV.
        </p>
      )}
    </section>
  )
}

type Ranges = ReadSessionReply['released']

function clockOf(ranges: Ranges) {
  if (ranges.length === 0) return <span className="quiet">–</span>
  return formatClock(ranges.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0))
}

function rangesText(ranges: Ranges): string {
  return ranges
    .map(({ fromMs, toMs }) => `${formatUtc(fromMs)} to ${formatUtc(toMs).slice(11)} UTC`)
    .join('\n')
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
}
