// Passkeys: sign-in, invitation, one's own, and the proof before something sensitive.
import type {
  InvitationReply,
  InvitedReply,
  PasskeyCreationReply,
  PasskeyRequestReply,
  PasskeysReply,
} from '../../../src/api-types.ts'
import { createCredential, getAssertion } from '../passkeys/credentials.ts'
import { getJson, postJson } from './request.ts'

/** Signs in with a passkey of the person's choice. @throws ApiFailure */
export async function signInWithPasskey(): Promise<void> {
  const request = await postJson<PasskeyRequestReply>('/api/sign-in/passkey/challenge', {})
  await postJson('/api/sign-in/passkey', await getAssertion(request))
}

/** Proves once more who one is, with one of one's own passkeys. @throws ApiFailure */
export async function confirmWithPasskey(): Promise<void> {
  const request = await postJson<PasskeyRequestReply>('/api/step-up/passkey/challenge', {})
  await postJson('/api/step-up/passkey', await getAssertion(request))
}

/** Whose invitation it is. @throws ApiFailure `link_refused` */
export function beginInvitation(token: string): Promise<InvitedReply> {
  return postJson('/api/invitation/challenge', { token })
}

/** Makes the passkey of an invitation; afterwards one is signed in. @throws ApiFailure */
export async function acceptInvitation(token: string, name: string): Promise<void> {
  const credential = await createCredential(await beginInvitation(token))
  await postJson('/api/invitation', { token, name, credential })
}

export function listPasskeys(signal?: AbortSignal): Promise<PasskeysReply> {
  return getJson('/api/passkeys', signal)
}

/** Makes a further passkey. @throws ApiFailure */
export async function addPasskey(name: string): Promise<void> {
  const creation = await postJson<PasskeyCreationReply>('/api/passkeys/challenge', {})
  await postJson('/api/passkeys', { name, credential: await createCredential(creation) })
}

export function renamePasskey(id: string, name: string): Promise<void> {
  return postJson(`/api/passkeys/${id}/name`, { name })
}

export function removePasskey(id: string): Promise<void> {
  return postJson(`/api/passkeys/${id}/remove`, {})
}

/** Invites someone to make a passkey; ends those that they had. */
export function invite(userId: string): Promise<InvitationReply> {
  return postJson(`/api/users/${userId}/invitations`, {})
}
