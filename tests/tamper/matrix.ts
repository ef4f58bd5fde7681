// The tamper matrix: each way to change something, done to each thing that can be changed, with what a verification names. Combinations
// that make no sense are listed with the reason. docs/verify.md shows the same table.
import { generateKeyPairSync, sign } from 'node:crypto'
import { copyFile, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatCheckpoint, type NoteSigner, parseCheckpoint, parseNote, signNote } from '@reseal/protocol/log'
import { loadCheckpointSigner } from '@reseal/store'
import type { Problem } from '@reseal/verifier'
import { sql } from 'kysely'
import { editLog, overwrite } from './deployment.ts'
import type { Evidence, Powers } from './tampering.ts'

/** Ways to change something. */
export const attacks = [
  'edit',
  'delete',
  'insert',
  'reorder',
  'truncate',
  'roll back',
  'fork',
  're-sign',
  'swap tiles',
  'back-date',
] as const

/** What can be changed. */
export const targets = ['rows', 'tiles', 'checkpoints', 'batches', 'indexes'] as const

type Attack = (typeof attacks)[number]
type Target = (typeof targets)[number]

/** One combination. */
export interface TamperCase {
  readonly attack: Attack
  readonly target: Target
  readonly how: string
  run(powers: Powers): Promise<unknown>
  /** What must be among the findings. */
  readonly finds: (powers: Facts) => Partial<Problem>
  /** Held against the database by default; false where anchors and batches alone tell. */
  readonly withRows?: boolean
  /** What else the auditor kept. */
  readonly evidence?: (powers: Facts) => Evidence
}

/** What is known of the deployment before a case. */
export interface Facts {
  readonly streams: readonly string[]
  /** Batch and leaf of each segment, by `stream/index`. */
  readonly places: ReadonlyMap<
    string,
    { readonly batch: string; readonly leafIndex: number; readonly path: string }
  >
  /** Leaves of each log that are anchored. */
  readonly sizes: Readonly<Record<'audit' | 'recordings', number>>
  /** Size of the audit log's checkpoint before the newest. */
  readonly earlierSize: number
  /** The newest checkpoint of the audit log. */
  readonly keptCheckpoint: string
}

/** Combinations without a meaning, and why. */
export const meaningless: Readonly<Partial<Record<`${Attack} ${Target}`, string>>> = {
  'swap tiles rows': 'rows are no tiles; exchanging two rows is `reorder rows`',
  're-sign tiles': 'tiles carry no signature; the checkpoint that covers them does',
  'back-date tiles': 'tiles carry no time; the leaves that they hash do',
  'back-date checkpoints': 'checkpoints carry no time; their order is that of their sizes',
  'insert batches': 'an object that no leaf names is counted as unlisted: nothing was acknowledged for it',
  're-sign batches': 'batches carry no signature; their leaf does, by its checkpoint',
  're-sign indexes': 'indexes carry no signature; what they index is held against the batches',
  'swap tiles batches': 'batches are no tiles; exchanging two is `reorder batches`',
  'swap tiles indexes': 'indexes are no tiles; exchanging two entries is `reorder indexes`',
}

const leafText = (from: string, to: string) =>
  sql`leaf = convert_to(regexp_replace(convert_from(leaf, 'UTF8'), ${from}, ${to}), 'UTF8')`

function signerOf(name: string): NoteSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'))
  return { name, publicKey: raw, sign: (message) => new Uint8Array(sign(null, message, privateKey)) }
}

async function newest(powers: Powers, log: 'audit' | 'recordings', kind: string): Promise<string> {
  const path = (await powers.anchored(log, kind)).at(-1)
  if (path === undefined) throw new Error('nothing of this kind is anchored')
  return path
}

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path)
  await overwrite(path, at, Buffer.of((bytes[at] ?? 0) ^ 1))
}

async function exchange(one: string, other: string): Promise<void> {
  await rename(one, `${one}.aside`)
  await rename(other, one)
  await rename(`${one}.aside`, other)
}

const place = ({ places }: Facts, key: string) => {
  const found = places.get(key)
  if (!found) throw new Error('no such segment')
  return found
}

const deleteFrom = (powers: Powers, log: 'audit' | 'recordings', from: number): Promise<void> =>
  editLog(powers.db, log, async (db) => {
    await sql`DELETE FROM ${sql.table(`${log}_leaves`)} WHERE index >= ${from}`.execute(db)
    await sql`UPDATE ${sql.table(`${log}_head`)} SET size = ${from}`.execute(db)
  })

