import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readKeyFile } from './key-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-keys-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const stream = '5b3b2c66-16b2-4ae9-8d2a-5d0a5a6d5a11'
const enc = `04${'a1'.repeat(64)}`

async function keysOf(text: string): Promise<readonly { stream: string; enc: string }[]> {
  const path = join(folder, 'keys')
  await writeFile(path, text)
  const keys: { stream: string; enc: string }[] = []
  for await (const page of readKeyFile(path)) {
    for (const key of page) keys.push({ stream: key.stream, enc: Buffer.from(key.enc).toString('hex') })
  }
  return keys
}

test.each([
  [
    'the plain text of pg_dump',
    `SET x = 1;\nCOPY reseal.stream_keys (stream_id, enc) FROM stdin;\n${stream}\t\\\\x${enc}\n\\.\n`,
  ],
  ['CSV with a header', `stream_id,enc\n${stream},${enc}\n`],
  ['CSV of a bytea, quoted, from Windows', `"${stream.toUpperCase()}","\\x${enc}"\r\n`],
])('reads %s', async (_, text) => {
  expect(await keysOf(text)).toEqual([{ stream, enc }])
})

test('passes over what is no key', async () => {
  expect(await keysOf(`${stream},${enc}00\n${stream};${enc}\nx${stream},${enc}\n\n`)).toEqual([])
})

test('reads more than a page', async () => {
  expect(await keysOf(`${stream},${enc}\n`.repeat(2_001))).toHaveLength(2_001)
})
