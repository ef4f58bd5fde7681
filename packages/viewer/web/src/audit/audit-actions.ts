// What can be filtered for, in the order of the list.

/** Every action in the log. */
export const auditActionNames = [
  'user.sign_in',
  'user.sign_out',
  'user.log_off',
  'access.denied',
  'session.list',
  'session.view',
  'replay.open',
  'replay.read',
  'replay.delivered',
  'recording.export',
  'audit.read',
  'audit.export',
  'audit.erase',
  'log.verify',
  'stream.shred',
  'object.sweep',
  'ingest.equivocation',
  'ingest.report',
  'configuration.change',
  'key.create',
  'user.add',
  'user.link',
] as const
