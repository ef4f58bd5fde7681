// An anchor that stays inside the viewer; a new tab still works.
import type { MouseEvent, ReactNode } from 'react'
import { type Address, formatAddress } from './address.ts'
import { navigate } from './use-address.ts'

export function Link(props: {
  readonly to: Address
  readonly className?: string
  readonly title?: string
  readonly current?: boolean
  readonly children: ReactNode
}) {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    navigate(props.to)
  }
  return (
    <a
      href={formatAddress(props.to)}
      className={props.className}
      title={props.title}
      aria-current={props.current ? 'page' : undefined}
      onClick={follow}
    >
      {props.children}
    </a>
  )
}
