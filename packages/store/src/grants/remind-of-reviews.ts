// Tells those who review that an emergency access should have been reviewed by now.
import { type Database, guardDatabase } from '../database/database.ts'
import { notify } from '../notifications/notify.ts'

const againAfterMs = 24 * 60 * 60_000
// The rest comes with the next call.
const mostAtOnce = 100

/**
 * Tells it of each emergency whose review is overdue, and again after a day. `db` logs in as the worker.
 * @returns of how many
 * @throws StoreError database_unavailable
 */
export function remindOfReviews(db: Database, now: Date): Promise<number> {
  return guardDatabase(() =>
    db.transaction().execute(async (transaction) => {
      const due = await transaction
        .selectFrom('grants')
        .select(['id', 'user_id'])
        .where('kind', '=', 'break-glass')
        .where('reviewed_at', 'is', null)
        .where('due_at', '<', now)
        .where((is) =>
          is.or([
            is('reminded_at', 'is', null),
            is('reminded_at', '<=', new Date(now.getTime() - againAfterMs)),
          ]),
        )
        .orderBy('due_at')
        .limit(mostAtOnce)
        .forNoKeyUpdate()
        .skipLocked()
        .execute()
      for (const { id, user_id: taker } of due) {
        await transaction.updateTable('grants').set({ reminded_at: now }).where('id', '=', id).execute()
        await notify(transaction, {
          kind: 'review-overdue',
          link: `/access?grant=${id}`,
          recipients: { roles: ['privacy-officer', 'auditor'], except: taker },
        })
      }
      return due.length
    }),
  )
}
