// How much waits for the team's collector, as admins are shown it.

/** Numbers and times; what the signals are the viewer cannot read. */
export const signalsWaiting = `
GRANT SELECT (id, added_at) ON summaries.outgoing TO reseal_viewer;
`
