// Requests to the viewer's own API, on the same origin with its cookie. Errors become ApiFailure in one place.
import type { ErrorReply } from '../../../src/api-types.ts'
import { ApiFailure, isAbort } from './api-failure.ts'
import { askForProof } from './proof.ts'
import { announceSignedOut } from './signed-out.ts'

/** GET, answered with JSON. @throws ApiFailure */
export async function getJson<Reply>(path: string, signal?: AbortSignal): Promise<Reply> {
  return readJson(await request(path, signal === undefined ? {} : { signal }))
}

/** POST of JSON, answered with JSON. @throws ApiFailure */
export async function postJson<Reply>(path: string, body: object, signal?: AbortSignal): Promise<Reply> {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  return readJson(await request(path, { ...init, ...(signal === undefined ? {} : { signal }) }))
}

/** A successful answer of any kind; asked for a fresh proof of who one is, it is repeated once there is one. @throws ApiFailure */
export async function request(path: string, init: RequestInit): Promise<Response> {
  try {
    return await send(path, init)
  } catch (error) {
    const isAsked = error instanceof ApiFailure && error.code === 'step_up_required'
    if (!isAsked || !(await askForProof())) throw error
    return await send(path, init)
  }
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { credentials: 'same-origin', cache: 'no-store', ...init })
  } catch (error) {
    if (isAbort(error)) throw error
    throw new ApiFailure({ code: 'offline', status: 0 }, { cause: error })
  }
  if (response.ok) return response
  const failure = await readFailure(response)
  if (failure.code === 'not_signed_in' && path !== '/api/me') announceSignedOut()
  throw failure
}

/** The path with the parameters that have a value. */
export function withParameters(
  path: string,
  parameters: Readonly<Record<string, string | number | undefined>>,
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, String(value))
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

async function readJson<Reply>(response: Response): Promise<Reply> {
  const text = await response.text()
  if (text === '') return undefined as Reply
  try {
    return JSON.parse(text) as Reply
  } catch (error) {
    throw new ApiFailure({ code: 'unreadable_answer', status: response.status }, { cause: error })
  }
}

async function readFailure(response: Response): Promise<ApiFailure> {
  const requestId = response.headers.get('x-request-id') ?? undefined
  const known = { status: response.status, ...(requestId === undefined ? {} : { requestId }) }
  try {
    const { error } = (await response.json()) as ErrorReply
    const { code, requestId: id, identifiers } = error
    const found = identifiers === undefined ? {} : { identifiers }
    return new ApiFailure({ ...known, code, requestId: id, ...found })
  } catch {
    return new ApiFailure({ ...known, code: 'unreadable_answer' })
  }
}
