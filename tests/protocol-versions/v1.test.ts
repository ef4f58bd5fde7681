// What version 1 of the protocol left behind is read by today's code: requests, receipts, batches, logs, keys, and a
// database in the schema of before migration 0007. The files are never made again; see v1/make.ts for how they were.
import { chmod, cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  decodeBase64url,
  encodeBatch,
  parseBatchFooter,
  parseParcel,
  parseReceipt,
  parseSegment,
  parseStreamHeader,
  parseWithdrawal,
  type ReceiptJson,
  sha256,
  verifyReceipt,
} from '@reseal/protocol'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Deployment, openTestDeployment, withIngest } from '../tamper/deployment.ts'

const fixture = fileURLToPath(new URL('v1/', import.meta.url))

interface Exchange {
  readonly kind: 'parcel' | 'withdrawal'
  readonly file: string
  readonly status: number
  readonly answer: { readonly receipt: ReceiptJson } | null
}

interface Recorded {
  readonly session: string
  readonly streams: Readonly<Record<'ended' | 'open' | 'withdrawn', string>>
  readonly segments: Readonly<Record<'ended' | 'open' | 'withdrawn', number>>
}

let exchanges: readonly Exchange[]
let recorded: Recorded
let init: { readonly appKey: string; readonly receiptKey: string }
const deployments: Deployment[] = []

beforeAll(async () => {
  exchanges = await readJson('exchanges.json')
  recorded = await readJson('recorded.json')
  init = await readJson('deployment/init.json')
})
afterAll(() => Promise.all(deployments.map((deployment) => deployment.stop())))

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(join(fixture, file), 'utf8')) as T
}

async function bodyOf({ file }: Exchange): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(join(fixture, 'exchanges', file)))
}

/** A copy of the data folder, with the modes that a repository does not keep, over a database. */
async function openCopy(postgres: TestPostgres): Promise<Deployment> {
  const data = await mkdtemp(join(tmpdir(), 'reseal-v1-'))
  await cp(join(fixture, 'deployment'), data, { recursive: true })
  for (const key of await readdir(join(data, 'keys'))) await chmod(join(data, 'keys', key), 0o600)
  const deployment = openTestDeployment(data, postgres)
  deployments.push(deployment)
  return deployment
}

async function asOwner(postgres: TestPostgres, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.connectionString('owner') })
  await client.connect()
  try {
    await client.query(statements)
  } finally {
    await client.end()
  }
}

describe('requests and answers', () => {
  test('parcels, headers, segments and withdrawals parse, and receipts verify', async () => {
    const receiptKey = decodeBase64url(init.receiptKey)
    const streams = new Set<string>()
    for (const exchange of exchanges) {
      const body = await bodyOf(exchange)
      if (exchange.kind === 'withdrawal') {
        expect(parseWithdrawal(body).session).toMatch(/^[0-9a-f-]{36}$/)
        continue
      }
      const { stream, segments } = parseParcel(body)
      if (stream) streams.add(parseStreamHeader(stream.headerBytes).stream)
      for (const segment of segments) expect(parseSegment(segment).header.prevLink).toHaveLength(32)
      expect(await verifyReceipt(parseReceipt(exchange.answer?.receipt), receiptKey)).toBe(true)
    }
    expect([...streams].toSorted()).toEqual(Object.values(recorded.streams).toSorted())
  })

  test('ingest takes every one of them and answers with the same links', async () => {
    const postgres = await startTestPostgres()
    const deployment = await openCopy(postgres)
    const app = { app_key: init.appKey, allowed_origins: ['http://clinic.test'] }
    await postgres
      .database('owner')
      .insertInto('apps')
      .values({ id: 'clinic', name: 'clinic', sealing_key_id: await sealingKeyId(), ...app })
      .execute()
    await withIngest(deployment.data, postgres.connectionString('ingest'), async (url) => {
      for (const exchange of exchanges) {
        const answer = await fetch(`${url}/v1/apps/${init.appKey}/${exchange.kind}s`, {
          method: 'POST',
          headers: { origin: 'http://clinic.test' },
          body: await bodyOf(exchange),
        })
        expect(answer.status).toBe(exchange.status)
        if (exchange.answer === null) continue
        const { receipt } = (await answer.json()) as { receipt: ReceiptJson }
        const { stream, index, link } = exchange.answer.receipt
        expect(receipt).toMatchObject({ stream, index, link })
      }
    })
  })
})

