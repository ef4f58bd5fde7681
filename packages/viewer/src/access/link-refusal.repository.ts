// Why a one-time link signed nobody in: for the audit log alone, the answer never says.
import type { Database } from '@reseal/store'
import type { TokenHash } from './token.ts'

/** What was wrong with a link, and whose it is where it is known. */
export interface LinkRefusal {
  readonly reason: 'unknown_link' | 'link_used' | 'link_expired'
  readonly userId?: string
}

/** Explains refused links. */
export interface LinkRefusalRepository {
  explain(tokenHash: TokenHash): Promise<LinkRefusal>
}

/** Links over PostgreSQL. */
export function createLinkRefusalRepository(db: Database): LinkRefusalRepository {
  return {
    explain: async (tokenHash) => {
      const link = await db
        .selectFrom('sign_in_links')
        .select(['user_id', 'used_at'])
        .where('token_hash', '=', tokenHash)
        .executeTakeFirst()
      if (link === undefined) return { reason: 'unknown_link' }
      return { reason: link.used_at === null ? 'link_expired' : 'link_used', userId: link.user_id }
    },
  }
}
