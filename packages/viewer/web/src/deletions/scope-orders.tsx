// Orders to shred more than one session: proposed by one officer, confirmed by another, with how far the worker has come, and
// the certificate of those that are done.
import { type FormEvent, useState } from 'react'
import type { AppReply, MeReply } from '../../../src/api-types.ts'
import type { ScopeOrderReply } from '../../../src/deletions/scope-orders-api.ts'
import {
  confirmScopeOrder,
  getScopeCertificate,
  listScopeOrders,
  proposeScopeOrder,
  refuseScopeOrder,
} from '../api/deletions.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { formatUtc, Moment } from '../elements/moment.tsx'
import { saveFile } from '../elements/save-file.ts'
import { useAct } from '../holds/use-act.ts'

export function ScopeOrders({ me }: { readonly me: MeReply }) {
  const { resource, reload } = useResource('scope orders', listScopeOrders)
  const [isOpen, setOpen] = useState(false)
  const isOfficer = me.user.roles.includes('privacy-officer')
  const orders = resource.state === 'ready' ? resource.value.orders : []
  return (
    <section className="scope-orders" aria-label="Orders about many sessions">
      {orders.length > 0 && (
        <ul>
          {orders.map((order) => (
            <Order key={order.id} order={order} isOfficer={isOfficer} onDone={reload} />
          ))}
        </ul>
      )}
      {isOfficer && (
        <button type="button" className="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Shred nothing' : 'Shred by app, subject or time …'}
        </button>
      )}
      {isOfficer && isOpen && (
        <ProposeScope
          apps={me.apps}
          onProposed={() => {
            setOpen(false)
            reload()
          }}
        />
      )}
    </section>
  )
}

function Order(props: {
  readonly order: ScopeOrderReply
  readonly isOfficer: boolean
  readonly onDone: () => void
}) {
  const { order, isOfficer, onDone } = props
  const { busy, failure, run } = useAct()
  const act = (work: () => Promise<void>) =>
    void run(async () => {
      await work()
      onDone()
    })
  return (
    <li data-state={order.state}>
      {failure !== undefined && <FailureBar failure={failure} />}
      <span>
        {order.proposedBy ?? 'Somebody'}: shred{' '}
        {order.subject === undefined ? 'the sessions' : 'those of one subject'} of {order.app},{' '}
        {order.fromMs === 0 ? '' : `from ${formatUtc(order.fromMs)} `}up to {formatUtc(order.toMs)} UTC ·{' '}
        <Moment atMs={order.proposedAtMs} /> · {progressOf(order)}
      </span>
      {order.reason !== undefined && <span className="quiet"> “{order.reason}”</span>}{' '}
      {isOfficer && order.state === 'proposed' && !order.isOwn && (
        <button
          type="button"
          className="button button-grave"
          disabled={busy}
          onClick={() => act(() => confirmScopeOrder(order.id))}
        >
          Confirm
        </button>
      )}{' '}
      {isOfficer && order.state === 'proposed' && (
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() => act(() => refuseScopeOrder(order.id, order.isOwn ? 'taken back' : 'refused'))}
        >
          {order.isOwn ? 'Take back' : 'Refuse'}
        </button>
      )}
      {order.state === 'done' && (
        <button
          type="button"
          className="button"
          disabled={busy}
          onClick={() =>
            act(async () => {
              const certificate = await getScopeCertificate(order.id)
              saveFile(`reseal-deletion-${order.id}.json`, `${JSON.stringify(certificate, undefined, 2)}\n`)
            })
          }
        >
          Certificate
        </button>
      )}
    </li>
  )
}

function progressOf({ state, lookedCount, forgottenCount, heldCount }: ScopeOrderReply): string {
  const counts = `${forgottenCount} forgotten, ${heldCount} held`
  switch (state) {
    case 'proposed':
      return 'waits for another officer'
    case 'confirmed':
      return `under way: ${lookedCount} looked at, ${counts}`
    case 'done':
      return `done: ${counts}`
    case 'refused':
      return 'refused'
  }
}

const dayMs = 24 * 3_600_000

function ProposeScope(props: { readonly apps: readonly AppReply[]; readonly onProposed: () => void }) {
  const [app, setApp] = useState(props.apps[0]?.id ?? '')
  const [subject, setSubject] = useState('')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const { busy, failure, run } = useAct()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      await proposeScopeOrder({
        app,
        reason,
        ...(subject.trim() === '' ? {} : { subject: subject.trim() }),
        ...(from === '' ? {} : { fromMs: Date.parse(from) }),
        ...(to === '' ? {} : { toMs: Date.parse(to) + dayMs }),
      })
      props.onProposed()
    })
  }
  return (
    <form className="hold-form" onSubmit={submit} aria-label="Shred many sessions">
      {failure !== undefined && <FailureBar failure={failure} />}
      <div className="hold-fields">
        <select
          className="control"
          aria-label="App"
          value={app}
          onChange={({ target }) => setApp(target.value)}
        >
          {props.apps.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <input
          className="control mono hold-session"
          name="subject"
          aria-label="Id of the subject, or everyone"
          placeholder="Id of the subject; empty: everyone"
          spellCheck={false}
          maxLength={128}
          value={subject}
          onChange={({ target }) => setSubject(target.value)}
        />
        <label className="hold-day">
          from
          <input
            className="control"
            type="date"
            value={from}
            onChange={({ target }) => setFrom(target.value)}
          />
        </label>
        <label className="hold-day">
          to
          <input className="control" type="date" value={to} onChange={({ target }) => setTo(target.value)} />
          <span className="quiet">UTC, both included; empty: from the beginning, up to now</span>
        </label>
      </div>
      <div className="hold-fields">
        <input
          className="control hold-grow"
          name="reason"
          aria-label="Reason"
          placeholder="Why they are shredded"
          maxLength={2_000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <button
          type="submit"
          className="button button-grave"
          disabled={busy || app === '' || reason.trim() === ''}
        >
          Propose
        </button>
      </div>
    </form>
  )
}
