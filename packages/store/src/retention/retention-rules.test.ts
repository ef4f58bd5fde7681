// Rules of retention: what they come to, what is refused, and when something is kept for less time than before.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkRetentionRules,
  type RetentionRules,
  retentionOf,
  retentionRulesText,
  shortens,
  shortestDays,
} from './retention-rules.ts'

const rules: RetentionRules = {
  minimumDays: 7,
  maximumDays: 400,
  days: 90,
  daysWithErrors: 180,
  apps: { portal: { days: 30 }, billing: { daysWithErrors: 365 } },
  labels: [
    { name: 'kind', value: 'test', days: 7 },
    { name: 'study', days: 400 },
  ],
}

const session = (over: Partial<Parameters<typeof retentionOf>[1]> = {}) => ({
  app: 'intake',
  hasErrors: false,
  tags: {},
  ...over,
})

describe('for how long a session is kept', () => {
  test.each([
    ['the deployment’s days', {}, 90, 'deployment'],
    ['the app’s in their place', { app: 'portal' }, 30, 'app'],
    ['longer with an error', { hasErrors: true }, 180, 'errors'],
    ['longer with an error, as the app says', { app: 'billing', hasErrors: true }, 365, 'errors'],
    ['a label’s in the place of both', { app: 'portal', tags: { kind: 'test' } }, 7, 'label'],
    ['not a label’s of another value', { app: 'portal', tags: { kind: 'real' } }, 30, 'app'],
    ['the longest of several labels', { tags: { kind: 'test', study: 'b' } }, 400, 'label'],
    ['longer with an error than a label says', { hasErrors: true, tags: { kind: 'test' } }, 180, 'errors'],
    ['no shorter with an error', { hasErrors: true, tags: { study: 'b' } }, 400, 'label'],
    ['the deployment’s, of an app named as a member of objects', { app: 'constructor' }, 90, 'deployment'],
  ] as const)('%s', (_name, over, days, cause) => {
    expect(retentionOf(rules, session(over))).toEqual({ days, cause })
  })

  test('nothing of an app is kept for less than its shortest', () => {
    expect(shortestDays(rules, 'portal')).toBe(7)
    expect(shortestDays({ ...rules, labels: [] }, 'portal')).toBe(30)
  })
})

describe('what is refused', () => {
  test.each([
    ['no object', [], 'the rules: expected an object'],
    ['no days', { minimumDays: 7 }, 'days: expected a whole number of days from 7 to 3653'],
    ['half a day', { days: 1.5 }, 'days: expected a whole number of days from 1 to 3653'],
    [
      'less than the minimum',
      { minimumDays: 30, days: 29 },
      'days: expected a whole number of days from 30 to 3653',
    ],
    [
      'an app beyond the maximum',
      { maximumDays: 100, days: 50, apps: { portal: { days: 101 } } },
      'apps.portal.days: expected a whole number of days from 1 to 100',
    ],
    ['a maximum below the minimum', { minimumDays: 9, maximumDays: 8, days: 9 }, /^maximumDays: /u],
    [
      'a name that is no app’s',
      { days: 9, apps: { 'Jane Doe': {} } },
      'apps (number 1): expected the id of an app as its name',
    ],
    ['a field that means nothing', { days: 9, hours: 3 }, /^the rules: expected no fields but /u],
    [
      'a label without a name',
      { days: 9, labels: [{ days: 3 }] },
      'labels[0].name: expected the name of a tag',
    ],
    [
      'a label twice',
      {
        days: 9,
        labels: [
          { name: 'a', days: 3 },
          { name: 'a', days: 4 },
        ],
      },
      'labels[1]: expected each label once',
    ],
  ])('%s', (_name, value, problem) => {
    const checked = checkRetentionRules(value)
    const problems = 'problems' in checked ? checked.problems : []
    expect(problems).toContainEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem))
    expect(problems.join()).not.toContain('Jane')
  })

  test('what was accepted is read back from its text', () => {
    expect(checkRetentionRules(JSON.parse(retentionRulesText(rules)))).toEqual({ rules })
  })
})

const days = fc.integer({ min: 1, max: 6 })
const anyRules: fc.Arbitrary<RetentionRules> = fc.record({
  minimumDays: fc.constant(1),
  maximumDays: fc.constant(6),
  days,
  apps: fc.dictionary(
    fc.constantFrom('a', 'b'),
    fc.record({ days, daysWithErrors: days }, { requiredKeys: [] }),
  ),
  labels: fc.uniqueArray(
    fc.oneof(
      fc.record({ name: fc.constantFrom('x', 'y', 'z'), days }),
      fc.record({ name: fc.constantFrom('x', 'y', 'z'), value: fc.constantFrom('1', '2'), days }),
    ),
    { selector: ({ name, ...label }) => `${name}=${'value' in label ? label.value : ''}`, maxLength: 4 },
  ),
  daysWithErrors: days,
})
const anySession = fc.record({
  app: fc.constantFrom('a', 'b', 'c'),
  hasErrors: fc.boolean(),
  tags: fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.constantFrom('1', '2', '3')),
})

describe('what keeps something for less time', () => {
  test('is found for every session, and only where there is one', () => {
    fc.assert(
      fc.property(
        anyRules,
        anyRules,
        fc.array(anySession, { minLength: 200, maxLength: 200 }),
        (before, after, sessions) => {
          const isShorter = sessions.some(
            (one) => retentionOf(after, one).days < retentionOf(before, one).days,
          )
          if (isShorter) expect(shortens(before, after)).toBe(true)
          if (!shortens(before, after)) expect(isShorter).toBe(false)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('the same rules do not, longer ones do not, the first ones do', () => {
    expect(shortens(rules, rules)).toBe(false)
    expect(shortens(rules, { ...rules, days: 91, labels: rules.labels.slice(1) })).toBe(false)
    expect(shortens(undefined, rules)).toBe(true)
    // A session with both labels was kept for 400 days.
    const swapped = { ...rules, labels: [{ name: 'kind', value: 'test', days: 100 }] }
    expect(shortens(rules, swapped)).toBe(true)
  })
})
