// Orders that wait for an officer, above the list of quarantined sessions.
import type { OrderReply } from '../../../src/orders/orders-api.ts'
import { Link } from '../address/link.tsx'
import { listOpenOrders } from '../api/orders.ts'
import { useResource } from '../api/use-resource.ts'
import { ShortId } from '../elements/copyable.tsx'
import { orderVerbs, outcomeOf } from './order-words.ts'
import './orders.css'

/** Nothing where none waits. */
export function OpenOrders() {
  const { resource } = useResource('open orders', listOpenOrders)
  if (resource.state !== 'ready' || resource.value.orders.length === 0) return null
  return (
    <ul className="orders-open" aria-label="Open orders">
      {resource.value.orders.map((order) => (
        <OpenOrder key={order.id} order={order} />
      ))}
    </ul>
  )
}

function OpenOrder({ order }: { readonly order: OrderReply }) {
  const to =
    order.kind === 'redact'
      ? ({ page: 'quarantine', session: order.session } as const)
      : ({ page: 'replay', session: order.session, tMs: 0 } as const)
  return (
    <li>
      <Link to={to} className="row-link">
        {order.proposedBy ?? 'Somebody'} proposed to {orderVerbs[order.kind]}
      </Link>{' '}
      <ShortId id={order.session} />
      <span className="order-state">
        {' '}
        · {order.isOwn ? 'yours, ' : ''}
        {outcomeOf(order)}
      </span>
    </li>
  )
}
