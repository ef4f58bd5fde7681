// The text of docs/audit-events.md, out of the catalogue and the tables of coverage.
import {
  type AuditAction,
  type AuditEventClass,
  type AuditField,
  type AuditFieldFormat,
  auditActions,
  auditActionsOf,
  auditCatalogue,
  auditEventClasses,
  auditFields,
  commonAuditFields,
} from '@reseal/store'
import { type Coverage, commandCoverage, routeCoverage, stepCoverage } from './coverage.ts'
import { exampleLeaf } from './example-leaf.ts'

/** The whole document. */
export function describeEvents(): string {
  return `${[
    introduction,
    fieldTable(commonAuditFields),
    `Fields that some actions have:\n\n${fieldTable(otherFields())}`,
    personalData,
    access,
    anonymous,
    erasure,
    '## Actions',
    ...auditEventClasses.flatMap((eventClass) => [
      `### ${titles[eventClass]}`,
      ...auditActionsOf(eventClass).map(describeAction),
    ]),
    '## What leaves an event, and what does not',
    'Any request with the cookie of a browser session that is over leaves `user.log_off` too, and a request to a route with an action that is nobody’s leaves `access.denied`. A refusal of someone who is signed in is an event of the route’s own action.',
    table('route of the viewer', routeCoverage),
    'The replay origin serves the files of the replay frame and knows no one. Requests for another host than the viewer’s, addresses that no route has and bodies that cannot be read reach nothing, and leave a log line and a metric.',
    table('command', commandCoverage, 'reseal '),
    table('step of the worker', stepCoverage),
    'Ingest can write to neither log. What it took is in the recordings log (batches, ends of streams, tombstones), and what it refused as a contradiction is `ingest.equivocation`.',
  ].join('\n\n')}\n`
}

const titles: Readonly<Record<AuditEventClass, string>> = {
  identity: 'Identity: who is signed in',
  access: 'Access: who saw what',
  audit: 'Audit: who read, verified or erased the log',
  recordings: 'Recordings: what happened to them',
  configuration: 'Configuration: what the deployment does, and for whom',
}

const introduction = `# Audit events

