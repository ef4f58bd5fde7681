// Rules of retention in words.
import type {
  DueReply,
  RetentionRulesReply,
  SetRetentionReply,
} from '../../../src/retention/retention-api.ts'

/** Which rule says for how long a session is kept. */
export const causeWords: Readonly<Record<DueReply['cause'], string>> = {
  deployment: 'every session',
  app: 'the app’s own',
  label: 'a label',
  errors: 'sessions with an error',
}

/** What became of rules. */
export const stateWords: Readonly<Record<SetRetentionReply['state'], string>> = {
  'in-force': 'in force',
  replaced: 'replaced',
  waiting: 'waits for another officer',
  refused: 'refused',
  overtaken: 'overtaken',
}

const daysOf = (days: number): string => (days === 1 ? '1 day' : `${days} days`)

/** One sentence a rule. */
export function sentencesOf(rules: RetentionRulesReply): readonly string[] {
  const { days, daysWithErrors, apps, labels, minimumDays, maximumDays } = rules
  return [
    `A session is kept for ${daysOf(days)} after its last segment.`,
    ...(daysWithErrors === undefined
      ? []
      : [`One with an error is kept for ${daysOf(daysWithErrors)}, where that is longer.`]),
    ...Object.entries(apps).flatMap(([app, own]) => [
      ...(own.days === undefined ? [] : [`Of ${app}: ${daysOf(own.days)}.`]),
      ...(own.daysWithErrors === undefined
        ? []
        : [`Of ${app}, with an error: ${daysOf(own.daysWithErrors)}, where that is longer.`]),
    ]),
    ...labels.map(
      ({ name, value, days: own }) =>
        `Labelled ${name}${value === undefined ? '' : ` = ${value}`}: ${daysOf(own)} in their place; of several labels the longest counts.`,
    ),
    `No rule is below ${daysOf(minimumDays)} or beyond ${daysOf(maximumDays)}.`,
  ]
}
