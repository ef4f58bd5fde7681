// A selected line in a list, moved with j and k.
import { useEffect, useState } from 'react'

/** The selection within `count` lines; -1 before the first move. `key` is what the lines belong to. */
export function useRowSelection(count: number, key: string) {
  const [selected, setSelected] = useState(-1)
  useEffect(() => setSelected(-1), [key])
  useEffect(() => {
    document.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  const move = (by: 1 | -1) =>
    setSelected((at) => Math.min(count - 1, Math.max(0, at === -1 && by === -1 ? 0 : at + by)))
  return { selected: Math.min(selected, count - 1), setSelected, move }
}
