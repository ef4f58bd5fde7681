// Whether the identity provider still vouches for somebody: asked with the use of a session, at most every half minute, so that
// who is disabled there, or taken out of the group, is out within a minute (design.md §8).
import { setTimeout as delay } from 'node:timers/promises'
import { type AuditEventInput, createIdentityRepository, type FoundSession } from '@reseal/store'
import type { SessionRequest } from '../../access/browser-session.service.ts'
import type { ViewerDeps } from '../../deps.ts'
import { causeCodes } from '../../http/log-line.ts'
import { ViewerError } from '../../viewer-error.ts'
import { bringUpToDate } from './oidc-sign-in.service.ts'
import type { OidcProvider, ProviderAnswer } from './provider.ts'
import { toProviderError } from './provider-failure.ts'
import { openTokens, type ProviderTokens, sealTokens } from './sealed-tokens.ts'

/** A use of a session that a provider vouches for. */
export interface SessionUse extends SessionRequest {
  readonly session: FoundSession
  /** The cookie's. */
  readonly secret: string
}

/** `asked`: the person may have changed. `removed`: the provider does not vouch any more. */
export type Standing = 'known' | 'asked' | 'removed'

// Longer than the requests of one check together.
const turnMs = 20_000
const waitEveryMs = 100

/**
 * Asks the provider where its last answer is too old.
 * @throws ViewerError `identity_unavailable` where it does not answer, and its last answer is too old to go by
 */
export async function checkStanding(deps: ViewerDeps, use: SessionUse): Promise<Standing> {
  const { session } = use
  const { provider } = deps
  if (session.checkedAtMs === undefined || provider?.settings.issuer !== session.issuer) return 'removed'
  const { recheckMs } = provider.settings
  const ageMs = deps.now() - session.checkedAtMs
  if (ageMs < recheckMs) return 'known'
  const nowMs = deps.now()
  const times = { nowMs, untilMs: nowMs + turnMs, dueMs: nowMs - recheckMs }
  const turn = await deps.identities.claimCheck(session.id, times)
  const isUsable = ageMs < 2 * recheckMs
  if (turn === undefined) return isUsable ? 'known' : await awaitCheck(deps, session.id, recheckMs)
  const tokens = openTokens(turn.sealedTokens, { secret: use.secret, sessionId: session.id })
  if (tokens === undefined) return 'removed'
  let answer: Taken['answer']
  try {
    answer = await provider.askAgain(tokens, turn.subject)
  } catch (error) {
    const failure = toProviderError(error)
    if (failure.code === 'provider_refused') return 'removed'
    const { requestId } = use
    const cause = causeCodes(failure.cause)
    deps.log({ level: 'error', event: 'failure', requestId, code: 'provider_unheard', cause })
    await deps.identities.endTurn(session.id, deps.now())
    if (isUsable) return 'known'
    throw new ViewerError('identity_unavailable', { cause: error })
  }
  return await takeAnswer(deps, { use, provider, answer, tokens })
}

interface Taken {
  readonly use: SessionUse
  readonly provider: OidcProvider
  readonly answer: Pick<ProviderAnswer, 'subject' | 'claims' | 'tokens'>
  /** With what it was asked. */
  readonly tokens: ProviderTokens
}

async function takeAnswer(deps: ViewerDeps, { use, provider, answer, tokens }: Taken): Promise<Standing> {
  const sessionId = use.session.id
  // First: who asks twice with a refresh token that was exchanged is taken for a thief.
  if (answer.tokens.refreshToken !== tokens.refreshToken) {
    const sealed = sealTokens(answer.tokens, { secret: use.secret, sessionId })
    await deps.identities.keepTokens(sessionId, sealed)
  }
  let isIn = false
  await deps.audit.appendInTransaction(async (transaction): Promise<readonly AuditEventInput[]> => {
    const { refusal, events } = await bringUpToDate(transaction, { provider, answer, callback: use })
    isIn = refusal === undefined
    if (isIn) await createIdentityRepository(transaction).endCheck(sessionId, deps.now())
    return events
  })
  return isIn ? 'asked' : 'removed'
}

/** Another request asks already: its answer counts for this one too. */
async function awaitCheck(deps: ViewerDeps, sessionId: string, recheckMs: number): Promise<Standing> {
  for (let waitedMs = 0; waitedMs < longestWaitMs; waitedMs += waitEveryMs) {
    await delay(waitEveryMs)
    const check = await deps.identities.lastCheck(sessionId)
    if (check === undefined) return 'removed'
    if (deps.now() - check.checkedAtMs < 2 * recheckMs) return 'asked'
    // It got no answer.
    if (check.turnEndsAtMs <= deps.now()) break
  }
  throw new ViewerError('identity_unavailable')
}

// As long as the two requests of a check may take.
const longestWaitMs = 12_000