What Reseal records of the people and commands that work with it, in the audit log ([protocol.md](protocol.md)). This
page is written from the catalogue in the code (\`packages/store/src/logs/audit-actions/\`), which is also what the log
checks each event against: an event with another action, field or word is not taken, and what it was to precede does not
happen. \`node tests/audit-events/write-document.ts\` writes it again.

An event is committed before what it stands for: before a key is touched, before an answer leaves, before a setting
counts. Where it cannot be committed, nothing of that happens. The exceptions say so below.

There is no event for the use of a key by itself. A data key is unwrapped for a range that is watched (\`replay.read\`) or
for a stream that is exported (\`recording.export\`), and for nothing else; the key of checkpoints makes checkpoints, and
each is its own record.

## Fields

Fields that an event of any action may have. \`time_ms\` is set by the log itself, by the database's clock, and never
decreases.`

const personalData = `## What is personal

Fields marked *personal* hold what a person is called, where they come from, or what someone wrote freely. In the leaf each
is a commitment: HMAC-SHA-256 of the value's UTF-8 under a random salt of 16 bytes of its own, in lower-case hex. Value and
salt stand beside the log, in the table \`audit_personal\`. Leaves, tiles, checkpoints, receipts, logs, metrics and traces
have commitments only. Two commitments to one value have nothing in common, and without its salt a commitment cannot be
tried against a list of names.

All other fields are ids, hashes, numbers, words of closed lists, or the address of an identity provider: nothing that someone
writes into a form or a command's option in words of their own.`

const access = `## Who sees them

In the viewer auditors and privacy officers see every event, engineers those in which they acted, admins those of the class
*configuration*. Reading is \`audit.read\`. On the command line whoever has the viewer's login reads all of them, and is recorded
as the operating system's user.`

const anonymous = `## Refusals that are nobody's

Anyone who reaches the viewer can be refused, and the log is for ever. So of requests without a sign-in (\`access.denied\`), and
of links that sign nobody in (\`user.sign_in\`), a viewer process records ten a minute and client address, and two hundred a
minute in all, each kind for itself. What goes beyond is refused all the same. Of requests the next event says how many
they were; of links the answer is \`too_many_attempts\`. Refusals of people who are signed in are all recorded.`

const erasure = `## Erasing a person

\`\`\`sh
reseal audit erase --subject "Ana Ruiz" --dry-run          # how many events and values
reseal audit erase --subject "Ana Ruiz" --ticket DSR-7 --yes
reseal audit erase --leaf 20417 --yes                      # one event, such as a note with a patient's name
\`\`\`

It deletes clear values and their salts: of every event in which the person acted, all of them; of events about the person,
the name. A user of that name is removed with memberships, links and browser sessions; the last admin who may sign in is not, and
the command then erases nothing. That it happened is \`audit.erase\`, in one
transaction with it; the event says of how many events and values, and not whose.

It needs the owner's login. The logins of viewer and worker read and add clear values and can neither change nor delete one;
ingest's cannot read them.

What remains: the events themselves with action, time, target, purpose and extent, roles and method of sign-in; every leaf, tile,
checkpoint and receipt, which verify as before (\`reseal verify\` takes an erased value for no finding, and a changed one for
\`personal_field_altered\`); the person's name where someone else wrote it into a note, which \`--leaf\` erases; backups
until they expire; and what had left by export or to a sink. A receipt that someone kept with value and salt still proves the value.`

function otherFields(): AuditField[] {
  return (Object.keys(auditFields) as AuditField[]).filter((field) => !commonAuditFields.includes(field))
}

function fieldTable(fields: readonly AuditField[]): string {
  const rows = fields.map((field) => {
    const { personal, format, meaning } = auditFields[field]
    return `| \`${field}\` | ${meaning} | ${describeFormat(field, format)} | ${personal ? '*personal*' : ''} |`
  })
  return ['| field | meaning | what it holds | |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function describeFormat(field: AuditField, format: AuditFieldFormat): string {
  switch (format.kind) {
    case 'text':
      return `up to ${format.most.toLocaleString('en-US')} characters`
    case 'pattern':
      return field === 'action' ? 'an action of this page' : format.says
    case 'word':
      return format.words.map((word) => `\`${word}\``).join(', ')
    case 'words':
      return `of ${format.words.map((word) => `\`${word}\``).join(', ')}`
    case 'ids':
      return `up to ${format.most} ids`
    case 'count':
      return 'a whole number'
  }
}

function describeAction(action: AuditAction): string {
  const { meaning, committed, by, fields, outcomes, denyReasons } = auditCatalogue[action]
  const list = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ')
  const own = [...new Set(fields)]
  return [
    `#### \`${action}\``,
    meaning,
    [
      `- **Committed:** ${committed}`,
      `- **By:** ${by.map((part) => appenders[part]).join(', ')}`,
      `- **Own fields:** ${own.length === 0 ? 'none' : list(own)}`,
      `- **Outcomes:** ${list(outcomes)}${denyReasons.length === 0 ? '' : `; denied for ${list(denyReasons)}`}`,
    ].join('\n'),
    `\`\`\`json\n${exampleLeaf(action)}\n\`\`\``,
  ].join('\n\n')
}

const appenders = { viewer: 'viewer', worker: 'worker', command: 'command line' } as const

function table(what: string, coverage: Readonly<Record<string, Coverage>>, prefix = ''): string {
  const rows = Object.entries(coverage).map(
    ([name, covered]) =>
      `| \`${prefix}${name}\` | ${
        typeof covered === 'string' ? `none: ${covered}` : covered.map((action) => `\`${action}\``).join(', ')
      } |`,
  )
  return [`| ${what} | events |`, '| --- | --- |', ...rows].join('\n')
}

/** Actions that a part of the product leaves, by the tables of coverage. */
export function coveredBy(coverage: Readonly<Record<string, Coverage>>): readonly AuditAction[] {
  const named = Object.values(coverage).flatMap((covered) => (typeof covered === 'string' ? [] : covered))
  return auditActions.filter((action) => named.includes(action))
}
