// The table of design.md §8 as a table: every set of roles, membership, need of a grant, state and scope of one, and
// every fact about a session, against what the table says in words.
import type { GrantScope } from '@reseal/store'
import { describe, expect, test } from 'vitest'
import { type Role, roles } from './actor.ts'
import { decideReplay, type HeldGrant, type ReplayDecision, type ReplayQuestion } from './decide-replay.ts'
import { coversSession, pagePattern } from './grant-scope.ts'

const nowMs = 1_800_000_000_000
const hourMs = 3_600_000

const grantStates = ['none', 'live', 'break-glass', 'expired', 'not begun', 'revoked'] as const
type GrantState = (typeof grantStates)[number]

const scopes: Readonly<Record<string, GrantScope & { readonly covers: boolean }>> = {
  app: { kind: 'app', covers: true },
  'its page': { kind: 'page', value: '/intake/**', covers: true },
  'another page': { kind: 'page', value: '/chart/**', covers: false },
  'its label': { kind: 'label', value: 'beta', covers: true },
  'another label': { kind: 'label', value: 'alpha', covers: false },
  'this session': { kind: 'session', value: 'session-1', covers: true },
  'another session': { kind: 'session', value: 'session-2', covers: false },
}

function grantOf(state: GrantState, scope: GrantScope, app: string): HeldGrant[] {
  if (state === 'none') return []
  const times = {
    live: [nowMs - hourMs, nowMs + 1],
    'break-glass': [nowMs, nowMs + hourMs],
    expired: [nowMs - hourMs, nowMs],
    'not begun': [nowMs + 1, nowMs + hourMs],
    revoked: [nowMs - hourMs, nowMs + hourMs],
  } as const
  const [fromMs, untilMs] = times[state]
  const isApproved = state !== 'break-glass'
  const approvers = isApproved ? ['officer-1'] : []
  const kind = isApproved ? 'approved' : 'break-glass'
  return [{ id: 'grant-1', kind, app, scope, approvers, fromMs, untilMs, revoked: state === 'revoked' }]
}

interface Row {
  readonly held: readonly Role[]
  readonly isMember: boolean
  readonly grantsRequired: boolean
  readonly state: GrantState
  readonly scope: string
  readonly ofThisApp: boolean
  readonly quarantined: boolean
  readonly held1: boolean
  readonly rulesApproved: boolean
  readonly tombstoned: boolean
}

function questionOf(row: Row): ReplayQuestion {
  const scope = scopes[row.scope] ?? { kind: 'app' as const, covers: true }
  const { quarantined, rulesApproved, tombstoned } = row
  return {
    actor: { roles: row.held, apps: row.isMember ? ['clinic'] : ['lab'] },
    grantsRequired: row.grantsRequired,
    session: {
      session: 'session-1',
      app: 'clinic',
      pages: ['/intake', '/intake/insurance'],
      labels: ['beta'],
      held: row.held1,
      quarantined,
      rulesApproved,
      tombstoned,
    },
    grants: grantOf(row.state, scope, row.ofThisApp ? 'clinic' : 'lab'),
    nowMs,
  }
}

/** The table once more, as conditions that must all hold. */
function mayWatch(row: Row): boolean {
  const is = (role: Role): boolean => row.held.includes(role)
  if (is('admin') || is('auditor') || row.tombstoned) return false
  const hasGrant =
    (row.state === 'live' || row.state === 'break-glass') &&
    row.ofThisApp &&
    scopes[row.scope]?.covers === true
  const asEngineer =
    is('engineer') &&
    row.isMember &&
    !row.quarantined &&
    row.rulesApproved &&
    (!row.grantsRequired || hasGrant)
  const asOfficer = is('privacy-officer') && (row.quarantined || row.held1)
  return asEngineer || asOfficer
}

const both = [false, true] as const
const roleSets = roles.reduce<readonly Role[][]>(
  (sets, role) => [...sets, ...sets.map((set) => [...set, role])],
  [[]],
)

function* rows(): Generator<Row> {
  for (const held of roleSets)
    for (const isMember of both)
      for (const grantsRequired of both)
        for (const state of grantStates)
          for (const scope of Object.keys(scopes))
            for (const ofThisApp of both)
              for (let facts = 0; facts < 16; facts += 1)
                yield {
                  held,
                  isMember,
                  grantsRequired,
                  state,
                  scope,
                  ofThisApp,
                  quarantined: (facts & 1) > 0,
                  held1: (facts & 2) > 0,
                  rulesApproved: (facts & 4) === 0,
                  tombstoned: (facts & 8) > 0,
                }
}

const decide = (row: Partial<Row>): ReplayDecision =>
  decideReplay(
    questionOf({
      held: ['engineer'],
      isMember: true,
      grantsRequired: false,
      state: 'none',
      scope: 'app',
      ofThisApp: true,
      quarantined: false,
      held1: false,
      rulesApproved: true,
      tombstoned: false,
      ...row,
    }),
  )

