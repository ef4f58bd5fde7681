// The weekly review of accesses: the weeks beside, who watched what in the chosen one, and its sign-off.
import type { MeReply, ReviewListReply } from '../../../src/api-types.ts'
import type { ReviewsAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { listReviews } from '../api/reviews.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { ReviewWeek } from './review-week.tsx'
import { reviewStateLabel } from './review-words.ts'
import './access-review.css'

export function ReviewsPage({ address, me }: { readonly address: ReviewsAddress; readonly me: MeReply }) {
  const { resource, reload } = useResource('reviews', listReviews)
  if (resource.state === 'loading') return <main className="page" aria-busy="true" />
  if (resource.state === 'failed') {
    return (
      <main className="page">
        <FailureNotice failure={resource.failure} onRetry={reload} />
      </main>
    )
  }
  const { weeks } = resource.value
  // The one that somebody has to look at: the oldest that is overdue or waits, else the running one.
  const pressing = weeks.findLast(({ state }) => state === 'overdue' || state === 'waiting')
  const week = address.week ?? (pressing ?? weeks[0])?.week
  return (
    <main className="page reviews">
      <div className="page-bar">
        <h1 className="page-title">Weekly review</h1>
        <Weeks weeks={weeks} chosen={week} />
        <button type="button" className="button button-plain" onClick={() => window.print()}>
          Print
        </button>
      </div>
      {week === undefined ? (
        <p className="quiet">The audit log is empty.</p>
      ) : (
        <ReviewWeek key={week} week={week} me={me} onSigned={reload} />
      )}
    </main>
  )
}

function Weeks(props: { readonly weeks: ReviewListReply['weeks']; readonly chosen: string | undefined }) {
  return (
    <nav className="weeks" aria-label="Weeks">
      {props.weeks.map(({ week, state, signed }) => (
        <Link
          key={week}
          to={{ page: 'reviews', week }}
          className={`week week-${state}`}
          current={week === props.chosen}
          title={`Week of ${week}: ${reviewStateLabel(state)}${signed?.by ? ` by ${signed.by}` : ''}`}
        >
          {week.slice(5)}
          <span className="week-state">{reviewStateLabel(state)}</span>
        </Link>
      ))}
    </nav>
  )
}
