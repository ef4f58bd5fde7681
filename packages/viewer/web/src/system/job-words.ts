// What each job of the worker is for, on hover.

/** By the name of the job. */
export const jobMeanings: Readonly<Record<string, string>> = {
  'start-logs': 'Begins both logs, once.',
  withdrawals: 'Destroys the keys of sessions whose consent was withdrawn.',
  recordings: 'Appends committed batches and ended streams to the recordings log.',
  reports: 'Turns what ingest noticed into audit events.',
  'anchor-audit': 'Signs a checkpoint of the audit log and anchors it.',
  'anchor-recordings': 'Signs a checkpoint of the recordings log and anchors it.',
  'anchor-folder': 'Copies the anchor into a folder.',
  'anchor-s3': 'Copies the anchor into another bucket.',
  'anchor-sink': 'Sends checkpoints to somebody else.',
  'anchor-print': 'Writes checkpoints to be printed.',
  'anchor-versions': 'Looks whether anchored objects were altered.',
  'audit-facets': 'Makes audit events quick to find.',
  'audit-sinks': 'Delivers audit events elsewhere.',
  notifications: 'Delivers webhooks and emails.',
  index: 'Opens new segments, has the sentinel look through them, and indexes them.',
  'pack-summaries': 'Packs what searches read.',
  'sentinel-rescan': 'Looks through what older detectors passed.',
  sweep: 'Removes objects that nothing refers to.',
  fold: 'Folds the rows of ended streams.',
  'segment-days': 'Makes and drops the partitions of days.',
  orders: 'Carries out redactions and shreds that were confirmed.',
}
