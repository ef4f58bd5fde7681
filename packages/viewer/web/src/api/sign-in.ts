// Sign-in, sign-out, the proof before something sensitive, and who is signed in where.
import type { MeReply, ProviderReply, SignInListReply, SignInWaysReply } from '../../../src/api-types.ts'
import { getJson, postJson } from './request.ts'

/** How one can sign in here. */
export function getWays(signal?: AbortSignal): Promise<SignInWaysReply> {
  return getJson('/api/sign-in/ways', signal)
}

/** Trades the token of a one-time link for the session cookie. @throws ApiFailure `link_refused` */
export async function signIn(token: string): Promise<void> {
  await postJson('/api/sign-in', { token })
}

/** Where the identity provider asks who one is. @throws ApiFailure `identity_unavailable` */
export async function beginAtProvider(purpose: 'sign-in' | 'step-up', returnTo: string): Promise<string> {
  return (await postJson<ProviderReply>(`/api/${purpose}/oidc`, { returnTo })).url
}

/** Proves with a fresh one-time link that one is still there. @throws ApiFailure `link_refused` */
export async function confirmWithLink(token: string): Promise<void> {
  await postJson('/api/step-up/link', { token })
}

/** Ends the session. @returns where the identity provider ends its own, if there is such an address */
export async function signOut(): Promise<string | undefined> {
  return (await postJson<ProviderReply | undefined>('/api/sign-out', {}))?.url
}

export function getMe(signal?: AbortSignal): Promise<MeReply> {
  return getJson('/api/me', signal)
}

/** One's own sign-ins or, for admins, everybody's. */
export function listSignIns(everyone: boolean, signal?: AbortSignal): Promise<SignInListReply> {
  return getJson(everyone ? '/api/sign-ins/all' : '/api/sign-ins', signal)
}

/** Ends a sign-in: the next request from there is refused. @throws ApiFailure `not_found` */
export function revokeSignIn(id: string): Promise<void> {
  return postJson(`/api/sign-ins/${id}/revoke`, {})
}
