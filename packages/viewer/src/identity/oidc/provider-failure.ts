// What went wrong with a provider, as one of three: it says no, it does not answer, or its answer cannot be trusted.
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import { ViewerError } from '../../viewer-error.ts'

/** Which of the three. */
export type ProviderFailure = 'provider_refused' | 'identity_unavailable' | 'bad_answer'

/** The viewer's error for whatever the library threw; messages of the provider's stay in `cause`. */
export function toProviderError(error: unknown): ViewerError {
  if (error instanceof ViewerError) return error
  return new ViewerError(classify(error), { cause: error })
}

function classify(error: unknown): ProviderFailure {
  if (error instanceof AuthorizationResponseError) {
    return temporary.has(error.error) ? 'identity_unavailable' : 'provider_refused'
  }
  if (error instanceof ResponseBodyError) {
    return error.status >= 500 ? 'identity_unavailable' : 'provider_refused'
  }
  if (error instanceof WWWAuthenticateChallengeError) return 'provider_refused'
  if (error instanceof ClientError) return classifyAnswer(error)
  // What fetch throws where no connection is made.
  return error instanceof TypeError && error.cause !== undefined ? 'identity_unavailable' : 'bad_answer'
}

// RFC 6749, 4.1.2.1.
const temporary: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable'])

function classifyAnswer({ code, cause }: ClientError): ProviderFailure {
  if (code === 'OAUTH_TIMEOUT' || code === 'OAUTH_ABORT') return 'identity_unavailable'
  const status = statusOf(cause)
  if (status === 401 || status === 403) return 'provider_refused'
  return status >= 500 || status === 429 ? 'identity_unavailable' : 'bad_answer'
}

/** Of the answer, where there was one. The server's library puts a Response of its own in place of the one that `fetch` answers with. */
function statusOf(cause: unknown): number {
  const { status } = (cause ?? {}) as { readonly status?: unknown }
  return typeof status === 'number' ? status : 0
}
