// What the pages say of what was forgotten, and of what waits.
import type { DeletionCause, WithdrawalReply } from '../../../src/deletions/deletions-api.ts'

/** Why a stream was forgotten. */
export const causeWords: Readonly<Record<DeletionCause, string>> = {
  withdrawal: 'consent was withdrawn',
  redaction: 'replaced by a redacted stream',
  officer: 'shredded by order',
  retention: 'kept for as long as the rules say',
}

/** Why a withdrawal is not carried through. */
export const withdrawalWords: Readonly<Record<WithdrawalReply['state'], string>> = {
  waiting: 'waits for the worker, or for a first stream of the session',
  held: 'waits for the end of a legal hold',
  unproven: 'has no effect: its token is that of no stream of the session',
}
