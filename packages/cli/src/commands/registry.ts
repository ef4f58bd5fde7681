// The commands by name. Each loads only when it is used: `reseal verify` needs no HTTP server.
import type { Command } from '../command-line/command.ts'

/** A command's line in the overview, and how to load it. */
export interface RegisteredCommand {
  readonly name: string
  readonly summary: string
  load(): Promise<Command>
}

/** Every command, in the order in which the overview shows them. */
export const commandRegistry: readonly RegisteredCommand[] = [
  {
    name: 'demo',
    summary: 'start everything on this machine with a made-up clinic app',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  {
    name: 'init',
    summary: 'create keys, configuration and the first app in a data folder',
    load: async () => (await import('./init.ts')).initCommand,
  },
  {
    name: 'migrate',
    summary: 'bring the database to the current tables and roles',
    load: async () => (await import('./migrate.ts')).migrateCommand,
  },
  {
    name: 'serve',
    summary: 'run ingest, the viewer, the worker, or all of them',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  {
    name: 'user add',
    summary: 'create a user of the viewer',
    load: async () => (await import('./user.ts')).userAddCommand,
  },
  {
    name: 'user invite',
    summary: 'print a one-time invitation to make a passkey',
    load: async () => (await import('./user-invite.ts')).userInviteCommand,
  },
  {
    name: 'user list',
    summary: 'list the users of the viewer, with their roles and apps',
    load: async () => (await import('./user-rights.ts')).userListCommand,
  },
  {
    name: 'user change',
    summary: 'change what a user may do, or whether they may sign in',
    load: async () => (await import('./user-rights.ts')).userChangeCommand,
  },
  {
    name: 'identity check',
    summary: 'ask the identity provider what it offers, and say what is missing',
    load: async () => (await import('./identity-check.ts')).identityCheckCommand,
  },
  {
    name: 'link',
    summary: 'print a one-time sign-in link for a user of the viewer',
    load: async () => (await import('./link.ts')).linkCommand,
  },
  {
    name: 'app add',
    summary: 'register an app with its origins',
    load: async () => (await import('./app.ts')).appAddCommand,
  },
  {
    name: 'app list',
    summary: 'list the registered apps',
    load: async () => (await import('./app.ts')).appListCommand,
  },
  {
    name: 'app command',
    summary: "tell an app's recorders to record less, without a deploy",
    load: async () => (await import('./app.ts')).appCommandCommand,
  },
  {
    name: 'app grants',
    summary: "say whether an app's engineers need a grant to watch",
    load: async () => (await import('./app-grants.ts')).appGrantsCommand,
  },
  {
    name: 'app limit',
    summary: 'bound what ingest takes of an app in a day',
    load: async () => (await import('./app-limits.ts')).appLimitCommand,
  },
  {
    name: 'app parcels',
    summary: "have ingest refuse an app's parcels at once, or take them again",
    load: async () => (await import('./app-limits.ts')).appParcelsCommand,
  },
  {
    name: 'keys list',
    summary: 'list sealing keys by app, with what lives under each',
    load: async () => (await import('./keys-list.ts')).keysListCommand,
  },
  {
    name: 'keys rotate',
    summary: 'give an app another sealing key; the one before stays accepted',
    load: async () => (await import('./keys-rotate.ts')).keysRotateCommand,
  },
  {
    name: 'keys protect',
    summary: 'put key files under passphrases',
    load: async () => (await import('./keys-protect.ts')).keysProtectCommand,
  },
  {
    name: 'keys retire',
    summary: 'ask that a sealing key be retired; a privacy officer approves',
    load: async () => (await import('./keys-retire.ts')).keysRetireCommand,
  },
  {
    name: 'keys scope',
    summary: 'say which streams a sealing key could open, from the log alone',
    load: async () => (await import('./keys-scope.ts')).keysScopeCommand,
  },
  {
    name: 'rules publish',
    summary: "redact an app's recordings by a rule set when they are read",
    load: async () => (await import('./rules-publish.ts')).rulesPublishCommand,
  },
  {
    name: 'rules accept',
    summary: 'say whether an app may record under rules that nobody published',
    load: async () => (await import('./rules-accept.ts')).rulesAcceptCommand,
  },
  {
    name: 'rules show',
    summary: "show the rule set that an app's recordings are read by",
    load: async () => (await import('./rules-publish.ts')).rulesShowCommand,
  },
  {
    name: 'retention show',
    summary: 'show for how long sessions are kept, and what waits for approval',
    load: async () => (await import('./retention-rules.ts')).retentionShowCommand,
  },
  {
    name: 'retention set',
    summary: 'set for how long sessions are kept',
    load: async () => (await import('./retention-rules.ts')).retentionSetCommand,
  },
  {
    name: 'retention dry-run',
    summary: 'say what a run would forget now, and what legal holds keep',
    load: async () => (await import('./retention-run.ts')).retentionDryRunCommand,
  },
  {
    name: 'retention run',
    summary: 'have the worker forget what is due now',
    load: async () => (await import('./retention-run.ts')).retentionRunCommand,
  },
  {
    name: 'retention status',
    summary: 'show the last runs of retention, and how far one under way is',
    load: async () => (await import('./retention-run.ts')).retentionStatusCommand,
  },
  {
    name: 'sourcemaps upload',
    summary: "keep a release's source maps, so that stacks show the app's own source",
    load: async () => (await import('./sourcemaps-upload.ts')).sourcemapsUploadCommand,
  },
  {
    name: 'verify',
    summary: 'prove that nothing stored was changed, or name the first bad index',
    load: async () => (await import('./verify.ts')).verifyCommand,
  },
  {
    name: 'anchor print',
    summary: 'write the newest checkpoints as a sheet to print and keep',
    load: async () => (await import('./anchor.ts')).anchorPrintCommand,
  },
  {
    name: 'anchor check',
    summary: 'hold a printed sheet of checkpoints against the anchor',
    load: async () => (await import('./anchor.ts')).anchorCheckCommand,
  },
  {
    name: 'backup check',
    summary: 'say whether what a restore needs is there, and how old it is',
    load: async () => (await import('./backup-check.ts')).backupCheckCommand,
  },
  {
    name: 'reindex',
    summary: 'rebuild a lost database from anchored logs and batch objects',
    load: async () => (await import('./reindex.ts')).reindexCommand,
  },
  {
    name: 'export',
    summary: "write a session's events to a file; the audit log records it",
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'audit export',
    summary: 'write the audit log as JSON Lines, CSV, FHIR AuditEvent or OCSF',
    load: async () => (await import('./audit-export.ts')).auditExportCommand,
  },
  {
    name: 'audit who-saw',
    summary: 'say who saw a session, or the sessions of a subject',
    load: async () => (await import('./audit-who-saw.ts')).auditWhoSawCommand,
  },
  {
    name: 'audit breach-scope',
    summary: 'say what a person or a key could open in a time, and what was opened',
    load: async () => (await import('./audit-breach-scope.ts')).auditBreachScopeCommand,
  },
  {
    name: 'audit report',
    summary: 'report every access to the sessions of a subject',
    load: async () => (await import('./audit-report.ts')).auditReportCommand,
  },
  {
    name: 'subject report',
    summary: 'what was recorded of a subject, who had access, and until when it is kept',
    load: async () => (await import('./audit-report.ts')).subjectReportCommand,
  },
  {
    name: 'audit sink',
    summary: 'push audit events to an HTTPS address or a bucket as they happen',
    load: async () => (await import('./audit-sink.ts')).auditSinkCommand,
  },
  {
    name: 'audit erase',
    summary: 'erase what the audit log knows of a person; every proof stays',
    load: async () => (await import('./audit-erase.ts')).auditEraseCommand,
  },
  {
    name: 'evidence',
    summary: 'write a signed pack of what this deployment can show for a period',
    load: async () => (await import('./evidence.ts')).evidenceCommand,
  },
  {
    name: 'evidence verify',
    summary: 'check such a pack offline: signature, files and receipts',
    load: async () => (await import('./evidence.ts')).evidenceVerifyCommand,
  },
  {
    name: 'rules diff',
    summary: 'say what becomes readable when one rule set gives way to another',
    load: async () => (await import('./rules-diff.ts')).rulesDiffCommand,
  },
  {
    name: 'manifest check',
    summary: 'find the static texts that still wait for a decision',
    load: async () => (await import('./manifest-check.ts')).manifestCheckCommand,
  },
  {
    name: 'manifest diff',
    summary: 'say which static texts become readable when one manifest gives way to another',
    load: async () => (await import('./manifest-diff.ts')).manifestDiffCommand,
  },
  {
    name: 'leak-test',
    summary: "prove that an app's rules leak nothing, with made-up patients in a browser",
    load: async () => (await import('./leak-test.ts')).leakTestCommand,
  },
]