const tileFolder = 'tile/0/000.p'

/** Cuts what is anchored of the audit log back to its checkpoint before the newest. */
async function rollBackAnchor(powers: Powers): Promise<void> {
  for (const kind of ['checkpoint', tileFolder, 'tail']) await rm(await newest(powers, 'audit', kind))
}

const rowCases: readonly TamperCase[] = [
  {
    attack: 'edit',
    target: 'rows',
    how: "an audit event's outcome is rewritten",
    run: ({ db }) =>
      editLog(db, 'audit', (edited) =>
        sql`UPDATE audit_leaves SET ${leafText('"success"', '"denied"')} WHERE index = 2`.execute(edited),
      ),
    finds: () => ({ kind: 'leaf_altered', log: 'audit', leafIndex: 2, count: 1 }),
  },
  {
    attack: 'delete',
    target: 'rows',
    how: 'an audit event is taken out of the middle',
    run: ({ db }) =>
      editLog(db, 'audit', (edited) => sql`DELETE FROM audit_leaves WHERE index = 2`.execute(edited)),
    finds: () => ({ kind: 'leaf_missing', log: 'audit', leafIndex: 2, count: 1 }),
  },
  {
    attack: 'insert',
    target: 'rows',
    how: 'an event is put between others, which move up by one',
    run: ({ db }) =>
      editLog(db, 'audit', async (edited) => {
        await sql`UPDATE audit_leaves SET index = index + 1000001 WHERE index >= 2`.execute(edited)
        await sql`UPDATE audit_leaves SET index = index - 1000000 WHERE index > 1000000`.execute(edited)
        await sql`INSERT INTO audit_leaves (index, leaf) SELECT 2, leaf FROM audit_leaves WHERE index = 1`.execute(
          edited,
        )
        await sql`UPDATE audit_head SET size = size + 1`.execute(edited)
      }),
    finds: () => ({ kind: 'leaf_altered', log: 'audit', leafIndex: 2 }),
  },
  {
    attack: 'reorder',
    target: 'rows',
    how: 'two audit events are exchanged',
    run: ({ db }) =>
      editLog(db, 'audit', async (edited) => {
        await sql`UPDATE audit_leaves SET index = 1000004 - index WHERE index IN (1, 3)`.execute(edited)
        await sql`UPDATE audit_leaves SET index = index - 1000000 WHERE index > 1000000`.execute(edited)
      }),
    finds: () => ({ kind: 'leaf_altered', log: 'audit', leafIndex: 1, count: 2 }),
  },
  {
    attack: 'truncate',
    target: 'rows',
    how: 'the newest audit events are cut off, and the head with them',
    run: (powers) => deleteFrom(powers, 'audit', 3),
    finds: ({ sizes }) => ({ kind: 'log_cut_off', log: 'audit', leafIndex: 3, count: sizes.audit - 3 }),
  },
  {
    attack: 'roll back',
    target: 'rows',
    how: 'the database is that of an older backup',
    run: async (powers) => {
      await deleteFrom(powers, 'recordings', 6)
      await sql`DELETE FROM segments WHERE batch_seq IN (SELECT seq FROM batches WHERE leaf_index >= 6)`.execute(
        powers.db,
      )
      await sql`ALTER TABLE batches DISABLE TRIGGER ALL`.execute(powers.db)
      await sql`DELETE FROM batches WHERE leaf_index >= 6`.execute(powers.db)
    },
    finds: ({ sizes }) => ({
      kind: 'log_cut_off',
      log: 'recordings',
      leafIndex: 6,
      count: sizes.recordings - 6,
    }),
  },
  {
    attack: 'fork',
    target: 'rows',
    how: 'the log goes on otherwise from an earlier index, to the same length',
    run: ({ db }) =>
      editLog(db, 'audit', (edited) =>
        sql`UPDATE audit_leaves SET ${leafText('"id":"........', '"id":"00000000')} WHERE index >= 3`.execute(
          edited,
        ),
      ),
    finds: ({ sizes }) => ({ kind: 'leaf_altered', log: 'audit', leafIndex: 3, count: sizes.audit - 3 }),
  },
  {
    attack: 're-sign',
    target: 'rows',
    how: 'leaf 0 names another key',
    run: ({ db }) =>
      editLog(db, 'audit', (edited) =>
        sql`UPDATE audit_leaves SET ${leafText('"key":"', '"key":"another-')} WHERE index = 0`.execute(
          edited,
        ),
      ),
    finds: () => ({ kind: 'leaf_altered', log: 'audit', leafIndex: 0, count: 1 }),
  },
  {
    attack: 'back-date',
    target: 'rows',
    how: 'an audit event gets an earlier time',
    run: ({ db }) =>
      editLog(db, 'audit', (edited) =>
        sql`UPDATE audit_leaves SET ${leafText('"time_ms":\\d', '"time_ms":0')} WHERE index = 2`.execute(
          edited,
        ),
      ),
    finds: () => ({ kind: 'leaf_altered', log: 'audit', leafIndex: 2, count: 1 }),
  },
]

