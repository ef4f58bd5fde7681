// Notes on an opened replay.
import type { NoteListReply, NoteReply } from '../../../src/api-types.ts'
import { getJson, postJson } from './request.ts'

/** A note to write; the moment is ms since 1970. */
export interface NoteText {
  readonly stream: string
  readonly atMs: number
  readonly text: string
}

export function listNotes(replayId: string, signal?: AbortSignal): Promise<NoteListReply> {
  return getJson(`/api/replays/${replayId}/notes`, signal)
}

/** @throws ApiFailure `identifier_found` with the kinds that a detector found */
export function addNote(replayId: string, note: NoteText): Promise<NoteReply> {
  return postJson(`/api/replays/${replayId}/notes`, note)
}

export async function removeNote(replayId: string, note: string): Promise<void> {
  await postJson(`/api/replays/${replayId}/notes/${note}/remove`, {})
}
