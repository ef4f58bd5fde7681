// The login roles (design.md §2, §7): the owner migrates, each service has only what its work needs.

/** Short role names, as the code uses them, and the PostgreSQL role of each. */
export const databaseRoles = {
  owner: 'reseal_owner',
  ingest: 'reseal_ingest',
  viewer: 'reseal_viewer',
  worker: 'reseal_worker',
} as const

/** `owner` migrates; `ingest`, `viewer`, `worker` serve. */
export type DatabaseRole = keyof typeof databaseRoles

/** The roles that services log in as. */
export type ServiceRole = Exclude<DatabaseRole, 'owner'>