const tileCases: readonly TamperCase[] = [
  {
    attack: 'edit',
    target: 'tiles',
    how: 'a hash is changed',
    run: async (powers) => flip(await newest(powers, 'recordings', tileFolder), 3 * 32),
    finds: () => ({ kind: 'tile_altered', log: 'recordings', leafIndex: 3 }),
  },
  {
    attack: 'edit',
    target: 'tiles',
    how: 'a leaf beside the tiles is changed',
    run: async (powers) => flip((await powers.anchored('audit', 'tail'))[0] ?? '', 20),
    finds: () => ({ kind: 'entries_altered', log: 'audit', leafIndex: 0, count: 1 }),
  },
  {
    attack: 'delete',
    target: 'tiles',
    how: 'the newest tile is removed',
    run: async (powers) => rm(await newest(powers, 'audit', tileFolder)),
    finds: () => ({ kind: 'tile_missing', log: 'audit', leafIndex: 0 }),
  },
  {
    attack: 'delete',
    target: 'tiles',
    how: 'the newest leaves beside the tiles are removed',
    run: async (powers) => rm(await newest(powers, 'audit', 'tail')),
    finds: ({ earlierSize }) => ({ kind: 'entries_missing', log: 'audit', leafIndex: earlierSize }),
  },
  {
    attack: 'insert',
    target: 'tiles',
    how: 'a hash is put between others',
    run: async (powers) => {
      const path = await newest(powers, 'recordings', tileFolder)
      const bytes = await readFile(path)
      await writeFile(path, Buffer.concat([bytes.subarray(0, 64), Buffer.alloc(32, 7), bytes.subarray(64)]))
    },
    finds: () => ({ kind: 'tile_altered', log: 'recordings', leafIndex: 2 }),
  },
  {
    attack: 'reorder',
    target: 'tiles',
    how: 'two hashes are exchanged',
    run: async (powers) => {
      const path = await newest(powers, 'recordings', tileFolder)
      const bytes = await readFile(path)
      const [one, other] = [Buffer.from(bytes.subarray(64, 96)), Buffer.from(bytes.subarray(128, 160))]
      bytes.set(other, 64)
      bytes.set(one, 128)
      await writeFile(path, bytes)
    },
    finds: () => ({ kind: 'tile_altered', log: 'recordings', leafIndex: 2 }),
  },
  {
    attack: 'truncate',
    target: 'tiles',
    how: 'the newest hash is cut off',
    run: async (powers) => {
      const path = await newest(powers, 'recordings', tileFolder)
      await truncate(path, (await readFile(path)).length - 32)
    },
    finds: ({ sizes }) => ({ kind: 'tile_altered', log: 'recordings', leafIndex: sizes.recordings - 1 }),
  },
  {
    attack: 'roll back',
    target: 'tiles',
    how: 'an older tile lies under the name of the newest',
    run: async (powers) => {
      const tiles = await powers.anchored('audit', tileFolder)
      await copyFile(tiles.at(-2) ?? '', tiles.at(-1) ?? '')
    },
    finds: ({ earlierSize }) => ({ kind: 'tile_altered', log: 'audit', leafIndex: earlierSize }),
  },
  {
    attack: 'fork',
    target: 'tiles',
    how: 'the tile of another history',
    run: async (powers) => {
      const path = await newest(powers, 'recordings', tileFolder)
      const bytes = await readFile(path)
      await writeFile(path, bytes.fill(9, 5 * 32))
    },
    finds: () => ({ kind: 'tile_altered', log: 'recordings', leafIndex: 5 }),
  },
  {
    attack: 'swap tiles',
    target: 'tiles',
    how: "one log's tile lies in the other's place",
    run: async (powers) =>
      exchange(await newest(powers, 'audit', tileFolder), await newest(powers, 'recordings', tileFolder)),
    finds: () => ({ kind: 'tile_altered', log: 'audit', leafIndex: 0 }),
  },
]

