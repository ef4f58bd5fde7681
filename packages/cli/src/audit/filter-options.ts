// The conditions on audit events that `audit export`, `audit who-saw` and the sinks take.
import { isUuid } from '@reseal/protocol'
import { type AuditFilter, auditActions } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import type { CommandInput, OptionSpec } from '../command-line/command.ts'

const time = 'a date (2026-11-22) or a time (2026-11-22T14:20Z)'

/** Conditions that name nobody. */
export const plainFilterOptions: readonly OptionSpec[] = [
  { name: 'app', value: 'ID', help: 'only what concerns this app' },
  {
    name: 'action',
    value: 'ACTION',
    multiple: true,
    choices: auditActions,
    help: 'only this; may be repeated',
  },
  { name: 'purpose', value: 'PURPOSE', help: 'only for this purpose of use' },
  { name: 'outcome', value: 'OUTCOME', choices: ['success', 'denied', 'error'], help: 'only what ended so' },
]

/** Conditions on when. */
export const timeFilterOptions: readonly OptionSpec[] = [
  { name: 'from', value: 'TIME', help: `not before: ${time}` },
  { name: 'to', value: 'TIME', help: `not after; of a date, its last moment (UTC)` },
]

/** All conditions. */
export const filterOptions: readonly OptionSpec[] = [
  {
    name: 'actor',
    value: 'NAME',
    help: 'only what this person did; of someone who was erased nothing is found',
  },
  { name: 'session', value: 'ID', help: 'only what concerns this session' },
  ...plainFilterOptions,
  ...timeFilterOptions,
]

/**
 * The conditions that were given.
 * @throws CliError 'usage'
 */
export function readFilter(input: CommandInput): AuditFilter {
  const [subject, app, purpose] = [input.text('actor'), input.text('app'), input.text('purpose')]
  const session = input.text('session')?.toLowerCase()
  if (session !== undefined && !isUuid(session)) {
    throw new CliError('usage', '--session takes the id that the viewer shows, a UUID.')
  }
  const actions = input.texts('action')
  const outcome = (['success', 'denied', 'error'] as const).find((known) => known === input.text('outcome'))
  const [fromMs, toMs] = [readTime(input, 'from'), readTime(input, 'to')]
  return {
    ...(subject !== undefined && { subject }),
    ...(app !== undefined && { app }),
    ...(session !== undefined && { session }),
    ...(actions.length > 0 && { actions }),
    ...(purpose !== undefined && { purpose }),
    ...(outcome !== undefined && { outcome }),
    ...(fromMs !== undefined && { fromMs }),
    ...(toMs !== undefined && { toMs }),
  }
}

const dayMs = 24 * 60 * 60_000
const timePattern = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/u

/**
 * A moment, in milliseconds since 1970.
 * @throws CliError 'usage'
 */
export function readTime(input: CommandInput, option: 'from' | 'to'): number | undefined {
  const text = input.text(option)
  if (text === undefined) return undefined
  const timeMs = timePattern.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(timeMs)) throw new CliError('usage', `--${option} takes ${time}.`)
  return option === 'to' && !text.includes('T') ? timeMs + dayMs - 1 : timeMs
}
