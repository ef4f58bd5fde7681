// Whether recordings of an app are taken, as a mark in lists and heads.
import type { AppReply } from '../../../src/apps/apps-api.ts'

/** Whether anything is recorded of the app, in a word. */
export function TakesMark({ app }: { readonly app: AppReply }) {
  const [tone, text] = app.parcelsRefused
    ? (['error', 'stopped'] as const)
    : app.command === 'none'
      ? (['good', 'yes'] as const)
      : (['warning', `told “${app.command}”`] as const)
  return (
    <span className="mark">
      <span className={`dot dot-${tone}`} aria-hidden="true" /> {text}
    </span>
  )
}