const checkpointCases: readonly TamperCase[] = [
  {
    attack: 'edit',
    target: 'checkpoints',
    how: 'the size is changed',
    withRows: false,
    run: async (powers) => {
      const path = await newest(powers, 'audit', 'checkpoint')
      const note = await readFile(path, 'utf8')
      const { origin, size, root } = parseCheckpoint(parseNote(note).text)
      await writeFile(
        path,
        note.replace(parseNote(note).text, formatCheckpoint({ origin, size: size + 1, root })),
      )
    },
    finds: ({ sizes }) => ({ kind: 'checkpoint_signature', log: 'audit', treeSize: sizes.audit }),
  },
  {
    attack: 'delete',
    target: 'checkpoints',
    how: 'the newest is removed, and the auditor kept it',
    withRows: false,
    run: async (powers) => rm(await newest(powers, 'audit', 'checkpoint')),
    evidence: ({ keptCheckpoint }) => ({ kept: { audit: keptCheckpoint } }),
    finds: ({ sizes, earlierSize }) => ({
      kind: 'kept_checkpoint_inconsistent',
      log: 'audit',
      treeSize: sizes.audit,
      leafIndex: earlierSize,
    }),
  },
  {
    attack: 'insert',
    target: 'checkpoints',
    how: 'one of a longer log, which nobody signed',
    withRows: false,
    run: async (powers) => {
      const path = await newest(powers, 'recordings', 'checkpoint')
      const { origin, root } = parseCheckpoint(parseNote(await readFile(path, 'utf8')).text)
      const note = await signNote(formatCheckpoint({ origin, size: 99, root }), signerOf(origin))
      await writeFile(path.replace(/\d{20}/, '00000000000000000099'), note)
    },
    finds: () => ({ kind: 'checkpoint_signature', log: 'recordings', treeSize: 99, count: 1 }),
  },
  {
    attack: 'reorder',
    target: 'checkpoints',
    how: 'two are exchanged',
    withRows: false,
    run: async (powers) => {
      const paths = await powers.anchored('audit', 'checkpoint')
      await exchange(paths.at(-1) ?? '', paths.at(-2) ?? '')
    },
    finds: ({ earlierSize }) => ({ kind: 'checkpoint_unreadable', log: 'audit', treeSize: earlierSize }),
  },
  {
    attack: 'truncate',
    target: 'checkpoints',
    how: 'the end of a note is cut off',
    withRows: false,
    run: async (powers) => {
      const path = await newest(powers, 'audit', 'checkpoint')
      await truncate(path, (await readFile(path)).length - 40)
    },
    finds: ({ sizes }) => ({ kind: 'checkpoint_signature', log: 'audit', treeSize: sizes.audit }),
  },
  {
    attack: 'roll back',
    target: 'checkpoints',
    how: 'anchor and database are those of an older backup, and the auditor kept the newest checkpoint',
    run: async (powers) => {
      await rollBackAnchor(powers)
      const { size } = parseCheckpoint(
        parseNote(await readFile(await newest(powers, 'audit', 'checkpoint'), 'utf8')).text,
      )
      await deleteFrom(powers, 'audit', size)
    },
    evidence: ({ keptCheckpoint }) => ({ kept: { audit: keptCheckpoint } }),
    finds: ({ earlierSize }) => ({
      kind: 'kept_checkpoint_inconsistent',
      log: 'audit',
      leafIndex: earlierSize,
    }),
  },
  {
    attack: 'fork',
    target: 'checkpoints',
    how: 'whoever has the key signs another tree of the same size',
    withRows: false,
    run: async (powers) => {
      const path = await newest(powers, 'recordings', 'checkpoint')
      const { origin, size } = parseCheckpoint(parseNote(await readFile(path, 'utf8')).text)
      const signer = await loadCheckpointSigner(
        join(powers.deployment.data, 'keys', 'checkpoint.json'),
        origin,
      )
      const note = await signNote(formatCheckpoint({ origin, size, root: new Uint8Array(32) }), signer)
      await writeFile(path.replace(/[0-9a-f]{16}$/, '0'.repeat(16)), note)
    },
    finds: ({ sizes }) => ({ kind: 'checkpoint_fork', log: 'recordings', treeSize: sizes.recordings }),
  },
  {
    attack: 're-sign',
    target: 'checkpoints',
    how: 'another key signs the same tree',
    withRows: false,
    run: async (powers) => {
      const path = await newest(powers, 'audit', 'checkpoint')
      const { text } = parseNote(await readFile(path, 'utf8'))
      await writeFile(path, await signNote(text, signerOf(parseCheckpoint(text).origin)))
    },
    finds: ({ sizes }) => ({ kind: 'checkpoint_signature', log: 'audit', treeSize: sizes.audit, count: 1 }),
  },
  {
    attack: 'swap tiles',
    target: 'checkpoints',
    how: "one log's checkpoint lies among the other's",
    withRows: false,
    run: async (powers) => {
      const path = await newest(powers, 'audit', 'checkpoint')
      await copyFile(
        path,
        join(powers.anchor, 'recordings', 'checkpoint', path.slice(path.lastIndexOf('/') + 1)),
      )
    },
    finds: ({ sizes }) => ({ kind: 'checkpoint_signature', log: 'recordings', treeSize: sizes.audit }),
  },
]

