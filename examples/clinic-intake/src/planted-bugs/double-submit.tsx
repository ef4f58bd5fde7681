// Double submit: a listener is added after each render and never removed, so that each save saves once more than the last.
import { useEffect, useRef } from 'react'
import type { IntakeActionsProps } from '../intake/intake-actions.tsx'
import type { Parts } from '../parts.ts'

function IntakeActions({ onSave }: IntakeActionsProps) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    button.current?.addEventListener('click', onSave)
  }, [onSave])
  return (
    <div className="actions actions-end">
      <button id="save-draft" type="button" className="button" ref={button}>
        Save draft
      </button>
      <button id="submit-intake" type="submit" className="button button-primary">
        Submit intake
      </button>
    </div>
  )
}

export const plant = (): Partial<Parts> => ({ IntakeActions })
