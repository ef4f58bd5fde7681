// The recorder never throws into the page: every callback the browser calls goes through a guard.
import { RecorderError } from '../recorder-error.ts'

/** Takes an error of the recorder; never throws. */
export type Report = (error: RecorderError) => void

/** Wraps the host application's `onError` so that its own failures stay with it. */
export function createReport(onError: (error: RecorderError) => void): Report {
  return (error) => {
    try {
      onError(error)
    } catch {
      // The host application's handler failed; there is nobody left to tell.
    }
  }
}

/** The error itself when it is the recorder's own, else `code` with it as the cause. */
export function asRecorderError(error: unknown, code: 'failed' | 'sealing_failed'): RecorderError {
  return error instanceof RecorderError ? error : new RecorderError(code, { cause: error })
}

/** A function that calls `action` and hands what it throws to `onFailure`. */
export function guard<Arguments extends readonly unknown[]>(
  action: (...values: Arguments) => void,
  onFailure: (error: RecorderError) => void,
): (...values: Arguments) => void {
  return (...values) => {
    try {
      action(...values)
    } catch (error) {
      onFailure(asRecorderError(error, 'failed'))
    }
  }
}
