// Who may sign in: users with roles, and membership of apps (design.md §8).
import { type Database, guardDatabase } from '../database/database.ts'

/** What a user may do (design.md §8). */
export type UserRole = 'engineer' | 'privacy-officer' | 'auditor' | 'admin'

/** A person who may sign in. */
export interface User {
  /** UUID. */
  readonly id: string
  readonly name: string
  readonly roles: readonly UserRole[]
  /** Ids of the apps the user is a member of. */
  readonly appIds: readonly string[]
  readonly disabled: boolean
  /** Where notifications go. */
  readonly email?: string
}

/** Every method may throw StoreError database_unavailable. */
export interface UserRepository {
  find(id: string): Promise<User | undefined>
  /** By name. */
  list(): Promise<User[]>
  /** Owner only. @throws StoreError database_refused for a taken id or an unknown role */
  create(user: Omit<User, 'disabled'>): Promise<void>
}

/** Users and memberships. */
export function createUserRepository(db: Database): UserRepository {
  const select = () =>
    db
      .selectFrom('users')
      .leftJoin('memberships', 'memberships.user_id', 'users.id')
      .select([
        'users.id',
        'users.name',
        'users.roles',
        'users.disabled_at',
        'users.email',
        'memberships.app_id',
      ])
      .orderBy('users.name')
      .orderBy('users.id')
      .orderBy('memberships.app_id')
  return {
    find: (id) => guardDatabase(async () => toUsers(await select().where('users.id', '=', id).execute())[0]),
    list: () => guardDatabase(async () => toUsers(await select().execute())),
    create: ({ id, name, roles, appIds }) =>
      guardDatabase(() =>
        db.transaction().execute(async (transaction) => {
          await transaction
            .insertInto('users')
            .values({ id, name, roles: [...roles] })
            .execute()
          const memberships = appIds.map((appId) => ({ user_id: id, app_id: appId }))
          if (memberships.length > 0)
            await transaction.insertInto('memberships').values(memberships).execute()
        }),
      ),
  }
}

interface UserRow {
  id: string
  name: string
  roles: string[]
  disabled_at: Date | null
  email: string | null
  app_id: string | null
}

function toUsers(rows: readonly UserRow[]): User[] {
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap((group) => {
    const [row] = group
    if (!row) return []
    return {
      id: row.id,
      name: row.name,
      // The table's own check admits no other.
      roles: row.roles as UserRole[],
      appIds: group.flatMap(({ app_id }) => app_id ?? []),
      disabled: row.disabled_at !== null,
      ...(row.email !== null && { email: row.email }),
    }
  })
}
