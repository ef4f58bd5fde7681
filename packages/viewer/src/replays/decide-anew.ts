// Whether a person may still watch what they opened, by what the database says of them now (design.md §5.9, §8).
import { createUserRepository, type Database, type OpenedReplay } from '@reseal/store'
import { decideReplay, type ReplayDecision } from '../access/decide-replay.ts'
import { readReplayQuestion } from '../access/replay-question.ts'
import type { ViewerDeps } from '../deps.ts'

/** Who wants to go on with an opened replay, and with which stream of it. */
export interface ReplayUse {
  readonly replay: OpenedReplay
  readonly userId: string
  readonly stream: string
}

/** Decides in a transaction that holds the stream. */
export async function decideAnew(
  deps: ViewerDeps,
  transaction: Database,
  { replay, userId, stream }: ReplayUse,
): Promise<ReplayDecision> {
  const user = await createUserRepository(transaction).find(userId)
  if (user === undefined || user.disabled) return { refused: 'role_not_allowed' }
  const actor = { userId: user.id, roles: user.roles, apps: user.appIds }
  const { session, appId: app } = replay
  // Whether a stream can still be opened its own key says.
  const asked = { actor, session, app, stream, tombstoned: false, nowMs: deps.now() }
  return decideReplay(await readReplayQuestion(transaction, asked))
}