describe('who may watch', () => {
  test('is as the table says, in every case of it', () => {
    let count = 0
    for (const row of rows()) {
      count += 1
      if ('right' in decideReplay(questionOf(row)) !== mayWatch(row)) expect.unreachable(JSON.stringify(row))
    }
    expect(count).toBe(16 * 2 * 2 * 6 * 7 * 2 * 16)
  })

  test.each([
    ['an admin who is an engineer too', { held: ['engineer', 'admin'] }, 'role_not_allowed'],
    ['an auditor who is a privacy officer too', { held: ['privacy-officer', 'auditor'] }, 'role_not_allowed'],
    ['nobody', { held: [] }, 'role_not_allowed'],
    ['another app’s engineer', { isMember: false }, 'not_a_member'],
    ['another app’s engineer with a grant', { isMember: false, state: 'live' }, 'not_a_member'],
    ['an engineer, of what is quarantined', { quarantined: true }, 'quarantined'],
    [
      'break-glass, of what is quarantined',
      { quarantined: true, grantsRequired: true, state: 'break-glass' },
      'quarantined',
    ],
    ['an engineer, under rules that wait', { rulesApproved: false }, 'rules_not_approved'],
    ['an engineer, of what is shredded', { tombstoned: true }, 'shredded'],
    ['without a grant', { grantsRequired: true }, 'grant_required'],
    [
      'with one for something else',
      { grantsRequired: true, state: 'live', scope: 'another page' },
      'grant_required',
    ],
    ['with one of another app', { grantsRequired: true, state: 'live', ofThisApp: false }, 'grant_required'],
    ['with one that is over', { grantsRequired: true, state: 'expired' }, 'grant_expired'],
    ['with one that was revoked', { grantsRequired: true, state: 'revoked' }, 'grant_revoked'],
    ['an officer, of what is not quarantined', { held: ['privacy-officer'] }, 'not_quarantined'],
  ] as const)('refuses %s', (_, row, reason) => {
    expect(decide(row)).toEqual({ refused: reason })
  })

  test('names the grant that was used, and who approved it; one that was approved before break-glass', () => {
    const approved = { id: 'grant-1', kind: 'approved', approvers: ['officer-1'] }
    expect(decide({ grantsRequired: true, state: 'live' })).toEqual({
      right: { role: 'engineer', grant: approved },
    })
    expect(decide({ grantsRequired: true, state: 'break-glass' })).toEqual({
      right: { role: 'engineer', grant: { id: 'grant-1', kind: 'break-glass', approvers: [] } },
    })
    const question = questionOf({
      held: ['engineer'],
      isMember: true,
      grantsRequired: true,
      state: 'live',
      scope: 'app',
      ofThisApp: true,
      quarantined: false,
      held1: false,
      rulesApproved: true,
      tombstoned: false,
    })
    const grants = [...grantOf('break-glass', { kind: 'app' }, 'clinic'), ...question.grants]
    expect(decideReplay({ ...question, grants })).toMatchObject({ right: { grant: approved } })
  })

  test('uses no grant where membership suffices', () => {
    expect(decide({ state: 'live' })).toEqual({ right: { role: 'engineer' } })
  })
})

describe('a page pattern', () => {
  const covers = (value: string, ...pages: string[]): boolean =>
    coversSession({ kind: 'page', value }, { session: 's', pages, labels: [] })

  test.each([
    ['/intake', '/intake', true],
    ['/intake', '/intake/insurance', false],
    ['/intake/*', '/intake/insurance', true],
    ['/intake/*', '/intake', false],
    ['/intake/*', '/intake/insurance/edit', false],
    ['/intake/**', '/intake', true],
    ['/intake/**', '/intake/insurance/edit', true],
    ['/intake/**', '/intakes', false],
    ['/chart/:patientId/*', '/chart/:patientId/notes', true],
    ['/chart/:patientId/*', '/chart/:otherId/notes', false],
    ['/**', '/anything/at/all', true],
    ['/*/settings', '/profile/settings', true],
  ])('%s covers %s: %s', (pattern, page, expected) => {
    expect(pagePattern.test(pattern)).toBe(true)
    expect(covers(pattern, page)).toBe(expected)
  })

  test('covers a session only with all of its pages, and none without a summary', () => {
    expect(covers('/intake/**', '/intake', '/intake/insurance')).toBe(true)
    expect(covers('/intake/**', '/intake', '/chart/:patientId')).toBe(false)
    expect(covers('/**')).toBe(false)
  })

  test.each(['intake', '/a b', '/**/a', '/a**', '/a?b', '/a\n', '/***', '//'])('%j is none', (pattern) => {
    expect(pagePattern.test(pattern)).toBe(false)
  })
})
