// What the weekly review calls things.
import type { ReviewEntryReply, ReviewState } from '../../../src/api-types.ts'

const flags: Readonly<Record<ReviewEntryReply['flags'][number], readonly [label: string, meaning: string]>> =
  {
    'break-glass': ['break-glass', 'Watched without approval, in an emergency'],
    'denied-burst': ['refusals', 'Five refusals or more within ten minutes'],
    volume: ['volume', 'More than twice as many sessions as in the busiest of the eight weeks before'],
    'first-time': ['first time', 'Opened nothing of this app in the eight weeks before'],
    'off-hours': ['off hours', 'Outside 7 to 19, or on a weekend'],
  }

export function flagLabel(flag: ReviewEntryReply['flags'][number]): string {
  return flags[flag][0]
}

export function flagMeaning(flag: ReviewEntryReply['flags'][number]): string {
  return flags[flag][1]
}

const states: Readonly<Record<ReviewState, string>> = {
  running: 'runs',
  waiting: 'waits for sign-off',
  overdue: 'overdue',
  signed: 'signed off',
}

export function reviewStateLabel(state: ReviewState): string {
  return states[state]
}
