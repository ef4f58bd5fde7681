// The notes on the session that is watched, and what changes them.
import { useState } from 'react'
import type { NoteReply } from '../../../src/api-types.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { addNote, listNotes, type NoteText, removeNote } from '../api/notes.ts'
import { useResource } from '../api/use-resource.ts'

export interface NotesControl {
  readonly notes: readonly NoteReply[]
  /** Why the last thing asked for did not happen. */
  readonly failure: ApiFailure | undefined
  readonly busy: boolean
  /** Whether it was kept. */
  readonly add: (note: NoteText) => Promise<boolean>
  readonly remove: (note: string) => Promise<void>
  /** Forgets the failure. */
  readonly clear: () => void
}

const none: readonly NoteReply[] = []

export function useNotes(replayId: string): NotesControl {
  const { resource, reload } = useResource(replayId, (signal) => listNotes(replayId, signal))
  const [failure, setFailure] = useState<ApiFailure>()
  const [busy, setBusy] = useState(false)
  const change = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setFailure(undefined)
    try {
      await work()
      reload()
      return true
    } catch (error) {
      setFailure(toFailure(error))
      return false
    } finally {
      setBusy(false)
    }
  }
  return {
    notes: resource.state === 'ready' ? resource.value.notes : none,
    failure: failure ?? (resource.state === 'failed' ? resource.failure : undefined),
    busy,
    add: (note) => change(() => addNote(replayId, note)),
    clear: () => setFailure(undefined),
    remove: async (note) => void (await change(() => removeNote(replayId, note))),
  }
}
