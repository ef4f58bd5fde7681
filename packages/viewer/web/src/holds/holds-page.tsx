// Legal holds: what nothing may be forgotten of, why, since when, and the act that ends each.
import { type FormEvent, useState } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import type { HoldReply, HoldScopeReply } from '../../../src/holds/holds-api.ts'
import type { Address } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { liftHold, listHolds } from '../api/holds.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { ShortId } from '../elements/copyable.tsx'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import './holds.css'
import { PlaceHold } from './place-hold.tsx'
import { useAct } from './use-act.ts'

type HoldsAddress = Extract<Address, { page: 'holds' }>

export function HoldsPage({ address, me }: { readonly address: HoldsAddress; readonly me: MeReply }) {
  const { session, all } = address
  const { resource, reload } = useResource(`holds ${session ?? ''}`, (signal) => listHolds(session, signal))
  useKeys({ r: reload })
  const isOfficer = me.user.roles.includes('privacy-officer')
  const holds = resource.state === 'ready' ? resource.value.holds : []
  const shown = all === true || session !== undefined ? holds : holds.filter(({ lifted }) => !lifted)
  const liftedCount = holds.filter(({ lifted }) => lifted).length
  return (
    <main className="page">
      <div className="holds-head">
        <div className="page-bar">
          <h1 className="page-title">Holds</h1>
          {session === undefined ? (
            <Link to={all === true ? { page: 'holds' } : { page: 'holds', all: true }} className="button">
              {all === true ? 'Hide lifted ones' : `Show lifted ones (${liftedCount})`}
            </Link>
          ) : (
            <Link to={{ page: 'holds' }} className="button">
              <span className="quiet">session</span> {session.slice(0, 8)}
              <span aria-hidden="true"> ×</span>
              <span className="visually-hidden">: all holds</span>
            </Link>
          )}
          <span className="page-count">
            What is held is neither redacted nor shredded, and a withdrawal of it waits.
          </span>
        </div>
        {isOfficer && <PlaceHold apps={me.apps} session={session} onPlaced={reload} />}
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <table className="table holds" aria-busy={resource.state === 'loading'}>
            <thead>
              <tr>
                <th className="hold-since">Since</th>
                <th className="hold-what">What is held</th>
                <th>Why</th>
                <th className="hold-authority">Authority</th>
                <th className="hold-end">{isOfficer ? 'End' : 'State'}</th>
              </tr>
            </thead>
            <tbody>
              {resource.state === 'loading' && <SkeletonRows columns={5} rows={4} />}
              {shown.map((hold) => (
                <HoldRow key={hold.id} hold={hold} isOfficer={isOfficer} onLifted={reload} />
              ))}
              {resource.state === 'ready' && shown.length === 0 && (
                <tr>
                  <td colSpan={5} className="quiet">
                    {session === undefined
                      ? 'Nothing is held. What retention, consent or an officer’s order ends may be forgotten.'
                      : 'This session is not held.'}
                  </td>
                </tr>
              )}
            </tbody>
          </table>
        )}
      </div>
      <div className="page-foot">
        <span>
          <kbd>r</kbd> ask again · <kbd>?</kbd> all keys
        </span>
      </div>
    </main>
  )
}

function HoldRow(props: {
  readonly hold: HoldReply
  readonly isOfficer: boolean
  readonly onLifted: () => void
}) {
  const { hold } = props
  const [isEnding, setEnding] = useState(false)
  const { lifted } = hold
  return (
    <>
      <tr className={lifted === undefined ? undefined : 'hold-lifted'}>
        <td>
          <Moment atMs={hold.placedAtMs} />
          <div className="quiet">{hold.placedBy ?? 'erased'}</div>
        </td>
        <td>
          <Scope scope={hold.scope} />
        </td>
        <td className="hold-why">{hold.reason ?? <span className="quiet">erased</span>}</td>
        <td>{hold.authority ?? <span className="quiet">–</span>}</td>
        <td>
          {lifted !== undefined ? (
            <>
              lifted <Moment atMs={lifted.atMs} />
              <div className="quiet hold-why">
                {lifted.by ?? 'erased'}
                {lifted.reason === undefined ? '' : `: ${lifted.reason}`}
              </div>
            </>
          ) : props.isOfficer ? (
            <button type="button" className="button" onClick={() => setEnding(!isEnding)}>
              {isEnding ? 'Keep it' : 'Lift …'}
            </button>
          ) : (
            <span className="hold-mark">held</span>
          )}
        </td>
      </tr>
      {isEnding && lifted === undefined && (
        <tr>
          <td colSpan={5}>
            <LiftForm id={hold.id} onLifted={props.onLifted} />
          </td>
        </tr>
      )}
    </>
  )
}

function LiftForm({ id, onLifted }: { readonly id: string; readonly onLifted: () => void }) {
  const [reason, setReason] = useState('')
  const { busy, failure, run } = useAct()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      await liftHold(id, reason)
      onLifted()
    })
  }
  return (
    <form className="hold-lift" onSubmit={submit}>
      {failure !== undefined && <FailureBar failure={failure} />}
      <div className="hold-fields">
        <input
          className="control hold-grow"
          name="lift-reason"
          aria-label="Why it is lifted"
          placeholder="Why it is lifted; what waited for it goes on"
          maxLength={2_000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <button type="submit" className="button button-grave" disabled={busy || reason.trim() === ''}>
          Lift hold
        </button>
      </div>
    </form>
  )
}

const dayMs = 24 * 3_600_000

function Scope({ scope }: { readonly scope: HoldScopeReply }) {
  const { kind, session = '', app = '', fromMs = 0, toMs = 0 } = scope
  switch (kind) {
    case 'session':
      return (
        <>
          <Link to={{ page: 'replay', session, tMs: 0 }}>session</Link> <ShortId id={session} />
        </>
      )
    case 'app':
      return <>everything of {app}</>
    case 'subject':
      return (
        <>
          {app}, the subject{' '}
          {scope.subject === undefined ? 'whose id was erased' : <ShortId id={scope.subject} />}
        </>
      )
    case 'window':
      return (
        <>
          {app}, {day(fromMs)} to {day(toMs % dayMs === 0 ? toMs - dayMs : toMs)}{' '}
          <span className="quiet">UTC</span>
        </>
      )
  }
}

function day(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