/** The batch of one segment of the first stream, its path in the case's copy. */
async function batchOf(powers: Powers, index: number) {
  const [stream] = powers.deployment.streams
  for (const batch of await powers.batches()) {
    const entry = batch.entries.find((candidate) => candidate.stream === stream && candidate.index === index)
    if (entry) return { ...batch, entry }
  }
  throw new Error('no batch holds this segment')
}

const segmentOf = (facts: Facts, index: number): Partial<Problem> => ({
  stream: facts.streams[0] ?? '',
  segmentIndex: index,
  batch: place(facts, `${facts.streams[0]}/${index}`).batch,
})

const objectOf = (facts: Facts, index: number): Partial<Problem> => {
  const { batch, leafIndex } = place(facts, `${facts.streams[0]}/${index}`)
  return { batch, leafIndex }
}

const batchCases: readonly TamperCase[] = [
  {
    attack: 'edit',
    target: 'batches',
    how: 'a byte of a segment is flipped',
    withRows: false,
    run: async (powers) => {
      const { path, entry } = await batchOf(powers, 1)
      await flip(path, entry.offset + entry.length - 5)
    },
    finds: (facts) => ({ kind: 'segment_altered', ...segmentOf(facts, 1) }),
  },
  {
    attack: 'delete',
    target: 'batches',
    how: 'an object is removed',
    withRows: false,
    run: async (powers) => rm((await batchOf(powers, 1)).path),
    finds: (facts) => ({ kind: 'object_missing', ...objectOf(facts, 1) }),
  },
  {
    attack: 'reorder',
    target: 'batches',
    how: 'two objects are exchanged',
    withRows: false,
    run: async (powers) => exchange((await batchOf(powers, 1)).path, (await batchOf(powers, 2)).path),
    finds: (facts) => ({ kind: 'object_altered', ...objectOf(facts, 1) }),
  },
  {
    attack: 'truncate',
    target: 'batches',
    how: 'the end of an object is cut off',
    withRows: false,
    run: async (powers) => {
      const { path, bytes } = await batchOf(powers, 2)
      await truncate(path, bytes.length - 9)
    },
    finds: (facts) => ({ kind: 'object_altered', ...objectOf(facts, 2) }),
  },
  {
    attack: 'roll back',
    target: 'batches',
    how: 'the bucket is that of an older backup',
    withRows: false,
    run: async (powers) => {
      const batches = await powers.batches()
      for (const { path, entries } of batches) {
        if (entries.some(({ stream, index }) => stream === powers.deployment.streams[0] && index >= 2))
          await rm(path)
      }
    },
    finds: (facts) => ({ kind: 'object_missing', ...objectOf(facts, 2) }),
  },
  {
    attack: 'fork',
    target: 'batches',
    how: "another segment's bytes lie in a segment's place",
    withRows: false,
    run: async (powers) => {
      const [one, other] = [await batchOf(powers, 1), await batchOf(powers, 3)]
      const { offset, length } = other.entry
      await overwrite(one.path, one.entry.offset, other.bytes.subarray(offset, offset + length))
    },
    finds: (facts) => ({ kind: 'segment_misplaced', ...segmentOf(facts, 1) }),
  },
  {
    attack: 'back-date',
    target: 'batches',
    how: 'a segment claims an earlier time',
    withRows: false,
    run: async (powers) => {
      const { path, entry } = await batchOf(powers, 2)
      // Of the header's start, u64 at 70 (docs/protocol.md §5).
      await overwrite(path, entry.offset + 70, Buffer.alloc(8))
    },
    finds: (facts) => ({ kind: 'segment_altered', ...segmentOf(facts, 2) }),
  },
]

const ofFirst = (powers: Powers) => sql`stream_id = ${powers.deployment.streams[0]}`

