// Sign-in by the identity provider, and step-up by it (design.md §8). What it says of a person is written, the browser session
// begins, and the events are committed, in one transaction.
import {
  type AuditEventInput,
  type AuditTransaction,
  createIdentityRepository,
  createUserRepository,
  type ProvisionedUser,
  type User,
} from '@reseal/store'
import {
  confirmBrowserSession,
  type Proof,
  type SessionRequest,
  type StartedSession,
  startBrowserSession,
} from '../../access/browser-session.service.ts'
import { toAuditEvent } from '../../audit/record-event.ts'
import type { ViewerDeps } from '../../deps.ts'
import { causeCodes } from '../../http/log-line.ts'
import { ViewerError, type ViewerErrorCode } from '../../viewer-error.ts'
import { beginCeremony, type Ceremony, type CeremonyPurpose, readCeremony } from './ceremony.ts'
import { amrOf, isStrongEnough, mapPerson } from './claims.ts'
import type { OidcProvider, ProviderAnswer } from './provider.ts'
import { toProviderError } from './provider-failure.ts'
import { sealTokens } from './sealed-tokens.ts'

/** Where the provider sends the browser back to. */
export const callbackPath = '/api/sign-in/oidc/callback'

/** @throws ViewerError `not_found` where no provider is configured */
export function requireProvider({ provider }: ViewerDeps): OidcProvider {
  if (provider === undefined) throw new ViewerError('not_found')
  return provider
}

/**
 * Begins a sign-in at the provider.
 * @returns where to send the browser, and the cookie that it brings back
 * @throws ViewerError `not_found`, `identity_unavailable`
 */
export async function beginOidcSignIn(
  deps: ViewerDeps,
  purpose: Omit<CeremonyPurpose, 'startedAtMs'>,
): Promise<{ readonly url: string; readonly cookie: string }> {
  const provider = requireProvider(deps)
  const { cookie, ceremony } = beginCeremony({ ...purpose, startedAtMs: deps.now() })
  const url = await provider.authorizationUrl(requestOf(deps, ceremony))
  return { url: url.href, cookie }
}

function requestOf({ publicOrigin }: ViewerDeps, ceremony: Ceremony) {
  return {
    ceremony,
    redirectUri: `${publicOrigin}${callbackPath}`,
    isFresh: ceremony.confirms !== undefined,
  }
}

/** What comes back from the provider. */
export interface OidcCallback extends SessionRequest {
  /** Cookie of the sign-in under way. */
  readonly ceremonyCookie: string | undefined
  /** The callback's address. */
  readonly url: URL
}

/**
 * Ends a sign-in: begins a browser session, or confirms the one that it was begun for.
 * @throws ViewerError `sign_in_expired` without a sign-in under way; `provider_refused`, `bad_answer`, `mfa_missing`, `no_role`,
 * `user_disabled`, `other_user`; `identity_unavailable`; `too_many_attempts`
 */
export async function endOidcSignIn(
  deps: ViewerDeps,
  callback: OidcCallback,
): Promise<{ readonly started: StartedSession; readonly returnTo: string }> {
  const provider = requireProvider(deps)
  const ceremony = readCeremony(callback.ceremonyCookie, deps.now())
  if (ceremony === undefined) throw new ViewerError('sign_in_expired')
  const answer = await redeem(deps, { provider, ceremony, callback })
  if (!isStrongEnough(provider.settings, answer.claims)) {
    return await refuse(deps, callback, { code: 'mfa_missing', issuer: provider.settings.issuer })
  }
  const outcome = await enter(deps, { provider, ceremony, callback, answer })
  if (typeof outcome === 'string') throw new ViewerError(outcome)
  return { started: outcome, returnTo: ceremony.returnTo }
}

interface Redemption {
  readonly provider: OidcProvider
  readonly ceremony: Ceremony
  readonly callback: OidcCallback
}

async function redeem(deps: ViewerDeps, redemption: Redemption): Promise<ProviderAnswer> {
  const { provider, ceremony, callback } = redemption
  try {
    return await provider.redeem(callback.url, requestOf(deps, ceremony))
  } catch (error) {
    const { code, cause } = toProviderError(error)
    const { requestId } = callback
    deps.log({ level: 'error', event: 'failure', requestId, code, cause: causeCodes(cause) })
    return await refuse(deps, callback, { code, issuer: provider.settings.issuer })
  }
}

/** Refusals are bounded, and with them what they write into the log: anyone can cause them. */
async function refuse(
  deps: ViewerDeps,
  { client, requestId }: OidcCallback,
  { code }: { readonly code: ViewerErrorCode; readonly issuer: string },
): Promise<never> {
  const address = client.ip ?? 'unknown'
  if (!deps.attempts.allows(address)) throw new ViewerError('too_many_attempts')
  deps.attempts.recordFailure(address)
  await deps.audit.append(refusalEvent(code, undefined, { client, requestId }))
  throw new ViewerError(code)
}

type Refusal = 'provider_refused' | 'bad_answer' | 'mfa_missing' | 'no_role' | 'user_disabled' | 'other_user'

function refusalEvent(
  code: ViewerErrorCode,
  claimed: User | undefined,
  from: Pick<SessionRequest, 'client' | 'requestId'>,
): AuditEventInput<'user.sign_in'> {
  const actor = claimed && { name: claimed.name, roles: [] }
  const about = { action: 'user.sign_in', actor, client: from.client, requestId: from.requestId } as const
  if (code === 'identity_unavailable') return toAuditEvent({ ...about, outcome: 'error' })
  return toAuditEvent({ ...about, outcome: 'denied', denyReason: code as Refusal })
}

