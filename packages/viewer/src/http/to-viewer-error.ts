// Every error becomes one of the viewer's codes here, and nowhere else.
import { OpeningError } from '@reseal/opening'
import { ProtocolError } from '@reseal/protocol'
import { StoreError, type StoreErrorCode } from '@reseal/store'
import { ViewerError } from '../viewer-error.ts'

/**
 * The viewer's error for whatever was thrown. All failures of opening are one code, so that nobody learns from
 * the answer what was wrong with a segment (design.md §6).
 */
export function toViewerError(error: unknown): ViewerError {
  if (error instanceof ViewerError) return error
  // Nothing is said of a segment: the key service was away for every one.
  if (error instanceof OpeningError && isKeyServiceAway(error.cause)) {
    return new ViewerError('unavailable', { cause: error.cause })
  }
  if (error instanceof OpeningError) return new ViewerError(error.code, { cause: error.cause })
  if (error instanceof ProtocolError) return new ViewerError('open_failed', { cause: error })
  if (!(error instanceof StoreError)) return new ViewerError('internal', { cause: error })
  if (lostObject.has(error.code)) return new ViewerError('open_failed', { cause: error })
  return new ViewerError(outages.has(error.code) ? 'unavailable' : 'internal', { cause: error })
}

function isKeyServiceAway(cause: unknown): boolean {
  return (
    cause instanceof StoreError &&
    (cause.code === 'key_service_unavailable' || cause.code === 'key_service_refused')
  )
}

const lostObject: ReadonlySet<StoreErrorCode> = new Set(['object_not_found', 'object_too_short'])

// What an operator mends and the person can try again after.
const outages: ReadonlySet<StoreErrorCode> = new Set([
  'database_unavailable',
  'database_refused',
  'unsafe_configuration',
  'object_store_unavailable',
  'key_service_unavailable',
  'key_service_refused',
  'log_lock_timeout',
  'log_inconsistent',
  'log_behind_anchor',
  'restore_pending',
  'bad_anchor',
])
