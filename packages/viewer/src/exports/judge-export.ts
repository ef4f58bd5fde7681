// Whether a stream may be exported, and what of it, decided while its row is held against quarantine and shred
// (design.md §5.9, §8).
import type { SealedRange, SegmentPlace } from '@reseal/opening'
import {
  type AuditTransaction,
  createReplayRepository,
  createUserRepository,
  findRulesStanding,
  findSessionStanding,
} from '@reseal/store'
import type { ViewerDeps } from '../deps.ts'
import { judgeHeldToken } from '../identity/service-tokens/find-service-actor.ts'
import { findHeldStream } from '../replays/range.repository.ts'
import type { ViewRules } from '../replays/view-rules.ts'
import type { ExportRequest } from './export-session.service.ts'
import { mayExport } from './may-export.ts'

/** Why a stream is not exported. */
export type ExportRefusal =
  | 'role_not_allowed'
  | 'unknown_token'
  | 'token_expired'
  | 'token_revoked'
  | 'not_found'
  | 'shredded'
  | 'quarantined'
  | 'rules_not_approved'
  | 'not_checked_yet'
  | 'check_failed'

/** What may be opened once the event is committed. */
export interface ExportPlan {
  readonly sealed: SealedRange
  readonly viewRules: ViewRules | undefined
}

/** Why not, or what of it; nothing where the stream has no segment. */
export type ExportJudgement = { readonly refused: ExportRefusal } | { readonly plan: ExportPlan | undefined }

/** A stream of the session that is exported. */
export interface ExportedStream {
  readonly stream: string
  readonly app: string
}

/** Judges one stream. */
export async function judgeExport(
  deps: ViewerDeps,
  transaction: AuditTransaction,
  { request, stream: { stream, app } }: { readonly request: ExportRequest; readonly stream: ExportedStream },
): Promise<ExportJudgement> {
  const refused = await whoRefusal(deps, transaction, request)
  if (refused !== undefined) return { refused }
  const held = await findHeldStream(transaction, stream)
  if (held === undefined || held.session !== request.session || held.app !== app) {
    return { refused: 'not_found' }
  }
  const { enc, keyId, headerBytes, checkedCount, checkFailed } = held
  if (enc === undefined) return { refused: 'shredded' }
  const { quarantined } = await findSessionStanding(transaction, { app, session: request.session })
  if (quarantined) return { refused: 'quarantined' }
  const standing = await findRulesStanding(transaction, { appId: app, session: request.session, stream })
  if (standing !== 'approved') return { refused: 'rules_not_approved' }
  const segments = await createReplayRepository(transaction).listSegments(stream)
  // A session leaves whole or not at all, and nobody has seen what the sentinel has not.
  if (segments.length > checkedCount) return { refused: checkFailed ? 'check_failed' : 'not_checked_yet' }
  const [first, ...rest] = segments as readonly SegmentPlace[]
  if (first === undefined) return { plan: undefined }
  const viewRules = await deps.viewRules.find(app, transaction)
  const sealedStream = { app, keyId, headerBytes, enc }
  return {
    plan: {
      sealed: { stream: sealedStream, segments: [first, ...rest], previousLink: undefined },
      viewRules,
    },
  }
}

/** Whether whoever asks may still export at all. */
async function whoRefusal(
  deps: ViewerDeps,
  transaction: AuditTransaction,
  { actor, serviceToken }: ExportRequest,
): Promise<ExportRefusal | undefined> {
  if (serviceToken !== undefined) return judgeHeldToken(transaction, serviceToken.id, deps.now())
  const user = await createUserRepository(transaction).find(actor.userId)
  return user !== undefined && !user.disabled && mayExport(user) ? undefined : 'role_not_allowed'
}
