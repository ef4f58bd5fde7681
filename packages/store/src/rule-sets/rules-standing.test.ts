// What the registry says of streams: of the rules that they were recorded under, and of those that nobody published.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { encodeStreamHeader } from '@reseal/protocol'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import { createIngestRepository } from '../streams/ingest.repository.ts'
import { startTestPostgres, type TestPostgres } from '../testing.ts'
import { createReleaseManifestRepository } from './release-manifest.repository.ts'
import { createRuleAcceptanceRepository } from './rule-acceptance.ts'
import { createRuleSetRepository, decideRuleSet } from './rule-set.repository.ts'
import { findRulesStanding, findUnknownRules } from './rules-standing.ts'

let postgres: TestPostgres
let appId: string
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())
beforeEach(() => {
  appId = `app-${randomBytes(4).toString('hex')}`
})

const sha256 = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(text).digest())
const bodyOf = (version: string): Buffer => Buffer.from(`{"version":"${version}"}`)
const strictHash = '89042a475106635079f0a09e815cae378b494ea1adeca45ae4f8bb690ad61d39'

interface Recorded {
  readonly session: string
  readonly stream: string
}

async function record(
  rules: string | Uint8Array,
  { session = randomUUID(), manifest }: { session?: string; manifest?: string } = {},
): Promise<Recorded> {
  const base = newStream()
  const header = {
    version: 1,
    app: 'rsl_test',
    session,
    stream: base.stream,
    keyId: base.keyId,
    encHash: base.encHash,
    ruleSetHash: typeof rules === 'string' ? sha256(`{"version":"${rules}"}`) : rules,
    ...(manifest === undefined ? {} : { manifestHash: sha256(manifest) }),
    appendKeyHash: base.appendKeyHash,
    withdrawalTokenHash: new Uint8Array(randomBytes(32)),
    sdk: 'test/0',
    startedAtMs: base.startedAtMs,
  } as const
  const stream = { ...base, appId, session, headerBytes: encodeStreamHeader(header) }
  const commit = newBatchCommit([stream], newSegments(stream, { from: 0, count: 1, final: true }))
  const ingest = createIngestRepository(postgres.database('ingest'))
  expect(await ingest.commitBatch(commit)).toEqual({ outcome: 'committed' })
  return { session, stream: base.stream }
}

async function publish(version: string, looser = false): Promise<number> {
  const sets = createRuleSetRepository(postgres.database('owner'))
  await sets.publish({ appId, version, body: bodyOf(version), auditIndex: 1, looser })
  return (await sets.list(appId))[0]?.seq ?? 0
}

const decide = (seq: number, approved: boolean): Promise<boolean> =>
  decideRuleSet(postgres.database('viewer'), { seq, approved, auditIndex: 2 })
const standing = (recorded: Partial<Recorded> & { session: string }): Promise<string> =>
  findRulesStanding(postgres.database('viewer'), { appId, ...recorded })
const unknown = ({ stream }: Recorded): Promise<string | undefined> =>
  findUnknownRules(postgres.database('worker'), stream)

test('a looser set waits, is approved or refused once, and published again waits without losing its approval', async () => {
  await publish('first')
  const seq = await publish('second', true)
  const recorded = await record('second')
  expect(await standing(recorded)).toBe('pending')
  expect(await decide(seq, true)).toBe(true)
  expect(await decide(seq, false)).toBe(false)
  expect(await standing(recorded)).toBe('approved')
  const again = await publish('second', true)
  expect(await standing(recorded)).toBe('approved')
  await decide(again, false)
  expect(await standing(recorded)).toBe('refused')
})

test('of a session the best stream counts, of a range its own', async () => {
  await publish('first')
  await publish('second', true)
  const { session, stream } = await record('second')
  await record('first', { session })
  expect(await standing({ session })).toBe('approved')
  expect(await standing({ session, stream })).toBe('pending')
})

test('the registry closes with its first entry; what is built in is known', async () => {
  const early = await record('never published')
  expect(await unknown(early)).toBeUndefined()
  await publish('first')
  expect(await unknown(early)).toBe('rule_set')
  expect(await unknown(await record('first'))).toBeUndefined()
  const builtIn = new Uint8Array(Buffer.from(strictHash, 'hex'))
  expect(await unknown(await record(builtIn))).toBeUndefined()
  expect(await standing(early)).toBe('approved')
})

test('an app may demand published sets from the first day, or never', async () => {
  const acceptances = createRuleAcceptanceRepository(postgres.database('owner'))
  const recorded = await record('x')
  await acceptances.set(appId, 'registered', 1)
  expect(await unknown(recorded)).toBe('rule_set')
  await publish('first')
  await acceptances.set(appId, 'any', 2)
  expect(await unknown(recorded)).toBeUndefined()
  expect(await acceptances.find(appId)).toBe('any')
})

test('manifests of static texts are known by themselves', async () => {
  await publish('first')
  const recorded = await record('first', { manifest: 'texts' })
  expect(await unknown(recorded)).toBeUndefined()
  const manifests = createReleaseManifestRepository(postgres.database('owner'))
  const release = { appId, release: '1.0', body: Buffer.from('{}'), textCount: 1, auditIndex: 1 }
  await manifests.publish({ ...release, sha256: sha256('others') })
  expect(await unknown(recorded)).toBe('manifest')
  await manifests.publish({ ...release, release: '1.1', sha256: sha256('texts') })
  expect(await unknown(recorded)).toBeUndefined()
})
