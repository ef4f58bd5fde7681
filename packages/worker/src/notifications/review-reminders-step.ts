// Reviews of emergency accesses that nobody has made in time are said once a day, until somebody does.
import { type Database, remindOfReviews } from '@reseal/store'
import type { Step } from '../steps.ts'

const everyMs = 5 * 60_000

/** The step; `db` is the worker's. */
export function createReviewRemindersStep(db: Database): Step {
  return {
    name: 'review-reminders',
    everyMs,
    run: async () => (await remindOfReviews(db, new Date())) > 0,
  }
}
