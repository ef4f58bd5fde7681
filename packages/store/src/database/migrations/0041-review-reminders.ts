// When those who are to review an emergency were told that it is overdue (45 CFR 164.308(a)(1)(ii)(D)).

/** The worker tells them; of a grant it sees whose it was and whether it was reviewed, not what for. */
export const reviewReminders = `
ALTER TABLE grants ADD reminded_at timestamptz;
GRANT SELECT (id, kind, user_id, due_at, reviewed_at, reminded_at), UPDATE (reminded_at) ON grants TO reseal_worker;
`
