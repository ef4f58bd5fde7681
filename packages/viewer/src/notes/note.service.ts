// Notes on replays: written and read in an opened replay, under the right by which it is watched, each with its event in
// the same transaction (design.md §8). What a person types is scanned before it is kept.
import { randomUUID } from 'node:crypto'
import {
  type AuditEventInput,
  countNotes,
  type Database,
  insertNote,
  listNotes,
  type OpenedReplay,
  removeNote,
} from '@reseal/store'
import { type Actor, type ClientInfo, hasRole } from '../access/actor.ts'
import type { NoteListReply, NoteReply } from '../api-types.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { decideAnew } from '../replays/decide-anew.ts'
import { findHeldStream } from '../replays/range.repository.ts'
import { type DenyReason, ViewerError } from '../viewer-error.ts'
import { findIdentifierKinds } from './note-scan.ts'

/** Who works with the notes of an opened replay. */
export interface NoteRequest {
  readonly replayId: string
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** A note to write. */
export interface NoteText {
  readonly stream: string
  readonly atMs: number
  readonly text: string
}

/** Kinds of identifiers for which a note is refused; never what was found. */
export interface RefusedNote {
  readonly identifiers: readonly string[]
}

type NoteAction = 'stack.read' | 'note.read' | 'note.add' | 'note.remove'
type Refusal = DenyReason | 'not_found' | 'identifier_found' | 'too_many_notes'
/** What came of work in a replay. */
export type Outcome<T> =
  | { readonly refused: Refusal }
  | { readonly done: T; readonly target?: { note?: string; fromMs?: number } }

// Of one session: more are a discussion, and belong on a ticket.
const mostNotes = 200

/** The notes on a session. @throws ViewerError `not_found`, the deny reasons */
export async function readNotes(deps: ViewerDeps, request: NoteRequest): Promise<NoteListReply> {
  const { actor } = request
  return inReplay(deps, request, {
    action: 'note.read',
    work: async (transaction, { session }) => {
      const notes = await listNotes(transaction, session)
      const isOfficer = hasRole(actor, ['privacy-officer'])
      return {
        done: {
          notes: notes.map(({ id, stream, atMs, text, author, userId, writtenAtMs }) => ({
            id,
            stream,
            atMs,
            text,
            author: author ?? null,
            writtenAtMs,
            removable: isOfficer || userId === actor.userId,
          })),
        },
      }
    },
    extentOf: ({ notes }) => ({ notes: notes.length }),
  })
}

/**
 * Writes a note, or says which kinds of identifiers a detector found in it.
 * @throws ViewerError `not_found`, `too_many_notes`, the deny reasons
 */
export async function addNote(
  deps: ViewerDeps,
  request: NoteRequest,
  note: NoteText,
): Promise<NoteReply | RefusedNote> {
  const { actor } = request
  const identifiers = findIdentifierKinds(note.text)
  const id = randomUUID()
  const target = { note: id, fromMs: note.atMs }
  try {
    return await inReplay(deps, request, {
      action: 'note.add',
      stream: note.stream,
      work: async (transaction, replay) => {
        if (identifiers.length > 0) return { refused: 'identifier_found' }
        const { session } = replay
        if ((await countNotes(transaction, session)) >= mostNotes) return { refused: 'too_many_notes' }
        await insertNote(transaction, { ...note, id, session, userId: actor.userId })
        const written = { author: actor.name, writtenAtMs: deps.now(), removable: true }
        return { done: { ...note, id, ...written }, target }
      },
    })
  } catch (error) {
    if (error instanceof ViewerError && error.code === 'identifier_found') return { identifiers }
    throw error
  }
}

/** Removes a note: one's own, or any as a privacy officer. @throws ViewerError `not_found`, the deny reasons */
export async function deleteNote(deps: ViewerDeps, request: NoteRequest, note: string): Promise<void> {
  const { actor } = request
  const own = hasRole(actor, ['privacy-officer']) ? {} : { writtenBy: actor.userId }
  await inReplay(deps, request, {
    action: 'note.remove',
    work: async (transaction, { session }) => {
      const removed = await removeNote(transaction, { session, note, ...own })
      return removed ? { done: undefined, target: { note } } : { refused: 'not_found' }
    },
  })
}

/** Work in an opened replay, and how it is told. */
export interface NoteWork<T> {
  readonly action: NoteAction
  /** Of the session; any of it where the work is about none in particular. */
  readonly stream?: string
  readonly work: (transaction: Database, replay: OpenedReplay) => Promise<Outcome<T>>
  readonly extentOf?: (done: T) => AuditEventInput['extent'] & object
}

/** Works while a stream is held against quarantine and shred, with the event that says so. */
export async function inReplay<T>(deps: ViewerDeps, request: NoteRequest, given: NoteWork<T>): Promise<T> {
  const { actor, client, requestId, replayId } = request
  const common = { action: given.action, actor, client, requestId } as const
  const replay = await deps.replays.findReplay(replayId)
  if (replay === undefined || replay.userId !== actor.userId) {
    const denyReason = replay === undefined ? 'not_found' : 'other_user'
    await recordEvent(deps, { ...common, outcome: 'denied', denyReason, target: { replay: replayId } })
    throw new ViewerError('not_found')
  }
  const stream = given.stream ?? (await deps.replays.listStreams(replay.session))[0]?.stream
  if (stream === undefined) throw new ViewerError('not_found')
  let outcome: Outcome<T> = { refused: 'replay_expired' }
  await deps.audit.appendInReadTransaction(stream, async (transaction) => {
    outcome = await judge(deps, transaction, { replay, stream, userId: actor.userId, given })
    const target = { app: replay.appId, session: replay.session, stream, replay: replay.id }
    const about = { ...common, purpose: replay.purpose } as const
    if ('refused' in outcome) {
      return toAuditEvent({ ...about, outcome: 'denied', denyReason: outcome.refused, target })
    }
    const extent = given.extentOf?.(outcome.done)
    return toAuditEvent({
      ...about,
      outcome: 'success',
      target: { ...target, ...outcome.target },
      ...(extent === undefined ? {} : { extent }),
    })
  })
  // Assigned in the callback, which TypeScript does not see.
  const decided = outcome as Outcome<T>
  if ('refused' in decided) throw new ViewerError(decided.refused)
  return decided.done
}

interface HeldReplay<T> {
  readonly replay: OpenedReplay
  readonly stream: string
  readonly userId: string
  readonly given: NoteWork<T>
}

async function judge<T>(
  deps: ViewerDeps,
  transaction: Database,
  { replay, stream, userId, given }: HeldReplay<T>,
): Promise<Outcome<T>> {
  if (deps.now() >= replay.expiresAtMs) return { refused: 'replay_expired' }
  const decision = await decideAnew(deps, transaction, { replay, stream, userId })
  if ('refused' in decision) return decision
  const held = await findHeldStream(transaction, stream)
  if (held === undefined || held.session !== replay.session) return { refused: 'unknown_stream' }
  if (given.stream !== undefined && held.enc === undefined) return { refused: 'shredded' }
  return given.work(transaction, replay)
}
