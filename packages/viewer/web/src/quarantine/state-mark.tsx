// What became of a quarantined session, in a word.
import type { QuarantineSummary } from '../../../src/api-types.ts'

const stateTitles: Readonly<Record<QuarantineSummary['state'], string>> = {
  quarantined: 'Only a privacy officer may watch it',
  released: 'A privacy officer ended the quarantine',
  redacted: 'It was sealed anew without what was found',
  shredded: 'The keys of its streams are destroyed',
}

/** What became of it. */
export function StateMark({ state }: { readonly state: QuarantineSummary['state'] }) {
  return (
    <span className={state === 'quarantined' ? 'state state-held' : 'state'} title={stateTitles[state]}>
      {state}
    </span>
  )
}
