// docs/access.md against the running viewer: every role, membership, need of a grant, state and scope of one, and every
// kind of session, asked over HTTP for a replay and for a range of one that was open before.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAppRepository, decideGrant, type GrantScope, insertGrant, revokeGrant } from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'
import { viewerRoutes } from '../routes.ts'
import { type Role, roles } from './actor.ts'
import {
  type AccessCase,
  type AccessGrantState,
  decideCase,
  describeAccess,
  describedScopes,
  describedSession,
  grantStates,
} from './describe-access.ts'

let viewer: ViewerFixture
let recorded: RecordedStream
let officer = ''
const hourMs = 3_600_000
// One that nothing was recorded in.
const another = randomUUID()

beforeAll(async () => {
  viewer = await startViewerFixture({ config: { anchorMaxAgeMs: 24 * hourMs } })
  officer = await viewer.createUser('approver', ['privacy-officer'])
  recorded = await viewer.record()
  const summary = { fromMs: 0, toMs: 0, counts: {}, labels: labelsOf() }
  await sql`INSERT INTO summaries.sessions (session_id, app_id, started_at_ms, tokens, summary)
    VALUES (${recorded.session}, 'clinic', 0, '{}', ${JSON.stringify(summary)}::jsonb)
    ON CONFLICT (session_id) DO UPDATE SET summary = excluded.summary`.execute(
    viewer.databases.database('worker'),
  )
  await viewer.anchor()
})
afterAll(() => viewer.stop())

function labelsOf(): object {
  const tags = Object.fromEntries(describedSession.labels.map((label) => label.split(':')))
  return { pages: describedSession.pages, tags, errors: [], requests: [], vitals: {} }
}

interface Person {
  readonly id: string
  readonly cookie: string
}
const persons = new Map<string, Promise<Person>>()

/** One person for each set of roles and membership. */
function personOf({ roles: held, isMember }: Pick<AccessCase, 'roles' | 'isMember'>): Promise<Person> {
  const name = `${held.join('+') || 'nobody'}-${isMember ? 'member' : 'stranger'}`
  const known = persons.get(name) ?? makePerson(name, held, isMember ? ['clinic'] : ['lab'])
  persons.set(name, known)
  return known
}

async function makePerson(name: string, held: readonly Role[], apps: readonly string[]): Promise<Person> {
  const id = await viewer.createUser(name, held, apps)
  return { id, cookie: await viewer.signIn(id) }
}

async function giveGrant(userId: string, state: AccessGrantState, scope: GrantScope): Promise<void> {
  const db = viewer.databases.database('viewer')
  await sql`DELETE FROM grants`.execute(viewer.databases.database('owner'))
  if (state === 'none') return
  const id = randomUUID()
  const nowMs = viewer.deps.now()
  const isTaken = state === 'break-glass'
  const times = { fromMs: nowMs, untilMs: nowMs + hourMs }
  await insertGrant(db, {
    id,
    kind: isTaken ? 'break-glass' : 'request',
    userId,
    app: 'clinic',
    scope,
    reason: 'x',
    durationMs: hourMs,
    requestedAtMs: nowMs - 2 * hourMs,
    dueAtMs: nowMs + hourMs,
    ...(isTaken ? times : {}),
  })
  if (state === 'waiting' || isTaken) return
  const atMs = state === 'expired' ? nowMs - hourMs : nowMs
  await decideGrant(db, id, {
    userId: officer,
    atMs,
    ...(state === 'denied' ? {} : { untilMs: atMs + hourMs }),
  })
  if (state === 'revoked') await revokeGrant(db, id, { userId: officer, atMs: nowMs })
}

async function setSession({ facts = {}, grantsRequired }: AccessCase): Promise<void> {
  const owner = viewer.databases.database('owner')
  await createAppRepository(owner).setGrantsRequired('clinic', grantsRequired)
  await sql`DELETE FROM quarantines`.execute(owner)
  if (facts.quarantined === true) {
    await sql`INSERT INTO quarantines (session_id, app_id, state, cause)
      VALUES (${recorded.session}, 'clinic', 'quarantined', 'finding')`.execute(owner)
  }
}

/** What the answers come to: `watches`, or the code that the person is told. */
async function ask({ cookie, id }: Person): Promise<{ open: string; range: string }> {
  const opened = await viewer.post(
    `/api/sessions/${recorded.session}/replays`,
    { purpose: 'debugging' },
    { cookie },
  )
  const open = opened.status === 201 ? 'watches' : ((await errorCode(opened)) ?? '')
  // Of a replay that was opened while it was allowed.
  const replay = randomUUID()
  await viewer.deps.replays.insertReplay({
    id: replay,
    session: recorded.session,
    appId: 'clinic',
    userId: id,
    purpose: 'debugging',
    auditIndex: 1,
    expiresAtMs: viewer.deps.now() + hourMs,
  })
  const range = `fromMs=${recorded.startedAtMs}&toMs=${recorded.startedAtMs}`
  const path = `/api/replays/${replay}/streams/${recorded.stream}/events?${range}`
  const read = await viewer.request(path, { cookie })
  const isRead = read.status === 200
  const code = isRead ? 'watches' : ((await errorCode(read)) ?? '')
  if (isRead) await read.arrayBuffer()
  return { open, range: code }
}

function expectedOf(given: AccessCase): string {
  const decision = decideCase(given)
  if ('right' in decision) return 'watches'
  return decision.refused === 'not_a_member' ? 'not_found' : decision.refused
}

async function check(given: AccessCase): Promise<void> {
  const person = await personOf(given)
  await setSession(given)
  await giveGrant(
    person.id,
    given.grant,
    describedScopes[given.scope]?.(recorded.session, another) ?? { kind: 'app' },
  )
  const expected = expectedOf(given)
  expect({ ...given, ...(await ask(person)) }).toEqual({ ...given, open: expected, range: expected })
}

describe('the running viewer', () => {
  test.each(Object.keys(describedScopes))(
    'lets an engineer watch by grants for %s, in each state',
    async (scope) => {
      for (const isMember of [true, false])
        for (const grant of grantStates)
          await check({ roles: ['engineer'], isMember, grantsRequired: true, grant, scope })
    },
  )

  const sets: readonly (readonly Role[])[] = [
    [],
    ...roles.map((role) => [role]),
    ...roles.flatMap((role, at) => roles.slice(at + 1).map((other) => [role, other])),
  ]
  test.each(sets.map((held) => [held.join(' and ') || 'nobody', held] as const))(
    'lets %s watch what the table says',
    async (_, held) => {
      for (const isMember of [true, false])
        for (const quarantined of [false, true])
          for (const grantsRequired of [false, true]) {
            const given = { roles: held, isMember, grantsRequired, facts: { quarantined } }
            await check({ ...given, grant: 'none', scope: 'the app' })
          }
    },
  )
})

test('docs/access.md is what the code says', async () => {
  const path = join(import.meta.dirname, '../../../../docs/access.md')
  // Out of date? Run `node packages/viewer/scripts/write-access.mjs`.
  expect(await readFile(path, 'utf8')).toBe(describeAccess(viewerRoutes))
})
