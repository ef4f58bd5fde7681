import { randomUUID } from 'node:crypto'
import { cp, mkdir, readFile, rename, rm, writeFile, copyFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, it } from 'vitest'
import { createTestDeployment, type Deployment, editLog, overwrite } from './deployment.ts'
let d: Deployment
beforeAll(async () => {
  d = await createTestDeployment()
}, 60000)
afterAll(async () => {
  await d.stop()
})
const tables = ['apps', 'sessions', 'streams', 'segments', 'batches', 'stream_keys']
async function attempt(name: string, tamper: () => Promise<unknown>) {
  await cp(join(d.data, 'objects'), join(d.data, 'objects.bak'), { recursive: true })
  await sql.raw('create schema if not exists bak').execute(d.superuser)
  for (const t of tables) {
    await sql
      .raw(`drop table if exists bak.${t}; create table bak.${t} as select * from reseal.${t}`)
      .execute(d.superuser)
  }
  try {
    await tamper()
    const { code, report } = await d.verify()
    console.log(
      `${name}: ${code} ${report.verdict}\n` +
        report.problems.map((p) => '     ' + JSON.stringify(p)).join('\n'),
    )
  } catch (e) {
    console.log(`${name}: THREW ${String((e as Error).stack).slice(0, 400)}`)
  }
  await rm(join(d.data, 'objects'), { recursive: true })
  await rename(join(d.data, 'objects.bak'), join(d.data, 'objects'))
  for (const t of tables) {
    await sql
      .raw(
        `delete from reseal.${t}; insert into reseal.${t} ${t === 'batches' ? 'overriding system value' : ''} select * from bak.${t}`,
      )
      .execute(d.superuser)
  }
}
const q = (s: string) => sql.raw(s).execute(d.superuser)
it('x', async () => {
  await q(`set search_path=reseal`)
  const [s0, s1] = d.streams
  const b = await d.batches()
  await attempt('baseline', async () => {})
  await attempt('streams.app_id', () => q(`update reseal.streams set app_id='other' where id='${s0}'`))
  await attempt('streams.session_id', () =>
    q(`update reseal.streams set session_id='${randomUUID()}' where id='${s0}'`),
  )
  await attempt('streams.session_id swap', () =>
    q(
      `update reseal.streams set session_id=(select session_id from reseal.streams where id='${s1}') where id='${s0}'`,
    ),
  )
  await attempt('streams.key_id', () =>
    q(`update reseal.streams set key_id='0000000000000000' where id='${s0}'`),
  )
  await attempt('streams.append_key_hash', () =>
    q(`update reseal.streams set append_key_hash=sha256('x') where id='${s0}'`),
  )
  await attempt('streams.enc_hash', () =>
    q(`update reseal.streams set enc_hash=sha256('x') where id='${s0}'`),
  )
  await attempt('streams.header_hash', () =>
    q(`update reseal.streams set header_hash=sha256('x') where id='${s0}'`),
  )
  await attempt('streams.started_at_ms', () =>
    q(`update reseal.streams set started_at_ms=1 where id='${s0}'`),
  )
  await attempt('streams.last_end_ms/size', () =>
    q(`update reseal.streams set last_end_ms=1,size_bytes=1 where id='${s0}'`),
  )
  await attempt('streams.final=false', () =>
    q(`update reseal.streams set final=false,open=true where id='${s0}'`),
  )
  await attempt('streams.tombstoned', () =>
    q(`update reseal.streams set tombstoned_at=now() where id='${s0}'`),
  )
  await attempt('streams.closed_count', () => q(`update reseal.streams set closed_count=1 where id='${s0}'`))
  await attempt('streams all rows deleted', () => q(`delete from reseal.streams`))
  await attempt('stream_keys enc replaced', () =>
    q(
      `update reseal.stream_keys set enc=(select enc from reseal.stream_keys where stream_id='${s1}') where stream_id='${s0}'`,
    ),
  )
  await attempt('stream_keys deleted', () => q(`delete from reseal.stream_keys where stream_id='${s0}'`))
  await attempt('sessions.app_id', () => q(`update reseal.sessions set app_id='other'`))
  await attempt('sessions deleted', () => q(`delete from reseal.sessions`))
  await attempt('batches.object_key', () =>
    q(`update reseal.batches set object_key='batches/x/y' where seq=1`),
  )
  await attempt('batches.object_key swap', () =>
    q(`update reseal.batches set object_key=(select object_key from reseal.batches where seq=2) where seq=1`),
  )
  await attempt('batches.size/count', () =>
    q(`update reseal.batches set size_bytes=1, segment_count=99 where seq=1`),
  )
  await attempt('batches.leaf_index null', () => q(`update reseal.batches set leaf_index=null where seq=1`))
  await attempt('batches.leaf_index other', () => q(`update reseal.batches set leaf_index=9999 where seq=1`))
  await attempt('segments index swap rows', () =>
    q(
      `update reseal.segments set index=100 where stream_id='${s0}' and index=1; update reseal.segments set index=1 where stream_id='${s0}' and index=2; update reseal.segments set index=2 where stream_id='${s0}' and index=100`,
    ),
  )
  await attempt('segment rows moved to other stream', () =>
    q(
      `delete from reseal.segments where stream_id='${s1}'; update reseal.segments set stream_id='${s1}' where stream_id='${s0}'`,
    ),
  )
  await attempt('extra segment row', () =>
    q(
      `insert into reseal.segments select stream_id,batch_seq,start_ms,end_ms,index+4,byte_offset,byte_length,flags,sha256,link from reseal.segments where stream_id='${s0}'`,
    ),
  )
  await attempt('extra stream row', () =>
    q(
      `insert into reseal.streams select '${randomUUID()}',session_id,app_id,key_id,header,header_hash,sha256('y'),append_key_hash,last_link,started_at_ms,last_end_ms,size_bytes,next_index,closed_count,final,open,last_received_at,tombstoned_at from reseal.streams where id='${s0}'`,
    ),
  )
  await attempt('extra batch row', () =>
    q(
      `insert into reseal.batches(id,object_key,sha256,size_bytes,segment_count) values ('${randomUUID()}','batches/q',sha256('q'),1,1)`,
    ),
  )
  await attempt('object: decoy good copy elsewhere, original altered', async () => {
    const o = b[0]!
    const decoy = join(d.data, 'objects', 'batches', 'zzz', o.path.split('/').at(-1)!)
    await mkdir(dirname(decoy), { recursive: true })
    await copyFile(o.path, decoy)
    await overwrite(o.path, o.entries[0]!.offset + 200, Buffer.from([1, 2, 3]))
  })
  await attempt('object: decoy original moved', async () => {
    const o = b[0]!
    const decoy = join(d.data, 'objects', 'batches', 'zzz', o.path.split('/').at(-1)!)
    await mkdir(dirname(decoy), { recursive: true })
    await rename(o.path, decoy)
  })
  await attempt('object truncated to 0', () => writeFile(b[0]!.path, ''))
  await attempt('object + trailing byte', async () =>
    writeFile(b[0]!.path, Buffer.concat([b[0]!.bytes, Buffer.from([0])])),
  )
  await attempt('object replaced by random', () => writeFile(b[0]!.path, Buffer.alloc(b[0]!.bytes.length, 7)))
  await attempt('object magic flip', () => overwrite(b[0]!.path, 0, Buffer.from([0])))
  await attempt('object last byte', () => overwrite(b[0]!.path, b[0]!.bytes.length - 1, Buffer.from([0])))
  await attempt('object is a folder', async () => {
    await rm(b[0]!.path)
    await mkdir(b[0]!.path)
  })
  await attempt('object swap across', async () => {
    await copyFile(b[0]!.path, b[0]!.path + 'x')
    await copyFile(b[3]!.path, b[0]!.path)
    await rename(b[0]!.path + 'x', b[3]!.path)
  })
  await attempt('object rows gone and object gone', async () => {
    await rm(b[0]!.path)
    await q(`delete from reseal.segments where batch_seq=1; delete from reseal.batches where seq=1`)
  })
  await attempt('all objects gone', async () => {
    await rm(join(d.data, 'objects', 'batches'), { recursive: true })
  })
  await attempt('negative offsets', () =>
    q(`update reseal.segments set byte_offset=-5, byte_length=-9 where stream_id='${s0}' and index=1`),
  )
  await attempt('swap whole row content of objects with footer unreadable + bad rows', async () => {
    await q(`update reseal.segments set byte_offset=-5, byte_length=-9 where stream_id='${s0}' and index=1`)
    for (const x of b) await overwrite(x.path, x.bytes.length - 1, Buffer.from([0]))
  })
}, 240000)
it('logs', async () => {
  await q(
    `create table bak.al as select index,leaf from reseal.audit_leaves; create table bak.rl as select index,leaf from reseal.recordings_leaves; create table bak.ah as select * from reseal.audit_head; create table bak.rh as select * from reseal.recordings_head; `,
  )
  await cp(join(d.data, 'anchor'), join(d.data, 'anchor.bak'), { recursive: true })
  const t = async (name: string, log: 'audit' | 'recordings', s: string | (() => Promise<unknown>)) => {
    try {
      await editLog(d, log, async () => (typeof s === 'string' ? q(s) : s()))
      const { code, report } = await d.verify()
      console.log(
        `${name}: ${code} ${report.verdict}\n` +
          report.problems.map((p) => '     ' + JSON.stringify(p)).join('\n'),
      )
    } catch (e) {
      console.log(`${name}: THREW ${String((e as Error).stack).slice(0, 400)}`)
    }
    for (const [l, x] of [
      ['audit', 'a'],
      ['recordings', 'r'],
    ] as const)
      await editLog(d, l, () =>
        q(
          `delete from reseal.${l}_leaves; insert into reseal.${l}_leaves(index,leaf) select index,leaf from bak.${x}l; delete from reseal.${l}_head; insert into reseal.${l}_head select * from bak.${x}h`,
        ),
      )
    await rm(join(d.data, 'anchor'), { recursive: true })
    await cp(join(d.data, 'anchor.bak'), join(d.data, 'anchor'), { recursive: true })
  }
  await t('base', 'audit', 'select 1')
  await t(
    'audit leaf edit (hash recomputed by generated col)',
    'audit',
    `update reseal.audit_leaves set leaf=convert_to(replace(convert_from(leaf,'UTF8'),'success','denied'),'UTF8') where index=(select max(index) from reseal.audit_leaves)`,
  )
  await t(
    'audit leaf not json',
    'audit',
    `alter table reseal.audit_leaves alter column action drop expression; alter table reseal.audit_leaves alter column session_id drop expression; update reseal.audit_leaves set leaf='\\xff00' where index=1`,
  )
  await t(
    'audit renumber',
    'audit',
    `delete from reseal.audit_leaves where index=1; update reseal.audit_leaves set index=index-1 where index>1; update reseal.audit_head set size=size-1`,
  )
  await t('audit all gone', 'audit', `delete from reseal.audit_leaves; update reseal.audit_head set size=0`)
  await t('head gone', 'audit', `delete from reseal.audit_head`)
  await t('head two rows', 'audit', `insert into reseal.audit_head values (99999,1)`)
  await t('head advanced', 'audit', `update reseal.audit_head set size=99999`)
  await t(
    'rec cut',
    'recordings',
    `delete from reseal.recordings_leaves where index>3; update reseal.recordings_head set size=4`,
  )
  await t('rolled back anchor + log', 'audit', async () => {
    const fs = await import('node:fs/promises')
    const dir = join(d.data, 'anchor', 'audit', 'checkpoint')
    const names = (await fs.readdir(dir)).sort()
    await rm(join(dir, names.at(-1)!))
    await q(
      `delete from reseal.audit_leaves where index>=${Number(names.at(-2)!.split('-')[0])}; update reseal.audit_head set size=${Number(names.at(-2)!.split('-')[0])}`,
    )
  })
  await t('checkpoint not utf8 / folder', 'audit', async () => {
    await writeFile(join(d.data, 'anchor', 'audit', 'checkpoint', 'zzz'), Buffer.from([255, 0, 1]))
  })
  await t('audit anchor dir removed', 'audit', async () =>
    rm(join(d.data, 'anchor', 'audit'), { recursive: true }),
  )
  await t(
    'negative index',
    'audit',
    `alter table reseal.audit_leaves drop constraint audit_leaves_index_check; insert into reseal.audit_leaves(index,leaf) select -1, leaf from reseal.audit_leaves where index=1`,
  )
  await t(
    'huge index',
    'audit',
    `insert into reseal.audit_leaves(index,leaf) select 1000000000, leaf from reseal.audit_leaves where index=1; update reseal.audit_head set size=1000000001`,
  )
}, 120000)