async function sealingKeyId(): Promise<string> {
  const [first] = exchanges
  const { stream } = parseParcel(await bodyOf(first as Exchange))
  return parseStreamHeader(stream?.headerBytes ?? new Uint8Array()).keyId
}

test('batch objects are read, and written again byte for byte', async () => {
  const folder = join(fixture, 'deployment', 'objects')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  expect(paths).toHaveLength(4)
  for (const path of paths) {
    const bytes = new Uint8Array(await readFile(path))
    const { entries: segments, ...footer } = parseBatchFooter(bytes)
    const content = segments.map(({ offset, length }) => bytes.subarray(offset, offset + length))
    for (const [at, segment] of content.entries()) expect(sha256(segment)).toEqual(segments[at]?.sha256)
    expect(encodeBatch({ ...footer, segments: content }).bytes).toEqual(bytes)
  }
})

describe('a database of before migration 0007', () => {
  let deployment: Deployment
  beforeAll(async () => {
    const postgres = await startTestPostgres()
    const dump = await readFile(join(fixture, 'database.sql'), 'utf8')
    await asOwner(postgres, `DROP SCHEMA reseal, summaries, source_maps CASCADE; ${dump}`)
    deployment = await openCopy(postgres)
  })

  test('is brought up to date', async () => {
    const { code, stdout, stderr } = await deployment.reseal('migrate', '--json')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const { applied } = JSON.parse(stdout) as { applied: string[] }
    expect(applied.length).toBeGreaterThan(0)
    expect(applied.filter((name) => name < '0007')).toEqual([])
  })

  test('verifies, goes on, and its recordings open', async () => {
    expect((await deployment.verify()).report).toMatchObject({ verdict: 'intact', problems: [] })
    await deployment.anchor()
    await deployment.record(1, 2)
    await deployment.anchor()
    expect((await deployment.verify()).report).toMatchObject({ verdict: 'intact', problems: [] })
    expect(await exportedEvents(deployment)).toBe(2 * (recorded.segments.ended + recorded.segments.open))
  })

  test('is rebuilt from objects and anchors, with its keys', async () => {
    const keys = await deployment.superuser.selectFrom('stream_keys').select(['stream_id', 'enc']).execute()
    const keyFile = join(deployment.data, 'keys.csv')
    await writeFile(
      keyFile,
      keys.map(({ stream_id, enc }) => `${stream_id},${Buffer.from(enc).toString('hex')}`).join('\n'),
    )
    const rebuilt = openTestDeployment(deployment.data, await startTestPostgres())
    deployments.push(rebuilt)
    await rebuilt.reseal('reindex')
    const origin = ['--origin', 'http://clinic.test']
    await rebuilt.reseal('app', 'add', '--id', 'clinic', ...origin, '--app-key', init.appKey)
    const { code, stdout } = await rebuilt.reseal('reindex', '--json', '--keys', keyFile)
    expect(JSON.parse(stdout)).toMatchObject({ problems: [], keys: { missing: 0 } })
    expect(code).toBe(0)
    expect((await rebuilt.verify()).report).toMatchObject({ verdict: 'intact', problems: [] })
    expect(await exportedEvents(rebuilt)).toBe(2 * (recorded.segments.ended + recorded.segments.open))
    const forgotten = await rebuilt.superuser
      .selectFrom('streams')
      .select(['id'])
      .where('tombstoned_at', 'is not', null)
      .execute()
    expect(forgotten).toEqual([{ id: recorded.streams.withdrawn }])
  })
})

async function exportedEvents(deployment: Deployment): Promise<number> {
  const { code, stdout, stderr } = await deployment.reseal(
    'export',
    '--session',
    recorded.session,
    '--purpose',
    'debugging',
    '--format',
    'rrweb',
  )
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return stdout.trim().split('\n').length
}
