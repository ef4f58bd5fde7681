// What is at the pointer, or what the legend found: an outline around it, its kind, and the rule that let it through.
import { useSyncExternalStore } from 'react'
import type { ProvenanceControl } from './provenance-state.ts'
import { attributeSentences, thingSentence } from './thing-kinds.ts'

export function ThingNote({ control }: { readonly control: ProvenanceControl }) {
  const { thing, byKeys } = useSyncExternalStore(control.subscribe, control.getState)
  const box = thing?.box
  const sentences = thing === undefined ? [] : [thingSentence(thing), ...attributeSentences(thing)]
  return (
    <>
      {box !== undefined && (
        <div
          className="thing-outline"
          style={{ left: box.left, top: box.top, width: box.width, height: box.height }}
        />
      )}
      <div
        className="thing-note"
        hidden={thing === undefined}
        style={box && { left: `clamp(8px, ${box.left}px, 100% - 304px)`, ...besideOf(box) }}
      >
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      {/* Always there, so that what comes into it is spoken; the pointer's finds are not. */}
      <p className="visually-hidden" role="status">
        {byKeys ? sentences.join(' ') : ''}
      </p>
    </>
  )
}

// Beneath it; above what lies low.
function besideOf({ top, height }: { readonly top: number; readonly height: number }): object {
  const beneath = top + height + 6
  return top > 200 ? { bottom: `max(8px, 100% - ${top - 6}px)` } : { top: `min(${beneath}px, 100% - 64px)` }
}
