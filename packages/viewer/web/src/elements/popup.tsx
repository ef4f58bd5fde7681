// A button and what it opens below itself: closed by Escape, by a click elsewhere, and when the focus goes on.
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'

/** `children` is given what closes it. */
export function Popup(props: {
  readonly label: string
  readonly className?: string
  readonly children: (close: () => void) => ReactNode
}) {
  const [isOpen, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  useEffect(() => {
    if (!isOpen) return
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
    }
  }, [isOpen])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from whatever is focused inside
    <div
      ref={root}
      className={`popup ${props.className ?? ''}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return
        event.stopPropagation()
        close()
      }}
    >
      <button
        ref={button}
        type="button"
        className="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {props.label}
        <span aria-hidden="true" className="popup-arrow">
          ▾
        </span>
      </button>
      <div id={id} className="popup-body" hidden={!isOpen}>
        {isOpen && props.children(close)}
      </div>
    </div>
  )
}