const indexCases: readonly TamperCase[] = [
  {
    attack: 'edit',
    target: 'indexes',
    how: 'a segment is said to lie elsewhere',
    run: (powers) =>
      sql`UPDATE segments SET byte_offset = byte_offset + 1 WHERE ${ofFirst(powers)} AND index = 1`.execute(
        powers.db,
      ),
    finds: (facts) => ({ kind: 'segment_row_altered', ...segmentOf(facts, 1) }),
  },
  {
    attack: 'edit',
    target: 'indexes',
    how: "a batch's footer is changed",
    withRows: false,
    run: async (powers) => {
      const { path, bytes } = await batchOf(powers, 1)
      await flip(path, bytes.indexOf('"created_at_ms":') + 20)
    },
    finds: (facts) => ({ kind: 'object_altered', ...objectOf(facts, 1) }),
  },
  {
    attack: 'delete',
    target: 'indexes',
    how: 'a segment is listed no more',
    run: (powers) => sql`DELETE FROM segments WHERE ${ofFirst(powers)} AND index = 2`.execute(powers.db),
    finds: (facts) => ({ kind: 'segment_row_missing', ...segmentOf(facts, 2) }),
  },
  {
    attack: 'insert',
    target: 'indexes',
    how: 'a segment is listed that no batch holds',
    run: (powers) =>
      sql`INSERT INTO segments (stream_id, batch_seq, start_ms, end_ms, index, byte_offset, byte_length, flags, sha256, link)
        SELECT stream_id, batch_seq, start_ms, end_ms, 9, byte_offset, byte_length, flags, sha256, link
        FROM segments WHERE ${ofFirst(powers)} AND index = 1`.execute(powers.db),
    finds: ({ streams }) => ({ kind: 'segment_row_unknown', stream: streams[0] ?? '', segmentIndex: 9 }),
  },
  {
    attack: 'reorder',
    target: 'indexes',
    how: 'two segments are said to lie in the place of one another',
    run: (powers) =>
      sql`UPDATE segments s SET batch_seq = o.batch_seq FROM segments o
        WHERE s.stream_id = o.stream_id AND s.index IN (1, 2) AND o.index = 3 - s.index AND s.${ofFirst(powers)}`.execute(
        powers.db,
      ),
    finds: (facts) => ({ kind: 'segment_row_altered', ...segmentOf(facts, 1), count: 2 }),
  },
  {
    attack: 'truncate',
    target: 'indexes',
    how: "a stream's newest segment is listed no more, nor counted",
    run: async (powers) => {
      await sql`ALTER TABLE streams DISABLE TRIGGER USER`.execute(powers.db)
      await sql`DELETE FROM segments WHERE ${ofFirst(powers)} AND index = 3`.execute(powers.db)
      await sql`UPDATE streams SET next_index = 3 WHERE id = ${powers.deployment.streams[0]}`.execute(
        powers.db,
      )
    },
    finds: (facts) => ({ kind: 'segment_row_missing', ...segmentOf(facts, 3) }),
  },
  {
    attack: 'roll back',
    target: 'indexes',
    how: 'batches are listed no more',
    run: async (powers) => {
      await sql`ALTER TABLE batches DISABLE TRIGGER ALL`.execute(powers.db)
      await sql`DELETE FROM batches WHERE leaf_index = 4`.execute(powers.db)
    },
    finds: () => ({ kind: 'batch_row_missing', leafIndex: 4 }),
  },
  {
    attack: 'fork',
    target: 'indexes',
    how: "a segment's hash and link are those of another history",
    run: (powers) =>
      sql`UPDATE segments SET sha256 = link, link = sha256 WHERE ${ofFirst(powers)} AND index = 2`.execute(
        powers.db,
      ),
    finds: (facts) => ({ kind: 'segment_row_altered', ...segmentOf(facts, 2), count: 1 }),
  },
  {
    attack: 'back-date',
    target: 'indexes',
    how: 'a segment is said to be older',
    run: (powers) =>
      sql`UPDATE segments SET start_ms = 1 WHERE ${ofFirst(powers)} AND index = 2`.execute(powers.db),
    finds: (facts) => ({ kind: 'segment_row_altered', ...segmentOf(facts, 2), count: 1 }),
  },
]

/** Every combination that makes sense. */
export const tamperCases: readonly TamperCase[] = [
  ...rowCases,
  ...tileCases,
  ...checkpointCases,
  ...batchCases,
  ...indexCases,
]
