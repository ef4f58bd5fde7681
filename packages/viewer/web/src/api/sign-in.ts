// Sign-in by one-time link, sign-out, and who is signed in.
import type { MeReply } from '../../../src/api-types.ts'
import { getJson, postJson } from './request.ts'

/** Trades the token of a one-time link for the session cookie. @throws ApiFailure `link_refused` */
export async function signIn(token: string): Promise<void> {
  await postJson('/api/sign-in', { token })
}

export async function signOut(): Promise<void> {
  await postJson('/api/sign-out', {})
}

export function getMe(signal?: AbortSignal): Promise<MeReply> {
  return getJson('/api/me', signal)
}
