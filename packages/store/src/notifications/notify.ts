// What people and other systems are told (design.md §8): that something waits for them and where, never what it is about.
// A row in the transaction of what happened; the worker delivers it, at least once.
import { randomUUID } from 'node:crypto'
import type { AuditTransaction } from '../logs/audit-log.ts'
import type { UserRole } from '../people/user.repository.ts'

/** What may have happened. */
export const notificationKinds = [
  'grant-requested',
  'grant-approved',
  'grant-denied',
  'grant-revoked',
  'break-glass',
  'break-glass-reviewed',
  'review-overdue',
  'quarantine',
  'error-group',
  'rules-waiting',
  'order-waiting',
  'key-waiting',
  'passkey-invited',
] as const

/** One of them. */
export type NotificationKind = (typeof notificationKinds)[number]

/** Who is told by email; the webhook is told in any case. */
export interface NotificationRecipients {
  /** Everyone with one of the roles. */
  readonly roles?: readonly UserRole[]
  /** Ids of users. */
  readonly users?: readonly string[]
  /** Id of who did it, who need not be told. */
  readonly except?: string
}

/** Something to tell. */
export interface Notification {
  readonly kind: NotificationKind
  /** Path in the viewer, `/access?grant=…`: ids, and nothing that was recorded. */
  readonly link: string
  readonly recipients: NotificationRecipients
}

/** Tells it once the transaction is committed. `transaction` is the viewer's, the worker's or the owner's. */
export async function notify(
  transaction: AuditTransaction,
  { kind, link, recipients }: Notification,
): Promise<void> {
  const eventId = randomUUID()
  const { roles = [], users = [], except } = recipients
  const people = await transaction
    .selectFrom('users')
    .select(['id', 'roles'])
    .where('disabled_at', 'is', null)
    .where('email', 'is not', null)
    .execute()
  const told = people
    .filter(({ id, roles: held }) => users.includes(id) || roles.some((role) => held.includes(role)))
    .filter(({ id }) => id !== except)
  await transaction
    .insertInto('notifications')
    .values([
      { kind, link, channel: 'webhook', user_id: null, event_id: eventId },
      ...told.map(({ id }) => ({ kind, link, channel: 'email', user_id: id, event_id: eventId })),
    ])
    .execute()
}
