// An anchor that stays inside the app.
import type { MouseEvent, ReactNode } from 'react'
import { navigate } from './router.ts'

export function Link(props: {
  readonly to: string
  readonly className?: string
  readonly id?: string
  readonly children: ReactNode
}) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    navigate(props.to)
  }
  return (
    <a href={props.to} id={props.id} className={props.className} onClick={follow}>
      {props.children}
    </a>
  )
}
