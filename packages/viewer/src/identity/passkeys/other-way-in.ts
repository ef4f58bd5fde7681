// Whether someone can still sign in without any passkey.
import type { Database } from '@reseal/store'

/** An identity provider that vouches for the person. One-time links are the demo's: they do not count. */
export async function hasOtherWayIn(transaction: Database, userId: string): Promise<boolean> {
  const identities = transaction.selectFrom('identities').select('user_id').where('user_id', '=', userId)
  return (await identities.executeTakeFirst()) !== undefined
}
