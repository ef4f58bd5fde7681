// A failure with its sentence, its code and request id to copy, and a way on.
import type { ApiFailure } from '../api/api-failure.ts'
import { Copyable, ShortId } from './copyable.tsx'
import { failureSentences } from './failure-sentences.ts'

interface FailureProps {
  readonly failure: ApiFailure
  readonly onRetry?: () => void
}

export function FailureNotice({ failure, onRetry }: FailureProps) {
  const { what, advice } = failureSentences(failure.code)
  return (
    <div className="notice" role="alert">
      <p className="notice-title">{what}</p>
      <p className="notice-text">{advice}</p>
      <FailureFacts failure={failure} {...(onRetry === undefined ? {} : { onRetry })} />
    </div>
  )
}

/** The same in one line, above a view that stays. */
export function FailureBar({ failure, onRetry }: FailureProps) {
  const { what, advice } = failureSentences(failure.code)
  return (
    <div className="notice-bar" role="alert">
      <span>
        <strong>{what}</strong> {advice}
      </span>
      <FailureFacts failure={failure} {...(onRetry === undefined ? {} : { onRetry })} />
    </div>
  )
}

function FailureFacts({ failure, onRetry }: FailureProps) {
  const { code, requestId } = failure
  return (
    <div className="notice-facts">
      <Copyable text={requestId === undefined ? code : `${code} ${requestId}`} shown={code} />
      {requestId !== undefined && (
        <span>
          request <ShortId id={requestId} />
        </span>
      )}
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}
