// Text that is copied on click; ids are shortened in the middle.
import { type ReactNode, useState } from 'react'

/** How long the sign that something was copied stays. */
const shownMs = 1_200

export function Copyable(props: {
  readonly text: string
  readonly shown?: ReactNode
  readonly title?: string
}) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(props.text)
    setCopied(true)
    window.setTimeout(() => setCopied(false), shownMs)
  }
  return (
    <button
      type="button"
      className="copyable"
      title={props.title ?? `${props.text} – click to copy`}
      data-copied={copied ? '' : undefined}
      onClick={(event) => {
        event.stopPropagation()
        void copy()
      }}
    >
      {copied ? 'copied' : (props.shown ?? props.text)}
    </button>
  )
}

export function ShortId({ id }: { readonly id: string }) {
  return <Copyable text={id} shown={shortenId(id)} />
}

/** The first eight and last four characters; short ids stay whole. */
export function shortenId(id: string): string {
  return id.length <= 16 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`
}
