// While the DOM panel picks a node, a click on the player chooses what is there.
import { useSyncExternalStore } from 'react'
import { useKeys } from '../../app/keyboard.ts'
import type { InspectorControl } from './inspector-state.ts'

export function PickLayer({ inspector }: { readonly inspector: InspectorControl }) {
  const { isPicking } = useSyncExternalStore(inspector.subscribe, inspector.getState)
  return isPicking ? <Layer inspector={inspector} /> : null
}

function Layer({ inspector }: { readonly inspector: InspectorControl }) {
  useKeys({ Escape: () => inspector.setPicking(false) })
  return (
    <div
      className="pick-layer"
      onClick={(event) => {
        const { left, top } = event.currentTarget.getBoundingClientRect()
        inspector.pickAt(event.clientX - left, event.clientY - top)
      }}
    >
      <span className="pick-word">Click what you want to see in the DOM · Esc ends</span>
    </div>
  )
}
