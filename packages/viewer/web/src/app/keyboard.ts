// Keys of a view: single keys and two-key sequences such as `g s`, never while one types.
import { useEffect, useRef } from 'react'

/** Commands by key: `KeyboardEvent.key`, or two keys with a space between. Shift counts as `Shift+`. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>

/** Time for the second key of a sequence. */
const sequenceMs = 1_000

/** Listens while the view is shown. The map may change with every render. */
export function useKeys(map: KeyMap): void {
  const latest = useRef(map)
  latest.current = map
  useEffect(() => {
    let first = ''
    let firstAt = 0
    let clicked: Element | undefined
    const point = (event: PointerEvent) => {
      clicked = controlOf(event.target)
    }
    // Clicked once and reached by Tab later, it is meant.
    const leave = (event: FocusEvent) => {
      if (event.target !== clicked) clicked = undefined
    }
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return
      if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return
      if (isPress(event.key) && isOnControl(event.target, clicked)) return
      const keys = latest.current
      const name = keyName(event)
      const sequence = `${first} ${name}`
      const command = event.timeStamp - firstAt < sequenceMs ? (keys[sequence] ?? keys[name]) : keys[name]
      first = name
      firstAt = event.timeStamp
      if (command === undefined) return
      event.preventDefault()
      command(event)
    }
    window.addEventListener('keydown', press)
    window.addEventListener('pointerdown', point, true)
    window.addEventListener('focusin', leave)
    return () => {
      window.removeEventListener('keydown', press)
      window.removeEventListener('pointerdown', point, true)
      window.removeEventListener('focusin', leave)
    }
  }, [])
}

function keyName(event: KeyboardEvent): string {
  if (event.key === ' ') return 'Space'
  return event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key
}

const isPress = (key: string): boolean => key === 'Enter' || key === ' '

const controlOf = (target: EventTarget | null): Element | undefined =>
  (target instanceof Element && target.closest('a, button, summary, input')) || undefined

// Who walked to a button or a link by Tab means it; one that was clicked leaves its keys to the page. `:focus-visible` does
// not tell them apart: in Chromium the key itself makes the clicked one match.
function isOnControl(target: EventTarget | null, clicked: Element | undefined): boolean {
  const control = controlOf(target)
  return control !== undefined && control === target && control !== clicked
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select')
}
