// What is at the pointer, or what the legend found: an outline around it, its kind, and the rule that let it through.
import type { ProvenanceState } from './provenance-state.ts'
import { attributeSentences, thingSentence } from './thing-kinds.ts'

export function ThingNote({ state }: { readonly state: ProvenanceState }) {
  const { thing } = state
  const box = thing?.box
  return (
    <>
      {box !== undefined && (
        <div
          className={`thing-outline thing-${thing?.kind}`}
          style={{ left: box.left, top: box.top, width: box.width, height: box.height }}
        />
      )}
      <div
        className="thing-note"
        role={state.byKeys ? 'status' : undefined}
        hidden={thing === undefined}
        style={box && { left: `clamp(8px, ${box.left}px, 100% - 304px)`, ...besideOf(box) }}
      >
        {thing !== undefined && (
          <>
            <p>{thingSentence(thing)}</p>
            {attributeSentences(thing).map((sentence) => (
              <p key={sentence} className="quiet">
                {sentence}
              </p>
            ))}
          </>
        )}
      </div>
    </>
  )
}

// Beneath it; above what lies low.
function besideOf({ top, height }: { readonly top: number; readonly height: number }): object {
  const beneath = top + height + 6
  return top > 200 ? { bottom: `max(8px, 100% - ${top - 6}px)` } : { top: `min(${beneath}px, 100% - 64px)` }
}