interface Entry extends Redemption {
  readonly answer: ProviderAnswer
}

async function enter(deps: ViewerDeps, entry: Entry): Promise<StartedSession | Refusal> {
  let outcome: StartedSession | Refusal = 'bad_answer'
  await deps.audit.appendInTransaction(async (transaction): Promise<readonly AuditEventInput[]> => {
    const { user, refusal, events } = await bringUpToDate(transaction, entry)
    if (user === undefined || refusal !== undefined) {
      outcome = refusal ?? 'no_role'
      return [...events, refusalEvent(outcome, user, entry.callback)]
    }
    const entered = await letIn(deps, transaction, { ...entry, user })
    if (entered === undefined) {
      outcome = 'other_user'
      return [...events, refusalEvent(outcome, user, entry.callback)]
    }
    outcome = entered.started
    return [...events, ...entered.events]
  })
  return outcome
}

/** What the provider says of somebody who came by. */
export interface PersonAnswer {
  readonly provider: OidcProvider
  readonly answer: Pick<ProviderAnswer, 'subject' | 'claims'>
  readonly callback: Pick<SessionRequest, 'client' | 'requestId'>
}

interface UpToDate {
  readonly user: User | undefined
  readonly refusal?: 'no_role' | 'user_disabled'
  readonly events: readonly AuditEventInput[]
}

/**
 * Writes what the provider says of a person. Whom no group gives a role is not created; somebody who is known has none from
 * then on.
 */
export async function bringUpToDate(
  transaction: AuditTransaction,
  { provider, answer, callback }: PersonAnswer,
): Promise<UpToDate> {
  const identity = { issuer: provider.settings.issuer, subject: answer.subject }
  const identities = createIdentityRepository(transaction)
  const users = createUserRepository(transaction)
  const person = mapPerson(provider.settings, answer.claims)
  const hasNoRole = person.roles?.length === 0
  const knownId = await identities.findUserId(identity)
  const known = knownId === undefined ? undefined : await users.find(knownId)
  if (known?.disabled) return { user: known, refusal: 'user_disabled', events: [] }
  if (hasNoRole && known === undefined) return { user: undefined, refusal: 'no_role', events: [] }
  const wanted: ProvisionedUser = { ...identity, ...person }
  const { userId, hasChanged } = await identities.provision(wanted)
  const user = await users.find(userId)
  const events = hasChanged && user !== undefined ? [provisionEvent(user, identity.issuer, callback)] : []
  return { user, events, ...(hasNoRole ? { refusal: 'no_role' } : {}) }
}

function provisionEvent(
  { name, roles, appIds }: User,
  issuer: string,
  { client, requestId }: Pick<SessionRequest, 'client' | 'requestId'>,
): AuditEventInput<'user.provision'> {
  const target = { user: name, roles, apps: appIds.slice(0, mostApps) }
  // The provider decides it: the person only came by.
  const actor = { issuer, roles: [], method: 'oidc' }
  const event = toAuditEvent({
    action: 'user.provision',
    outcome: 'success',
    actor: undefined,
    client,
    requestId,
    target,
  })
  return { ...event, actor }
}

// As much as an audit event takes.
const mostApps = 64

async function letIn(
  deps: ViewerDeps,
  transaction: AuditTransaction,
  { provider, ceremony, callback, answer, user }: Entry & { readonly user: User },
): Promise<{ started: StartedSession; events: readonly AuditEventInput[] } | undefined> {
  const { cookie, client, requestId } = callback
  const from = { cookie, client, requestId }
  const { acr } = answer.claims
  const proof: Proof = {
    method: 'oidc',
    issuer: provider.settings.issuer,
    amr: amrOf(answer.claims),
    ...(typeof acr === 'string' ? { acr } : {}),
    authenticatedAtMs: answer.authenticatedAtMs,
  }
  const entered = await beginOrConfirm(deps, transaction, { ceremony, from, proof, user })
  if (entered === undefined) return undefined
  const { id, secret } = entered.started
  await createIdentityRepository(transaction).keepSession(
    {
      sessionId: id,
      issuer: provider.settings.issuer,
      subject: answer.subject,
      sid: answer.sid,
      sealedTokens: sealTokens(answer.tokens, { secret, sessionId: id }),
    },
    deps.now(),
  )
  return entered
}

interface EntryOf {
  readonly ceremony: Ceremony
  readonly from: SessionRequest
  readonly proof: Proof
  readonly user: User
}

async function beginOrConfirm(
  deps: ViewerDeps,
  transaction: AuditTransaction,
  { ceremony, from, proof, user }: EntryOf,
): Promise<{ started: StartedSession; events: readonly AuditEventInput[] } | undefined> {
  if (ceremony.confirms !== undefined) {
    const confirmation = { ...from, ...proof, signInId: ceremony.confirms, userId: user.id }
    const confirmed = await confirmBrowserSession(deps, transaction, confirmation)
    return confirmed && { started: confirmed.started, events: [confirmed.event] }
  }
  const { started, ended } = await startBrowserSession(deps, transaction, {
    ...from,
    ...proof,
    userId: user.id,
  })
  const actor = {
    ...user,
    method: proof.method,
    ...(proof.issuer === undefined ? {} : { issuer: proof.issuer }),
  }
  const { client, requestId } = from
  const event = toAuditEvent({ action: 'user.sign_in', outcome: 'success', actor, client, requestId })
  return { started, events: [...ended, event] }
}
