// What is printed when a command fails: what was wrong and what to do, never a stack trace unasked.
import { inspect } from 'node:util'
import { CliError } from '../cli-error.ts'

const adviceByCode: Readonly<Record<string, string>> = {
  database_unavailable: 'Is PostgreSQL running, and is RESEAL_DATABASE_URL right?',
  object_store_unavailable: 'Is the object store reachable, and does the configuration name it rightly?',
  unknown_key: 'The key file of this deployment does not hold the sealing key that was asked for.',
  log_inconsistent: 'The database disagrees with the anchored checkpoints. Run: reseal verify',
  log_lock_timeout: 'Another process holds the log; try again.',
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
  let current: unknown = error
  for (let depth = 0; depth < 8 && current !== undefined; depth += 1) {
    const code = codeOf(current)
    const advice = code === undefined ? undefined : adviceByCode[code]
    if (advice) return `${error instanceof Error ? error.message : 'failed'} (${code}). ${advice}${trace}`
    current = current instanceof Error ? current.cause : undefined
  }
  const message = error instanceof Error ? error.message : 'an unknown failure'
  const hint = isDebugging ? '' : ' Set RESEAL_DEBUG=1 to see where.'
  return `${message}${codeOf(error) ? ` (${codeOf(error)})` : ''}.${hint}${trace}`
}
