// Uncaught errors and unhandled rejections as raw signals for the redactor.

import { signalPlugin } from '@reseal/redaction-rules'
import { describeError, type RawError } from './describe-error.ts'
import { createRateLimit } from './rate-limit.ts'
import type { Tracker } from './tracker.ts'

const maxErrorsPerSecond = 10

/** Listens for errors of the page; returns what stops it. */
export const trackErrors: Tracker = (emit) => {
  const mayPass = createRateLimit(maxErrorsPerSecond)
  const guarded = (make: () => RawError): void => {
    try {
      if (mayPass()) emit(signalPlugin.error, make())
    } catch {
      // A thrown object with hostile getters is recorded as nothing.
    }
  }
  const onErrorEvent = (event: ErrorEvent): void =>
    guarded(() => describeError('error', event.error, event.message))
  const onRejection = (event: PromiseRejectionEvent): void =>
    guarded(() => describeError('rejection', event.reason))
  window.addEventListener('error', onErrorEvent)
  window.addEventListener('unhandledrejection', onRejection)
  return () => {
    window.removeEventListener('error', onErrorEvent)
    window.removeEventListener('unhandledrejection', onRejection)
  }
}
