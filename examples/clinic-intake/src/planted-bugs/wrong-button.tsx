// Wrong button disabled: what has been sent is not to be sent again. The condition stands at the button beside the one it is for.
import type { IntakeActionsProps } from '../intake/intake-actions.tsx'
import type { Parts } from '../parts.ts'
import './wrong-button.css'

function IntakeActions({ status, onSave }: IntakeActionsProps) {
  return (
    <div className="actions actions-end">
      <button
        id="save-draft"
        type="button"
        className="button"
        onClick={onSave}
        disabled={status.kind !== 'editing'}
      >
        Save draft
      </button>
      <button id="submit-intake" type="submit" className="button button-primary">
        Submit intake
      </button>
    </div>
  )
}

export const plant = (): Partial<Parts> => ({ IntakeActions })
