// What a pack says of itself, for whoever opens the folder without us.

/** README.txt of every pack. */
export const readmeText = `Evidence of a Reseal deployment for a period
============================================

Check it first:   reseal evidence verify DIR --key KEYS
KEYS is the printout of "reseal init" that you kept, or the audit log's verifier key. It needs no deployment and no network.

manifest.json        every other file with its size and SHA-256; manifest.note signs it (C2SP signed note, Ed25519)
software.json        version, schema, the worker's jobs, sizes; sbom.cdx.json: what it is made of (CycloneDX 1.6)
configuration.json   which settings are set: numbers and switches as they are, texts by SHA-256, secrets not at all
apps.json            apps, and the rule sets that were published for them
people.json          counts by role, and each person's roles and apps, by id
grants.json          requests for access and break-glass, who decided and who reviewed, by id
access-reviews.json  reviews that were signed off, each with its leaf and the receipt (C2SP tlog-proof) that proves it
verifications.json   runs of "reseal verify" that were recorded
retention.json       how long sessions are kept, and the runs
deletions.json       what was forgotten, by day and reason
holds.json           legal holds
sentinel.json        what the PHI sentinel found, by week, app and detector
keys.json            sealing keys and their retirements
event-counts.json    events of the audit log by action and outcome
decisions.jsonl      leaf index and hash of what people decided: changes, holds, shreds, keys, reviews, grants
checkpoints.json     the newest signed checkpoint of each log

In it is no PHI, no session id, no reason that somebody wrote, and no name of a person unless it was asked for (with_names in
manifest.json). Times of days are UTC. State that has no history (people, apps, keys) is that of the moment it was made; the
log (leaf indexes) says what was before. A pack shows what the software recorded. It is not an assessment, and not a
statement that anybody complies with anything.
`
