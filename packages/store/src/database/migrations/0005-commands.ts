// What ingest may tell a recorder: four words without data (design.md §2), and no other word even by whoever owns the
// table.

/** Only the four commands are kept. */
export const commandWords = `
UPDATE apps SET command = NULL WHERE command NOT IN ('off', 'sample-less', 'block', 'later');
ALTER TABLE apps ADD CONSTRAINT apps_command_is_known CHECK (command IN ('off', 'sample-less', 'block', 'later'));
`
