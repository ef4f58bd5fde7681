// What opens a recording and what does not (design.md §1.2, §6): the key file and the stream's row are both needed.
import { createECDH } from 'node:crypto'
import { copyFile, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ProtocolError } from '@reseal/protocol'
import { openStream } from '@reseal/protocol/open'
import {
  createFileKeyProvider,
  generateKeyFile,
  headerColumns,
  type KeyProvider,
  sealingKeyId,
  streamHeaderBytes,
} from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDeployment, type Deployment } from '../tamper/deployment.ts'

let deployment: Deployment
let keyFile: string

beforeAll(async () => {
  deployment = await createTestDeployment()
  keyFile = join(deployment.data, 'keys', 'sealing.json')
})

afterAll(() => deployment.stop())

interface Stolen {
  readonly stream: string
  readonly headerBytes: Uint8Array
  readonly enc: Uint8Array
  readonly segment: Uint8Array
}

/** What the database and the objects give of a stream's first segment. */
async function steal(stream: string | undefined): Promise<Stolen> {
  const row = await deployment.superuser
    .selectFrom('streams')
    .innerJoin('stream_keys', 'stream_keys.stream_id', 'streams.id')
    .select([...headerColumns, 'enc'])
    .where('streams.id', '=', stream ?? '')
    .executeTakeFirstOrThrow()
  for (const { bytes, entries } of await deployment.batches()) {
    const entry = entries.find((candidate) => candidate.stream === stream && candidate.index === 0)
    if (!entry) continue
    const segment = new Uint8Array(bytes.subarray(entry.offset, entry.offset + entry.length))
    return { stream: stream ?? '', headerBytes: streamHeaderBytes(row), enc: row.enc, segment }
  }
  throw new Error('the stream has no segment')
}

async function openWith(
  stolen: Stolen,
  keys: Pick<KeyProvider, 'publicKey' | 'deriveSharedSecret'>,
  keyId: string,
): Promise<string> {
  const opener = await openStream({
    headerBytes: stolen.headerBytes,
    enc: stolen.enc,
    sealingPublicKey: await keys.publicKey(keyId),
    deriveSharedSecret: (point) => keys.deriveSharedSecret(keyId, point),
  })
  return Buffer.from(await opener.openSegment(stolen.segment)).toString('utf8')
}

/** Every byte string of 32 that the database holds, and every 32-byte number in the other key files. */
async function candidateSecrets(): Promise<Uint8Array[]> {
  const { superuser } = deployment
  const { rows: columns } = await sql<{ table: string; column: string }>`
    SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
    WHERE table_schema = 'reseal' AND data_type = 'bytea'`.execute(superuser)
  const found: Uint8Array[] = []
  for (const { table, column } of columns) {
    const { rows } = await sql<{ value: Uint8Array }>`
      SELECT ${sql.ref(column)} AS value FROM ${sql.table(table)} WHERE ${sql.ref(column)} IS NOT NULL`.execute(
      superuser,
    )
    for (const { value } of rows) {
      if (value.length === 32) found.push(value)
      // Also the coordinates of points.
      if (value.length === 65) found.push(value.subarray(1, 33), value.subarray(33))
    }
  }
  for (const name of ['receipt.json', 'checkpoint.json']) {
    const jwk = JSON.parse(await readFile(join(deployment.data, 'keys', name), 'utf8')) as Record<
      string,
      string
    >
    for (const member of ['d', 'x', 'y']) {
      const bytes = Buffer.from(jwk[member] ?? '', 'base64url')
      if (bytes.length === 32) found.push(bytes)
    }
  }
  return found
}

/** A key provider around one private number, under the public half it belongs to or another's. */
function providerOf(
  secret: Uint8Array,
  claimed?: Uint8Array,
): Pick<KeyProvider, 'publicKey' | 'deriveSharedSecret'> {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(secret)
  return {
    publicKey: async () => new Uint8Array(claimed ?? pair.getPublicKey()),
    deriveSharedSecret: async (_, enc) => new Uint8Array(pair.computeSecret(enc)),
  }
}

async function everyStoredByte(): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (const folder of ['objects', 'anchor']) {
    const entries = await readdir(join(deployment.data, folder), { recursive: true, withFileTypes: true })
    for (const entry of entries)
      if (entry.isFile()) pieces.push(await readFile(join(entry.parentPath, entry.name)))
  }
  return Buffer.concat(pieces)
}

