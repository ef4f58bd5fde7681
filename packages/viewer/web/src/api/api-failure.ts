// The one error of the web app's requests: the server's code and request id, which a person can pass on.

/** `offline` when no answer came, `unreadable_answer` when one came that is not the API's. */
export type FailureCode = 'offline' | 'unreadable_answer' | (string & {})

/** A request that did not succeed. `status` is 0 without an answer. */
export class ApiFailure extends Error {
  readonly code: FailureCode
  readonly requestId: string | undefined
  readonly status: number
  /** Of a refused note: what a detector took parts of it for. */
  readonly identifiers: readonly string[]

  constructor(
    failure: { code: FailureCode; requestId?: string; status: number; identifiers?: readonly string[] },
    options?: ErrorOptions,
  ) {
    super('the request did not succeed', options)
    this.name = 'ApiFailure'
    this.code = failure.code
    this.requestId = failure.requestId
    this.status = failure.status
    this.identifiers = failure.identifiers ?? []
  }
}

/** Any thrown value as a failure that can be shown. */
export function toFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error
  return new ApiFailure({ code: 'unreadable_answer', status: 0 }, { cause: error })
}

/** Whether the request was given up on purpose. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}
