// Every error becomes one of the viewer's codes here, and nowhere else.
import { ProtocolError } from '@reseal/protocol'
import { StoreError } from '@reseal/store'
import { ViewerError } from '../viewer-error.ts'

/**
 * The viewer's error for whatever was thrown. All failures of opening are one code, so that nobody learns from
 * the answer what was wrong with a segment (design.md §6).
 */
export function toViewerError(error: unknown): ViewerError {
  if (error instanceof ViewerError) return error
  if (error instanceof ProtocolError) return new ViewerError('open_failed', { cause: error })
  if (error instanceof StoreError)
    return new ViewerError(isOutage(error) ? 'unavailable' : 'internal', { cause: error })
  return new ViewerError('internal', { cause: error })
}

function isOutage(error: StoreError): boolean {
  return [
    'database_unavailable',
    'object_store_unavailable',
    'log_lock_timeout',
    'log_inconsistent',
    'log_behind_anchor',
  ].includes(error.code)
}
