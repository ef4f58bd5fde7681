// What is printed when a command fails: what was wrong and what to do, never a stack trace unasked.
import { inspect } from 'node:util'
import { CliError } from '../cli-error.ts'

const adviceByCode: Readonly<Record<string, string>> = {
  database_unavailable: 'Is PostgreSQL running, and are the RESEAL_…DATABASE_URL variables right?',
  database_refused:
    'Is this login the role that the command needs, and is the database migrated? Run: reseal migrate',
  insecure_database:
    'Write postgresql://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full&sslrootcert=/path/to/ca.pem, or a socket: …@/DATABASE?host=/var/run/postgresql',
  database_untrusted:
    "Does the server speak TLS, does its certificate name the host as the URL does, and is sslrootcert its authority's?",
  bad_database_url:
    'Write postgresql://USER:PASSWORD@HOST/DATABASE, special characters in the password percent-encoded.',
  insecure_object_store: 'Write an endpoint that begins with https://',
  role_missing:
    'Create the roles reseal_ingest, reseal_viewer and reseal_worker, or let the owner create roles.',
  unsafe_configuration: 'Switch fsync, full_page_writes and synchronous_commit on in PostgreSQL.',
  object_store_unavailable: 'Is the object store reachable, and does the configuration name it rightly?',
  unknown_key:
    'Where this deployment has its sealing keys the one that was asked for is not; see: reseal keys list',
  key_service_unavailable:
    'Is the key service or token reachable from here, and the key not disabled? See docs/operations.md, "Where keys are".',
  key_service_refused:
    'Check the credential and what it may (kms:GetPublicKey, kms:DeriveSharedSecret), or the PIN: some tokens lock after a few wrong ones.',
  insecure_key_service: 'Write an endpoint that begins with https://',
  key_module_unusable:
    "RESEAL_PKCS11_MODULE names the vendor's shared library, on Linux or macOS with 64 bits, built for this machine; koffi's optional package for it has to be installed.",
  key_token_missing: 'RESEAL_PKCS11_TOKEN is the label of a token that the module finds.',
  extractable_key:
    'Make a key with CKA_SENSITIVE true and CKA_EXTRACTABLE false, or choose keys by RESEAL_PKCS11_KEY_LABEL.',
  unfit_key:
    'It has to be a P-256 key for key agreement: in KMS ECC_NIST_P256 with KEY_AGREEMENT, in a token one with CKA_DERIVE.',
  key_retired: 'What was sealed to it does not open any more, for good; see: reseal keys list',
  passphrase_missing:
    'Give RESEAL_SEALING_KEY_PASSPHRASE_FILE (for sealing.json), or RESEAL_CHECKPOINT_KEY_PASSPHRASE_FILE (for checkpoint.json).',
  wrong_passphrase: 'Each key file has a passphrase of its own; who loses it loses the keys in the file.',
  key_file_unprotected: 'Run: reseal keys protect',
  key_file_busy: 'If no other command runs, remove the file beside it that ends in .lock.',
  unsafe_key_file: 'Run: chmod 600 on the files in keys/ of the data folder.',
  bad_key_file: 'Restore the file from its backup; keys/ of the data folder holds what "reseal init" wrote.',
  log_inconsistent:
    'The database has another history than the anchored checkpoints: nothing is appended to it. What differs says: reseal verify. docs/operations.md, "A lost database", says what to put in its place.',
  log_behind_anchor:
    'The database lacks leaves that are anchored (an older backup, or a standby that was promoted too early): nothing is appended to it. Stop ingest, viewer and worker, and run: reseal reindex',
  restore_pending:
    'The database is older than its anchored logs, and what they say since (tombstones, holds, quarantines) is not done again: nothing is served. Stop ingest, viewer and worker, and run: reseal reindex',
  not_anchored_in_time: 'Strict mode is on, and no checkpoint came in time. Does the worker run?',
  insecure_anchor_sink: 'Write an address that begins with https:// and holds no password.',
  leaves_not_anchored:
    'Restore the newest backup of the database first; see docs/operations.md, "A lost database".',
  bad_anchor: 'A checkpoint or tile does not verify by the pinned key. Run: reseal verify',
  log_lock_timeout: 'Another process holds the log; try again.',
  port_busy: 'Set database.port in config.json to a free port.',
  postgres_missing: 'Install the dependencies again (npm ci), or give RESEAL_DATABASE_URL and its siblings.',
  postgres_failed: "See the server's own log below postgres/ in the data folder.",
  open_failed: 'A segment does not open with this key, in this place, with these bytes. Run: reseal verify',
  EADDRINUSE: 'Another program listens on a port that is needed.',
  ECONNREFUSED: 'Nothing answers there. Is the service running?',
  ENOSPC: 'The disk is full.',
  EACCES: 'This user may not read or write a needed file; check its owner.',
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The lines for standard error. `isDebugging` adds the whole error with its causes. */
export function explainError(error: unknown, isDebugging: boolean): string {
  const trace = isDebugging ? `\n${inspect(error, { depth: 6 })}` : ''
  if (error instanceof CliError) {
    // A usage error's advice already says what was wrong with which word.
    return `${error.code === 'usage' ? '' : `${error.message}. `}${error.advice}${trace}`
  }
  const problems = problemsOf(error)
  if (problems.length > 0) return `${problems.join('\n  ')}${trace}`
  const code = knownCodeOf(error)
  const what = isOwn(error) ? error.message : 'it failed'
  if (code !== undefined) return `${what} (${code}). ${adviceByCode[code]}${trace}`
  const hint = isDebugging ? '' : ' Set RESEAL_DEBUG=1 to see where.'
  return `${what}${codeOf(error) ? ` (${codeOf(error)})` : ''}.${hint}${trace}`
}

/** The first code along the chain of causes that there is advice for. */
function knownCodeOf(error: unknown): string | undefined {
  let current: unknown = error
  for (let depth = 0; depth < 8 && current !== undefined; depth += 1) {
    const code = codeOf(current)
    if (code !== undefined && code in adviceByCode) return code
    current = current instanceof Error ? current.cause : undefined
  }
  return undefined
}

const ownErrors = [
  'ListenerError',
  'StoreError',
  'ProtocolError',
  'OpeningError',
  'IngestError',
  'ViewerError',
]

/** Whether the message is one of ours: constant, and fit for a log that captures standard error. */
function isOwn(error: unknown): error is Error {
  return error instanceof Error && ownErrors.includes(error.name)
}

/** What a service's configuration error names; its words are ours. */
function problemsOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null || !('problems' in error)) return []
  return Array.isArray(error.problems) ? error.problems.filter((problem) => typeof problem === 'string') : []
}
