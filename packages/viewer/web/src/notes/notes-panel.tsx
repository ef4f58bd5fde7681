// What people wrote about moments of this session, beside the timeline; a click jumps there.
import { type FormEvent, type RefObject, useState } from 'react'
import type { NoteReply } from '../../../src/api-types.ts'
import { formatClock } from '../address/clock.ts'
import type { ApiFailure } from '../api/api-failure.ts'
import { failureSentences } from '../elements/failure-sentences.ts'
import { Moment } from '../elements/moment.tsx'
import type { ReplayControl, ReplayState } from '../replay/replay-state.ts'
import type { Timeline } from '../replay/timeline.ts'
import { identifierNames } from './identifier-names.ts'
import './notes.css'
import type { NotesControl } from './use-notes.ts'

interface NotesProps {
  readonly notes: NotesControl
  readonly control: ReplayControl
  readonly state: ReplayState
  readonly timeline: Timeline
  /** Where one types. */
  readonly field: RefObject<HTMLInputElement | null>
}

export function NotesPanel(props: NotesProps) {
  const { notes } = props
  return (
    <section className="notes" aria-label="Notes">
      {notes.notes.length === 0 ? (
        <p className="rows-none">
          No notes yet. One stays with this moment for everybody who may watch the session: what broke, not
          for whom.
        </p>
      ) : (
        <ol className="note-list">
          {notes.notes.map((note) => (
            <NoteLine key={note.id} note={note} {...props} />
          ))}
        </ol>
      )}
      <NoteForm {...props} />
      {notes.failure !== undefined && <NoteFailure failure={notes.failure} />}
    </section>
  )
}

function NoteLine({ note, notes, control, timeline }: NotesProps & { readonly note: NoteReply }) {
  return (
    <li className="note">
      <button type="button" className="note-jump" onClick={() => control.seek(note.atMs, note.stream)}>
        <span className="signal-time">{formatClock(note.atMs - timeline.fromMs)}</span>
        <span className="note-text">{note.text}</span>
      </button>
      <span className="note-by">
        {note.author ?? 'someone who is gone'} · <Moment atMs={note.writtenAtMs} />
        {note.removable && (
          <button
            type="button"
            className="note-remove"
            disabled={notes.busy}
            onClick={() => void notes.remove(note.id)}
          >
            Remove
          </button>
        )}
      </span>
    </li>
  )
}

function NoteForm({ notes, state, timeline, field }: NotesProps) {
  const [text, setText] = useState('')
  const clock = formatClock(state.atMs - timeline.fromMs)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { stream } = state
    if (stream === undefined || text.trim() === '') return
    if (await notes.add({ stream, atMs: Math.round(state.atMs), text })) setText('')
  }
  return (
    <form className="note-form" onSubmit={(event) => void submit(event)}>
      <input
        ref={field}
        className="control"
        aria-label={`Note at ${clock}`}
        placeholder={`Note at ${clock}: what broke, not for whom`}
        title="n"
        maxLength={500}
        autoComplete="off"
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          notes.clear()
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <button
        type="submit"
        className="button"
        disabled={notes.busy || text.trim() === '' || state.stream === undefined}
      >
        Add
      </button>
    </form>
  )
}

function NoteFailure({ failure }: { readonly failure: ApiFailure }) {
  const { what, advice } = failureSentences(failure.code)
  return (
    <p className="note-failure" role="alert">
      {failure.code === 'identifier_found'
        ? `Not kept: a detector takes part of it for ${identifierNames(failure.identifiers)}. `
        : `${what} `}
      {failure.code === 'identifier_found' ? 'Write what broke without it.' : advice}
    </p>
  )
}
