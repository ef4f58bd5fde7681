// What privacy officers order about one session: proposed by one, confirmed by another, carried out by the worker.
import { type FormEvent, useEffect, useState } from 'react'
import type { OrderReply } from '../../../src/orders/orders-api.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { confirmOrder, listSessionOrders, refuseOrder } from '../api/orders.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { orderVerbs, outcomeOf, whatIsGone } from './order-words.ts'
import './orders.css'
import { type OfferedRule, ProposeOrder } from './propose-order.tsx'

const lookAgainMs = 1_500

/**
 * The orders about a session, and the way to the next. `offered` are the rules that would have masked what was found:
 * with them a redaction can be proposed, without them only a shred.
 */
export function SessionOrders(props: {
  readonly session: string
  readonly offered?: readonly OfferedRule[]
  /** False once nothing of it can be opened. */
  readonly canPropose: boolean
  readonly onChanged: () => void
}) {
  const { session, onChanged } = props
  const { resource, reload } = useResource(`orders ${session}`, (signal) =>
    listSessionOrders(session, signal),
  )
  const orders = resource.state === 'ready' ? resource.value.orders : []
  const [newest] = orders
  const isRunning = newest?.state === 'confirmed'
  const changed = () => {
    reload()
    onChanged()
  }
  useEffect(() => {
    if (!isRunning) return
    const timer = setInterval(reload, lookAgainMs)
    return () => {
      clearInterval(timer)
      onChanged()
    }
    // What the page around shows changes when the order ends.
  }, [isRunning])
  if (resource.state === 'loading') return <section className="orders" aria-busy="true" />
  if (resource.state === 'failed') return <FailureBar failure={resource.failure} onRetry={reload} />
  const isOpen = newest !== undefined && (newest.state === 'proposed' || isRunning)
  return (
    <section className="orders" aria-label="Orders">
      {orders.map((order) => (
        <Order key={order.id} order={order} onChanged={changed} />
      ))}
      {!isOpen && props.canPropose && (
        <ProposeOrder
          session={session}
          {...(props.offered === undefined ? {} : { offered: props.offered })}
          onProposed={changed}
        />
      )}
    </section>
  )
}

function Order({ order, onChanged }: { readonly order: OrderReply; readonly onChanged: () => void }) {
  return (
    <article className="order" data-state={order.state}>
      <p className="order-line">
        <span className="order-what">
          {order.proposedBy ?? 'Somebody'} proposed to {orderVerbs[order.kind]} this session
        </span>{' '}
        <Moment atMs={order.proposedAtMs} />
        {order.decidedBy !== undefined && (
          <span className="quiet">
            {' '}
            · {order.state === 'refused' ? 'refused' : 'confirmed'} by {order.decidedBy}
          </span>
        )}
        <span className="order-state"> · {outcomeOf(order)}</span>
      </p>
      {order.reason !== undefined && <p className="order-reason">“{order.reason}”</p>}
      {order.redaction !== undefined && <TakenAway redaction={order.redaction} />}
      {order.state === 'proposed' && <Decide order={order} onChanged={onChanged} />}
      {order.state === 'done' && <p className="quiet order-gone">{whatIsGone[order.kind]}</p>}
    </article>
  )
}

function TakenAway({ redaction }: { readonly redaction: NonNullable<OrderReply['redaction']> }) {
  const { mask, block, without } = redaction
  return (
    <ul className="order-rules">
      {mask.map(({ id, selector }) => (
        <li key={`mask ${id}`}>
          mask <code>{selector}</code>
        </li>
      ))}
      {block.map(({ id, selector }) => (
        <li key={`block ${id}`}>
          block <code>{selector}</code>
        </li>
      ))}
      {without.map(({ list, id }) => (
        <li key={`${list} ${id ?? ''}`}>
          without {id === undefined ? `every rule of ${list}` : <code>{`${list} ${id}`}</code>}
        </li>
      ))}
    </ul>
  )
}

function Decide({ order, onChanged }: { readonly order: OrderReply; readonly onChanged: () => void }) {
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    setFailure(undefined)
    try {
      await work()
      onChanged()
    } catch (error) {
      setFailure(toFailure(error))
    } finally {
      setBusy(false)
    }
  }
  const refuse = (event: FormEvent) => {
    event.preventDefault()
    void run(() => refuseOrder(order.id, reason))
  }
  return (
    <form className="order-decide" onSubmit={refuse}>
      {failure !== undefined && <FailureBar failure={failure} />}
      {order.isOwn ? (
        <span className="quiet">Another privacy officer has to confirm it.</span>
      ) : (
        <button
          type="button"
          className="button button-main"
          disabled={busy}
          onClick={() => void run(() => confirmOrder(order.id))}
        >
          Confirm and {orderVerbs[order.kind]}
        </button>
      )}
      <input
        className="control order-grow"
        name="refusal"
        aria-label={order.isOwn ? 'Why it is taken back' : 'Why it is refused'}
        placeholder={order.isOwn ? 'Why it is taken back' : 'Why it is refused'}
        maxLength={2_000}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <button type="submit" className="button" disabled={busy || reason.trim() === ''}>
        {order.isOwn ? 'Take back' : 'Refuse'}
      </button>
    </form>
  )
}