describe('with every stored byte and the whole database', () => {
  it('the key file opens a recording', async () => {
    const keys = await createFileKeyProvider({ path: keyFile })
    const opened = await openWith(await steal(deployment.streams[0]), keys, keys.keyIds[0] ?? '')
    expect(opened).toContain('clinic.test')
  })

  it('nothing opens by any number that is stored or signs', async () => {
    const keys = await createFileKeyProvider({ path: keyFile })
    const realPublicKey = await keys.publicKey(keys.keyIds[0] ?? '')
    const stolen = await steal(deployment.streams[0])
    const candidates = await candidateSecrets()
    expect(candidates.length).toBeGreaterThan(20)
    for (const secret of candidates) {
      for (const claimed of [undefined, realPublicKey]) {
        let provider: ReturnType<typeof providerOf>
        try {
          provider = providerOf(secret, claimed)
        } catch {
          // Not a number below the curve's order.
          continue
        }
        await expect(openWith(stolen, provider, '')).rejects.toSatisfy(
          (error) => error instanceof ProtocolError && error.code === 'open_failed',
        )
      }
    }
  })

  it('the private key is in no object, anchor or row', async () => {
    const file = JSON.parse(await readFile(keyFile, 'utf8')) as { keys: Record<string, { d: string }> }
    const [key] = Object.values(file.keys)
    const secret = Buffer.from(key?.d ?? '', 'base64url')
    expect(secret.length).toBe(32)
    expect((await everyStoredByte()).includes(secret)).toBe(false)
    expect((await candidateSecrets()).some((candidate) => secret.equals(candidate))).toBe(false)
  })

  it('the export fails and writes nothing while the key file is away, or is another', async () => {
    const session = await sessionOf(deployment.streams[0])
    const words = ['export', '--session', session, '--purpose', 'debugging', '--format', 'rrweb'] as const
    await rename(keyFile, `${keyFile}.away`)
    const without = await deployment.reseal(...words)
    expect(without).toMatchObject({ code: 1, stdout: '' })
    const { publicKey } = await generateKeyFile(keyFile)
    expect(sealingKeyId(publicKey)).toMatch(/^[0-9a-f]{16}$/)
    const withAnother = await deployment.reseal(...words)
    expect(withAnother).toMatchObject({ code: 1, stdout: '' })
    await rm(keyFile)
    await rename(`${keyFile}.away`, keyFile)
    const again = await deployment.reseal(...words)
    expect(again.code).toBe(0)
    expect(again.stdout.trim().split('\n')).toHaveLength(8)
  })
})

describe('with the key file but the stream’s row gone', () => {
  it('the export writes nothing of the stream, and the audit log says so', async () => {
    const stream = deployment.streams[1] ?? ''
    const stolen = await steal(stream)
    await deployment.superuser.deleteFrom('stream_keys').where('stream_id', '=', stream).execute()
    const session = await sessionOf(stream)
    const exported = await deployment.reseal(
      'export',
      '--session',
      session,
      '--purpose',
      'debugging',
      '--format',
      'rrweb',
    )
    expect(exported.stdout).toBe('')
    expect(exported.code).toBe(1)
    const { rows } = await sql<{ leaf: string }>`
      SELECT convert_from(leaf, 'UTF8') AS leaf FROM reseal.audit_leaves WHERE session_id = ${session}`.execute(
      deployment.superuser,
    )
    expect(JSON.parse(rows.at(-1)?.leaf ?? '{}')).toMatchObject({
      action: 'recording.export',
      outcome: 'denied',
      deny_reason: 'shredded',
    })
    await copyFile(keyFile, `${keyFile}.copy`)
    expect((await everyStoredByte()).includes(Buffer.from(stolen.enc))).toBe(false)
  })

  it('nothing opens with any other stream’s row in its place', async () => {
    const keys = await createFileKeyProvider({ path: keyFile })
    const keyId = keys.keyIds[0] ?? ''
    const other = await steal(deployment.streams[2])
    const row = await deployment.superuser
      .selectFrom('streams')
      .select(headerColumns)
      .where('id', '=', deployment.streams[1] ?? '')
      .executeTakeFirstOrThrow()
    const mixed = { ...other, headerBytes: streamHeaderBytes(row) }
    await expect(openWith(mixed, keys, keyId)).rejects.toMatchObject({ code: 'open_failed' })
  })
})

async function sessionOf(stream: string | undefined): Promise<string> {
  const row = await deployment.superuser
    .selectFrom('streams')
    .select('session_id')
    .where('id', '=', stream ?? '')
    .executeTakeFirstOrThrow()
  return row.session_id
}
