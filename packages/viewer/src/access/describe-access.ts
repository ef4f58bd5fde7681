// docs/access.md: who may do what, as the code itself decides it. Written by packages/viewer/scripts/write-access.mjs.
import type { GrantScope } from '@reseal/store'
import type { Route } from '../routing/route.ts'
import { type Role, roles } from './actor.ts'
import { decideReplay, type HeldGrant, type ReplayDecision, type SessionFacts } from './decide-replay.ts'

/** States that a grant of a person for an app can be in, as they matter for watching. */
export const grantStates = ['none', 'waiting', 'denied', 'live', 'break-glass', 'expired', 'revoked'] as const

/** One of them. */
export type AccessGrantState = (typeof grantStates)[number]

/** The session that the tables are about, and the scopes of a grant beside it. */
export const describedSession: Pick<SessionFacts, 'pages' | 'labels'> = {
  pages: ['/intake', '/intake/insurance'],
  labels: ['cohort:beta'],
}

/** Names of scopes, each for a session. */
export const describedScopes: Readonly<Record<string, (session: string, another: string) => GrantScope>> = {
  'the app': () => ({ kind: 'app' }),
  'all of its pages': () => ({ kind: 'page', value: '/intake/**' }),
  'some of its pages': () => ({ kind: 'page', value: '/intake' }),
  'other pages': () => ({ kind: 'page', value: '/chart/**' }),
  'its label': () => ({ kind: 'label', value: 'cohort:beta' }),
  'another label': () => ({ kind: 'label', value: 'cohort:alpha' }),
  'the session': (session) => ({ kind: 'session', value: session }),
  'another session': (_, another) => ({ kind: 'session', value: another }),
}

/** A cell: who asks, of which app, with which grant. */
export interface AccessCase {
  readonly roles: readonly Role[]
  readonly isMember: boolean
  readonly grantsRequired: boolean
  readonly grant: AccessGrantState
  /** Name of a scope. */
  readonly scope: string
  readonly facts?: Partial<SessionFacts>
}

const hourMs = 3_600_000
const nowMs = 1_800_000_000_000
const [session, another] = ['the session', 'another session']

/** What is decided in a case. */
export function decideCase({
  isMember,
  grantsRequired,
  grant,
  scope,
  facts,
  ...who
}: AccessCase): ReplayDecision {
  const wanted = describedScopes[scope]?.(session, another) ?? { kind: 'app' as const }
  return decideReplay({
    actor: { roles: who.roles, apps: isMember ? ['app'] : [] },
    grantsRequired,
    session: {
      session,
      app: 'app',
      quarantined: false,
      held: false,
      rulesApproved: true,
      tombstoned: false,
      ...describedSession,
      ...facts,
    },
    grants: heldIn(grant, wanted),
    nowMs,
  })
}

function heldIn(state: AccessGrantState, scope: GrantScope): HeldGrant[] {
  if (state === 'none' || state === 'waiting' || state === 'denied') return []
  const isOver = state === 'expired'
  return [
    {
      id: 'grant',
      kind: state === 'break-glass' ? 'break-glass' : 'approved',
      app: 'app',
      scope,
      approvers: [],
      fromMs: nowMs - (isOver ? 2 * hourMs : 0),
      untilMs: isOver ? nowMs : nowMs + hourMs,
      revoked: state === 'revoked',
    },
  ]
}

