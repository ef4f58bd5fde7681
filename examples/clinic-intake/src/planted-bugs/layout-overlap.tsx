// Layout overlap: the message that sending failed stays in the corner of the window, above the notice there, and over the buttons.
import { IntakeStatus, type Status } from '../intake/intake-status.tsx'
import type { Parts } from '../parts.ts'
import './layout-overlap.css'

function CornerStatus({ status }: { readonly status: Status }) {
  return (
    <div className="corner-status">
      <IntakeStatus status={status} />
    </div>
  )
}

export const plant = (): Partial<Parts> => ({ IntakeStatus: CornerStatus })
