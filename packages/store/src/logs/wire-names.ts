// Members of audit events whose names differ in the leaf.

/** Name in the code to name in the leaf. */
export const wireNames: ReadonlyMap<string, string> = new Map([
  ['denyReason', 'deny_reason'],
  ['userAgent', 'user_agent'],
  ['fromMs', 'from_ms'],
  ['toMs', 'to_ms'],
  ['fromIndex', 'from_index'],
  ['toIndex', 'to_index'],
  ['replayMs', 'replay_ms'],
  ['untilMs', 'until_ms'],
  ['durationMs', 'duration_ms'],
  ['ruleSetVersion', 'rule_set_version'],
  ['requestId', 'request_id'],
  ['traceId', 'trace_id'],
  ['timeMs', 'time_ms'],
])
