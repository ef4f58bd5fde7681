// Who leads each job of the worker (design.md §2): a lease that runs out by itself when its holder dies.

/** One row a job. Rows are few and updated each second, so that pages keep room for their next versions. */
export const workerJobTables = `
CREATE TABLE worker_jobs (
  job text PRIMARY KEY CHECK (job ~ '^[a-z][a-z-]{0,39}$'),
  leader uuid NOT NULL,
  leads_until timestamptz NOT NULL,
  -- When the job last ended well, whoever led it.
  succeeded_at timestamptz
) WITH (fillfactor = 20);

GRANT SELECT, INSERT, UPDATE ON worker_jobs TO reseal_worker;
`
