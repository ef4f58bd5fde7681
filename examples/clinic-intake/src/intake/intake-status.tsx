// What became of the intake form: nothing yet, saved, or failed.
import { chartPath, navigate } from '../router.ts'

export type Status =
  | { readonly kind: 'editing' | 'sending' }
  | { readonly kind: 'saved'; readonly patientId: string }
  | { readonly kind: 'failed'; readonly message: string }

export function IntakeStatus({ status }: { readonly status: Status }) {
  if (status.kind === 'failed') {
    return (
      <p id="intake-error" className="banner banner-error" role="alert">
        {status.message}
      </p>
    )
  }
  if (status.kind === 'saved') {
    return (
      <p id="intake-saved" className="banner banner-good" role="status">
        <span className="banner-text">Draft saved.</span>
        <button
          id="open-chart"
          type="button"
          className="link-button"
          onClick={() => navigate(chartPath(status.patientId))}
        >
          Open the chart
        </button>
      </p>
    )
  }
  return null
}
