// What grants are called on the page.
import type { GrantReply, GrantScopeReply, GrantState } from '../../../src/api-types.ts'
import { shortenId } from '../elements/copyable.tsx'

const states: Readonly<Record<GrantState, string>> = {
  waiting: 'waits',
  lapsed: 'lapsed',
  denied: 'denied',
  live: 'holds',
  expired: 'over',
  revoked: 'revoked',
}

export function stateLabel(state: GrantState): string {
  return states[state]
}

export function scopeLabel(scope: GrantScopeReply): string {
  switch (scope.kind) {
    case 'app':
      return 'the whole app'
    case 'page':
      return `pages ${scope.value}`
    case 'label':
      return `label ${scope.value}`
    case 'session':
      return `session ${shortenId(scope.value)}`
  }
}

/** `2 h`, `45 min` */
export function durationLabel(durationMs: number): string {
  const minutes = Math.round(durationMs / 60_000)
  return minutes >= 60 && minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`
}

/** Break-glass that nobody has reviewed yet, and since when somebody should have. */
export function reviewState(
  { kind, reviewed, dueAtMs }: GrantReply,
  nowMs: number,
): 'none' | 'due' | 'overdue' | 'done' {
  if (kind !== 'break-glass') return 'none'
  if (reviewed !== undefined) return 'done'
  return nowMs < dueAtMs ? 'due' : 'overdue'
}
