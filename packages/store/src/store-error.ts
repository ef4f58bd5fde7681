// The one error class of the package: a stable code, a constant message, never any input (house style, Errors).

const messages = {
  object_exists: 'the object exists and objects are written once',
  object_not_found: 'no object under this key',
  object_too_short: 'the object ends before the range asked for',
  unsafe_object_key: 'object keys are relative paths of letters, digits, dot, dash and underscore',
  object_store_unavailable: 'the object store did not answer or refused',
  database_unavailable: 'the database did not answer or closed the connection',
  database_refused: 'the database refused the statement',
  database_untrusted: 'the database did not prove that it is the one named',
  insecure_database: 'a database off loopback is reached with sslmode=verify-full only',
  bad_database_url: 'the connection string is none, or a certificate that it names cannot be read',
  insecure_object_store: 'an object store off loopback is reached over https only',
  log_lock_timeout: "the log's head stayed locked longer than allowed",
  log_inconsistent: 'the log in the database differs from its anchored checkpoint',
  log_behind_anchor: 'the log in the database is shorter than its anchored checkpoint',
  restore_pending: 'the database is older than its anchored logs, and what they say since is not replayed',
  leaves_not_anchored: 'the anchor does not hold every leaf that its checkpoint covers',
  bad_anchor: 'the anchor holds a checkpoint or tile that does not verify',
  not_anchored_in_time: 'no checkpoint covered the audit event within the time that strict mode waits',
  anchor_sink_unavailable: 'the sink for checkpoints did not answer',
  anchor_sink_refused: 'the sink for checkpoints answered with a refusal',
  insecure_anchor_sink: 'a sink for checkpoints off loopback is reached over https only',
  bad_checkpoint_sheet: 'the sheet of checkpoints cannot be read',
  bad_audit_event: 'the audit event is none that the catalogue of audit events allows',
  bad_retention_rules: 'the rules of retention are not of the form declared',
  bad_leaf: 'the leaf is not of the form the log declares',
  batch_copy_missing: 'a batch that took what is alive in others is not in the object store, or is another',
  bad_manifest: 'the packed manifest is not of the form declared',
  not_committed: 'the audit event was not made by a committed append',
  unknown_key: 'no key with this id',
  key_retired: 'the key with this id is retired',
  unsafe_key_file: 'the key file can be read by group or others; set its mode to 0600',
  bad_key_file: 'the key file is not of the expected form',
  passphrase_missing: 'the key file is protected by a passphrase, and none is given',
  wrong_passphrase: 'the passphrase does not open the key file',
  key_file_unprotected: 'a passphrase is given, and the key file is not protected by one',
  key_file_busy: 'another process writes the key file, or died over it',
  key_provider_closed: 'the key provider is closed',
  key_service_unavailable: 'the key service or token did not answer, or cannot now',
  key_service_refused: 'the key service or token refused this login, or it may not use the key',
  insecure_key_service: 'a key service off loopback is reached over https only',
  key_module_unusable: 'the PKCS#11 module cannot be loaded here',
  key_token_missing: 'the PKCS#11 module has no token with this label',
  extractable_key: 'the token gives the private key out: it has to be sensitive and not extractable',
  unfit_key: 'the key is not one of P-256 for key agreement',
  bad_public_key: 'the point is not on the curve P-256',
  unsafe_configuration:
    'the database does not make commits durable (fsync, full_page_writes, synchronous_commit)',
  last_admin: 'the last admin who may sign in is not removed: make another one first',
  role_missing: 'a database role is missing and may not be created by this user',
  port_busy: 'another program listens on the port of the embedded database',
  postgres_missing: 'the embedded PostgreSQL is not installed for this platform',
  postgres_failed: 'the embedded PostgreSQL did not start or stop',
} as const

/** Every way the store fails; callers switch on it exhaustively. */
export type StoreErrorCode = keyof typeof messages

/** The only error that leaves this package. `cause` may hold driver details and stays inside the process. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, cause?: unknown) {
    super(messages[code], cause === undefined ? undefined : { cause })
    this.code = code
  }
}
