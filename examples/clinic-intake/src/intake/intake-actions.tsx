// The buttons below the intake form.
import type { Status } from './intake-status.tsx'

export interface IntakeActionsProps {
  readonly status: Status
  readonly onSave: () => void
}

export function IntakeActions({ onSave }: IntakeActionsProps) {
  return (
    <div className="actions actions-end">
      <button id="save-draft" type="button" className="button" onClick={onSave}>
        Save draft
      </button>
      <button id="submit-intake" type="submit" className="button button-primary">
        Submit intake
      </button>
    </div>
  )
}
