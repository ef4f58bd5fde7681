// On what consent sessions were recorded: as a list, and whole as a file.
import { createHash } from 'node:crypto'
import { encodeConsentReceipt } from '@reseal/protocol'
import { createAuditLog, createSessionForgetter, eraseDerived } from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { ConsentListReply, ConsentReply } from './consents-api.ts'

// A spreadsheet would take the dash for the beginning of a formula.
const receipt = { grantedAtMs: 1_700_000_000_000, how: '-banner', noticeVersion: 'v7' }

let viewer: ViewerFixture
let officer: string
let auditor: string
let engineer: string
let consented: { session: string; stream: string; consentHash: string }
let silent: string
beforeAll(async () => {
  viewer = await startViewerFixture()
  officer = await viewer.signInAs('officer-1', ['privacy-officer'])
  auditor = await viewer.signInAs('auditor-1', ['auditor'])
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  const consentHash = createHash('sha256').update(encodeConsentReceipt(receipt)).digest()
  const { session, stream } = await viewer.record({ consentHash })
  consented = { session, stream, consentHash: consentHash.toString('hex') }
  silent = (await viewer.record()).stream
  const summary = { fromMs: 0, toMs: 1, counts: {}, labels: { errors: [], consent: receipt } }
  await sql`INSERT INTO summaries.streams (stream_id, session_id, app_id, summary)
    VALUES (${stream}, ${session}, 'clinic', ${JSON.stringify(summary)})
    ON CONFLICT (stream_id) DO UPDATE SET summary = excluded.summary`.execute(
    viewer.databases.database('superuser'),
  )
  // Newer ones of which nothing is shown: more than a page of an export.
  await sql`INSERT INTO sessions (id, app_id, started_at_ms)
    SELECT gen_random_uuid(), 'clinic', 4000000000000 FROM generate_series(1, 201)`.execute(
    viewer.databases.database('superuser'),
  )
})
afterAll(() => viewer.stop())

const ask = (path: string, cookie = officer): Promise<Response> =>
  viewer.request(`/api/consents${path}`, { cookie })

async function list(query: string): Promise<ConsentListReply> {
  return (await (await ask(query)).json()) as ConsentListReply
}

async function linesOf(query: string): Promise<string[]> {
  const response = await ask(`/export${query}`, auditor)
  expect(response.status).toBe(200)
  return (await response.text()).split(/\r?\n/u).filter((line) => line !== '')
}

test('are listed for officers and auditors, with what the receipt says', async () => {
  const { consents } = await list('?notice=v7')
  expect(consents).toMatchObject([{ ...consented, said: receipt, proven: true }])
  expect((await list('?notice=v8')).consents).toEqual([])
  expect((await ask('', auditor)).status).toBe(200)
  expect((await ask('', engineer)).status).toBe(403)
  expect((await viewer.events('session.list')).at(0)).toMatchObject({ outcome: 'denied' })
  for (const query of ['?notice=a%20b', '?app=%27', '?from=-1', '?limit=201']) {
    expect((await ask(query)).status).toBe(400)
  }
})

test('are paged through to the last, also where a page has nothing to show', async () => {
  const found: ConsentReply[] = []
  let pages = 0
  for (let cursor: string | null = ''; cursor !== null; pages += 1) {
    const page: ConsentListReply = await list(`?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`)
    found.push(...page.consents)
    cursor = page.nextCursor
  }
  expect(pages).toBe(2)
  expect(new Set(found.map(({ stream }) => stream))).toEqual(new Set([consented.stream, silent]))
  expect(found.find(({ stream }) => stream === silent)).toMatchObject({ proven: false })
})

test('leave whole as CSV, in which no text is a formula', async () => {
  const [head, ...lines] = await linesOf('?format=csv')
  expect(head).toBe('app,session,stream,recorded,notice,how,consented,receipt_sha256,proven,forgotten')
  expect(lines).toHaveLength(2)
  const line = lines.find((each) => each.includes(consented.stream))
  expect(line).toContain(`,v7,'-banner,2023-11-14T22:13:20.000Z,${consented.consentHash},true,`)
  expect(lines.find((each) => each.includes(silent))).toMatch(/,,,,,false,$/u)
})

test('leave whole as JSON Lines, by the list’s conditions, after an event that says who took them', async () => {
  const lines = await linesOf('?format=jsonl&notice=v7&app=clinic')
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual((await list('?notice=v7')).consents)
  const [event] = await viewer.events('consent.export')
  expect(event).toMatchObject({
    outcome: 'success',
    actor: { subject: 'auditor-1' },
    target: { app: 'clinic' },
    filters: ['app', 'notice'],
  })
  expect(await linesOf('?format=jsonl&from=5000000000000')).toEqual([])
})

test('leave for nobody else, and in no other form', async () => {
  expect((await ask('/export?format=csv', engineer)).status).toBe(403)
  const [event] = await viewer.events('consent.export')
  expect(event).toMatchObject({ outcome: 'denied', denyReason: 'role_not_allowed' })
  for (const query of ['', '?format=xml', '?format=csv&notice=a%20b']) {
    expect((await ask(`/export${query}`)).status).toBe(400)
  }
})

test('lose what the receipt says with the stream, and keep its hash', async () => {
  const db = viewer.databases.database('worker')
  const { anchor } = viewer.deps
  const audit = createAuditLog(db, { anchor })
  const forgetter = createSessionForgetter(db, { anchor, audit, erase: eraseDerived })
  await forgetter.forget({ sessions: [consented.session], reason: 'retention', event: 1 })
  const left = (await list('?to=3000000000000')).consents.find(({ stream }) => stream === consented.stream)
  expect(left).toMatchObject({ forgotten: 'retention', proven: false, consentHash: consented.consentHash })
  expect(left?.said).toBeUndefined()
  const lines = await linesOf('?format=csv')
  expect(lines.join('')).not.toContain('banner')
  expect(lines.find((each) => each.includes(consented.stream))).toContain(
    `,,,,${consented.consentHash},false,retention`,
  )
})