/** The document. */
export function describeAccess(routes: readonly Route[]): string {
  return `${[
    '# Who may do what',
    '',
    'Written from the declarations of the routes and from the one function that decides who watches (`packages/viewer/src/access/decide-replay.ts`) by `node packages/viewer/scripts/write-access.mjs`; tests hold it to both, and the running viewer to it. What each request leaves in the log is in audit-events.md.',
    '',
    '## Routes by role',
    '',
    '`●` the role may call it; a blank: 403 and an audit event. What a call then finds depends on what it is about: of an app that is not theirs people get the answer for what is not there. `step-up`: only within five minutes of proving who one is. `token`: a service token may call it too, within its apps and purposes.',
    '',
    ...routeTable(routes),
    '',
    '## Watching a session',
    '',
    'The same for opening a replay and, in the transaction of each range, for every part of it; so a grant that ends, a membership that is taken away or a quarantine stops the next range. Who is an admin or an auditor watches nothing, whatever other role they hold.',
    '',
    ...watchTable(),
    '',
    '## Grants',
    '',
    'Of an engineer who is a member of an app with `reseal app grants --id APP required`, by the state and the scope of the grant. The session has the pages `/intake` and `/intake/insurance` and the label `cohort:beta`.',
    '',
    ...grantTable(),
    '',
    '- A grant is asked for with a reason, for 1 to 24 hours. A privacy officer who did not ask for it approves or denies it within a day; the hours count from then, and may be cut.',
    '- It is over when its time is: each range compares the time itself, and nothing has to run for that. A privacy officer, or the person who has it, revokes it before.',
    '- Scopes: the app; sessions of some pages, where all pages of the session have to match; sessions with a label; one session. Pages and labels come from the session’s summary: without one neither covers it.',
    '- Break-glass is for engineers, of apps that they are members of, for an hour at most, after a fresh proof of who they are. Privacy officers and auditors are notified in the same transaction; one of them who did not take it reviews it within three days, and it stays on the page Access until then. It opens neither what is quarantined nor what was recorded under rules that wait for approval.',
    '',
    '## People',
    '',
    '- Admins add people and change roles and apps of others, never their own; the last admin stays one and stays enabled. The database’s own functions refuse it, whichever process asks.',
    '- What an identity provider says of a person’s roles and apps is changed there.',
    '- Each week, Monday to Sunday (UTC), an auditor signs off the list of who watched what; not one who is in it. The sign-off is a leaf that names the reviewed leaves and the root of the log. It is due a week after the week ended, and shown as overdue from then on.',
  ].join('\n')}\n`
}

function routeTable(routes: readonly Route[]): string[] {
  const rows = routes.map((route) => {
    const { permission } = route
    const cells = roles.map((role) => {
      if (permission === 'public') return '●'
      return permission === 'signed-in' || permission.includes(role) ? '●' : ''
    })
    const anyone = permission === 'public' ? '●' : ''
    const extra = [
      ...(permission === 'signed-in' ? ['anyone signed in'] : []),
      ...(route.stepUp === true ? ['step-up'] : []),
      ...(route.serviceToken === true ? ['token'] : []),
    ]
    const audit = route.audit === 'none' ? '–' : `\`${route.audit}\``
    const name = `\`${route.method.toUpperCase()} ${route.path}\``
    return `| ${[name, anyone, ...cells, extra.join(', '), audit].join(' | ')} |`
  })
  return [
    `| route | anyone | ${roles.join(' | ')} | | audit event |`,
    `| --- | ${['', ...roles].map(() => ':-:').join(' | ')} | --- | --- |`,
    ...rows,
  ]
}

const kinds: Readonly<Record<string, Partial<SessionFacts>>> = {
  'as any other': {},
  quarantined: { quarantined: true },
  'under a legal hold': { held: true },
  'under rules that wait for approval': { rulesApproved: false },
  'of an app with a looser rule set that waits': { rulesWaiting: true },
  shredded: { tombstoned: true },
}

const people: Readonly<Record<string, Pick<AccessCase, 'roles' | 'isMember'>>> = {
  'engineer of the app': { roles: ['engineer'], isMember: true },
  'engineer of another app': { roles: ['engineer'], isMember: false },
  'privacy officer': { roles: ['privacy-officer'], isMember: false },
  'engineer of the app and privacy officer': { roles: ['engineer', 'privacy-officer'], isMember: true },
  auditor: { roles: ['auditor'], isMember: true },
  admin: { roles: ['admin'], isMember: true },
  'engineer of the app and admin': { roles: ['engineer', 'admin'], isMember: true },
}

function watchTable(): string[] {
  return table(
    'a session',
    Object.keys(people),
    Object.entries(kinds).map(([name, facts]) => [
      name,
      Object.values(people).map((who) =>
        outcomeOf(decideCase({ ...who, facts, grantsRequired: false, grant: 'none', scope: 'the app' })),
      ),
    ]),
  )
}

function grantTable(): string[] {
  const member = { roles: ['engineer'], isMember: true, grantsRequired: true } as const
  return table(
    'grant for',
    grantStates,
    Object.keys(describedScopes).map((scope) => [
      scope,
      grantStates.map((grant) => outcomeOf(decideCase({ ...member, grant, scope }))),
    ]),
  )
}

function table(
  corner: string,
  columns: readonly string[],
  rows: readonly (readonly [string, readonly string[]])[],
): string[] {
  return [
    `| ${[corner, ...columns].join(' | ')} |`,
    `| ${['', ...columns].map(() => '---').join(' | ')} |`,
    ...rows.map(([name, cells]) => `| ${[name, ...cells].join(' | ')} |`),
  ]
}

function outcomeOf(decision: ReplayDecision): string {
  if ('right' in decision) return 'watches'
  // To whom it is not, it is as one that is not there.
  return decision.refused === 'not_a_member' ? '`not_found`' : `\`${decision.refused}\``
}
