// The two logs (design.md §7): same make, own tables.

/** `audit`: who did what. `recordings`: which batches and streams exist. */
export type LogName = 'audit' | 'recordings'

/** Both, in the order they are anchored. */
export const logNames: readonly LogName[] = ['audit', 'recordings']

/** The tables of each log. */
export const logTables = {
  audit: { leaves: 'audit_leaves', head: 'audit_head' },
  recordings: { leaves: 'recordings_leaves', head: 'recordings_head' },
} as const
