// Notes on an opened replay: read, write, remove.
import { z } from 'zod'
import { replayRoles } from '../access/app-access.ts'
import type { NoteListReply, NoteReply } from '../api-types.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { addNote, deleteNote, readNotes } from './note.service.ts'

const note = z.object({
  id: z.string(),
  stream: z.string(),
  atMs: z.number().int(),
  text: z.string(),
  author: z.string().nullable(),
  writtenAtMs: z.number().int(),
  removable: z.boolean(),
})
const noteReply: z.ZodType<NoteReply, NoteReply> = note
const listReply: z.ZodType<NoteListReply, NoteListReply> = z.object({ notes: z.array(note).readonly() })

const body = z.strictObject({
  stream: z.uuid(),
  atMs: z.number().int().min(0).max(8_640_000_000_000_000),
  text: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .refine((text) => text.isWellFormed() && !text.includes('\0')),
})

const unprocessable = 422

/** The notes on the session of a replay. */
export const readNotesRoute: Route = defineRoute({
  method: 'get',
  path: '/api/replays/:replayId/notes',
  summary: 'The notes on the session of an opened replay',
  permission: replayRoles,
  audit: 'note.read',
  params: z.object({ replayId: z.uuid() }),
  reply: listReply,
  handle: ({ actor, params, client, requestId }, deps): Promise<NoteListReply> =>
    readNotes(deps, { ...params, actor, client, requestId }),
})

/** Writes a note at a moment. Where a detector finds an identifier the answer names its kind, never the text. */
export const addNoteRoute: Route = defineRoute({
  method: 'post',
  path: '/api/replays/:replayId/notes',
  summary: 'Write a note at a moment of an opened replay',
  permission: replayRoles,
  audit: 'note.add',
  params: z.object({ replayId: z.uuid() }),
  body,
  reply: noteReply,
  status: 201,
  handle: async ({ actor, params, body: written, client, requestId }, deps) => {
    const added = await addNote(deps, { ...params, actor, client, requestId }, written)
    if (!('identifiers' in added)) return added
    const error = { code: 'identifier_found', requestId, identifiers: added.identifiers }
    return Response.json({ error }, { status: unprocessable, headers: { 'cache-control': 'no-store' } })
  },
})

/** Removes a note. */
export const removeNoteRoute: Route = defineRoute({
  method: 'post',
  path: '/api/replays/:replayId/notes/:note/remove',
  summary: 'Remove a note: one’s own, or any as a privacy officer',
  permission: replayRoles,
  audit: 'note.remove',
  params: z.object({ replayId: z.uuid(), note: z.uuid() }),
  status: 204,
  handle: async ({ actor, params, client, requestId }, deps): Promise<Response> => {
    const { replayId, note: id } = params
    await deleteNote(deps, { replayId, actor, client, requestId }, id)
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  },
})
