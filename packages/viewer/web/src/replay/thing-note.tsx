// What is at the pointer, or what the legend found: an outline around it, its kind, and the rule that let it through. On a
// key it stays, says why it cannot be read, and offers the rule that would open it.
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import { Link } from '../address/link.tsx'
import { Copyable } from '../elements/copyable.tsx'
import type { ProvenanceControl } from './provenance-state.ts'
import { attributeSentences, thingSentence } from './thing-kinds.ts'
import { type Reasons, reasonsOf } from './why-closed.ts'

export function ThingNote({ control, me }: { readonly control: ProvenanceControl; readonly me: MeReply }) {
  const { thing, byKeys, isPinned } = useSyncExternalStore(control.subscribe, control.getState)
  const box = thing?.box
  const sentences = thing === undefined ? [] : [thingSentence(thing), ...attributeSentences(thing)]
  const reasons = thing === undefined ? undefined : reasonsOf(thing)
  const isOpen = isPinned && reasons !== undefined
  return (
    <>
      {box !== undefined && (
        <div
          className="thing-outline"
          style={{ left: box.left, top: box.top, width: box.width, height: box.height }}
        />
      )}
      <div
        className={isOpen ? 'thing-note thing-why' : 'thing-note'}
        hidden={thing === undefined}
        style={box && placeOf(box, isOpen)}
      >
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {isOpen && <Why reasons={reasons} me={me} onClose={control.leave} />}
        {!isOpen && reasons !== undefined && (
          <p className="thing-hint" aria-hidden="true">
            <kbd>w</kbd> why
          </p>
        )}
      </div>
      {/* Always there, so that what comes into it is spoken; the pointer's finds are not. */}
      <p className="visually-hidden" role="status">
        {byKeys || isPinned ? [...sentences, ...(isPinned ? (reasons?.sentences ?? []) : [])].join(' ') : ''}
      </p>
    </>
  )
}

const rulesRoles: ReadonlySet<string> = new Set(['privacy-officer', 'auditor', 'admin'])

function Why(props: { readonly reasons: Reasons; readonly me: MeReply; readonly onClose: () => void }) {
  const { sentences, snippet } = props.reasons
  const close = useRef<HTMLButtonElement>(null)
  // The picture stays where it is.
  useEffect(() => close.current?.focus({ preventScroll: true }), [])
  return (
    <section aria-label="Why it cannot be read">
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {snippet !== undefined && (
        <>
          <p className="thing-offer">A change of the rules to suggest to the privacy officers:</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
          <pre className="thing-snippet" tabIndex={0}>
            {snippet}
          </pre>
        </>
      )}
      <div className="thing-actions">
        {snippet !== undefined && <Copyable text={snippet} shown="Copy the suggestion" title="Copy" />}
        {props.me.user.roles.some((role) => rulesRoles.has(role)) && (
          <Link to={{ page: 'rules' }}>Rules in force</Link>
        )}
        <button ref={close} type="button" className="button button-plain" onClick={props.onClose}>
          Close
        </button>
      </div>
    </section>
  )
}

interface Place {
  readonly left: number
  readonly top: number
  readonly height: number
}

/** What is this far from the left leaves room for the reasons beside it. */
const roomFor = 440

// Beneath it; above what lies low. The reasons are too long for that, and stand at the side.
function placeOf({ left, top, height }: Place, isOpen: boolean): object {
  if (isOpen) return left > roomFor ? { left: 8, top: 8 } : { right: 8, top: 8 }
  const beside = { left: `clamp(8px, ${left}px, 100% - 304px)` }
  return top > 200
    ? { ...beside, bottom: `max(8px, 100% - ${top - 6}px)` }
    : { ...beside, top: `min(${top + height + 6}px, 100% - 64px)` }
}
