// What one check of a backup says, and how all of them are shown.

/** One part that a restore needs. */
export interface BackupCheck {
  /** Scripts may rely on these names. */
  readonly part:
    | 'settings'
    | 'database'
    | 'wal-archive'
    | 'stream-keys'
    | 'audit-anchor'
    | 'recordings-anchor'
    | 'objects'
    | 'sealing-keys'
  readonly state: 'ok' | 'warning' | 'failing'
  readonly detail: string
  /** What to do; absent where it is ok. */
  readonly advice?: string
}

/** Lines for a terminal. */
export function formatChecks(checks: readonly BackupCheck[]): string {
  const lines = checks.flatMap(({ part, state, detail, advice }) => [
    `${state.padEnd(8)} ${part.padEnd(17)} ${detail}`,
    ...(advice === undefined ? [] : [`${' '.repeat(27)}${advice}`]),
  ])
  return `${lines.join('\n')}\n`
}

const unitsMs = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
] as const

/** `3 days`, of two of a unit or more; below that `seconds`. */
export function formatAge(ageMs: number): string {
  for (const [name, unitMs] of unitsMs)
    if (ageMs >= 2 * unitMs) return `${Math.floor(ageMs / unitMs)} ${name}`
  return `${Math.max(0, Math.round(ageMs / 1000))} seconds`
}
