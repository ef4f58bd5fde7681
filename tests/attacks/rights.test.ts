// All that ingest's login may do in the database, as the server itself counts it: what is not in these lists is refused,
// and a migration that grants more turns them red.
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AttackerConnection, connectAttacker } from './attacker.ts'

let postgres: TestPostgres
let attacker: AttackerConnection
let superuser: AttackerConnection
beforeAll(async () => {
  postgres = await startTestPostgres()
  attacker = await connectAttacker(postgres.connectionString('ingest'))
  superuser = await connectAttacker(postgres.connectionString('superuser'))
})
afterAll(async () => {
  await attacker.close()
  await superuser.close()
  await postgres.stop()
})

const ours = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'`

async function list(statement: string): Promise<string[]> {
  return (await superuser.run(statement)).map((row) => Object.values(row).join(' '))
}

test('tables and columns', async () => {
  const rights = await list(`
    WITH relations AS (SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE ${ours} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')),
      kinds AS (SELECT unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER,MAINTAIN}'::text[]) AS kind),
      whole AS (SELECT oid, relname, kind FROM relations, kinds WHERE has_table_privilege('reseal_ingest', oid, kind)),
      columns AS (SELECT r.relname, kind, string_agg(a.attname, ',' ORDER BY a.attname) AS names
        FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped, kinds
        WHERE kind IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
          AND NOT EXISTS (SELECT FROM whole WHERE whole.oid = r.oid AND whole.kind = kinds.kind)
          AND has_column_privilege('reseal_ingest', r.oid, a.attname, kind)
        GROUP BY r.relname, kind)
    SELECT relname, kind, '*' FROM whole UNION ALL SELECT relname, kind, names FROM columns ORDER BY 1, 2`)
  expect(rights).toEqual([
    'apps SELECT *',
    'batches INSERT id,object_key,segment_count,sha256,size_bytes',
    'batches SELECT seq',
    'ingest_reports INSERT app_id,kind,segment_index,stream_id',
    'sealing_keys SELECT app_id,closed_at,key_id,state',
    'segments INSERT batch_seq,byte_length,byte_offset,end_ms,flags,index,link,sha256,start_ms,stream_id',
    'segments SELECT index,link,sha256,stream_id',
    'sessions INSERT *',
    'sessions SELECT app_id,id',
    'stream_keys INSERT *',
    'streams INSERT app_id,append_key_hash,enc_hash,final,header,header_hash,id,key_id,last_end_ms,last_link,last_received_at,next_index,session_id,size_bytes,started_at_ms',
    'streams SELECT app_id,append_key_hash,enc_hash,final,header,header_hash,id,last_end_ms,last_link,next_index,open,session_id,size_bytes,tombstone_reason,tombstoned_at',
    'streams UPDATE final,last_end_ms,last_link,last_received_at,next_index,open,size_bytes',
    'withdrawals INSERT app_id,session_id,token',
  ])
})

test('six functions, no sequence, schema, large object or setting', async () => {
  const sequences = `SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${ours} AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege('reseal_ingest', c.oid, 'USAGE,SELECT,UPDATE') END`
  const functions = `SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE ${ours} AND has_function_privilege('reseal_ingest', p.oid, 'EXECUTE')`
  const schemas = `SELECT n.nspname, kind FROM pg_namespace n, unnest('{USAGE,CREATE}'::text[]) AS kind
    WHERE ${ours} AND has_schema_privilege('reseal_ingest', n.oid, kind)`
  const database = `SELECT kind FROM unnest('{CONNECT,CREATE,TEMPORARY}'::text[]) AS kind
    WHERE has_database_privilege('reseal_ingest', current_database(), kind)`
  expect(await list(sequences)).toEqual([])
  // Four of a restore: yes or no, or a refusal; the names of logs go in and nothing of their content comes out.
  expect((await list(functions)).sort()).toEqual([
    'count_app_use',
    'is_log_shorter',
    'is_restorer',
    'is_restoring',
    'refuse_restoring',
    'segment_hashes',
  ])
  expect(await list(schemas)).toEqual(['reseal USAGE'])
  expect(await list(database)).toEqual(['CONNECT'])
  expect(await list('SELECT oid FROM pg_largeobject_metadata')).toEqual([])
  expect(await list('SELECT parname FROM pg_parameter_acl')).toEqual([])
  expect(await list('SELECT defaclobjtype FROM pg_default_acl')).toEqual([])
})

test('the role itself is nobody: no attribute, no membership, nothing owned', async () => {
  const attributes = `SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
    FROM pg_roles WHERE rolname = 'reseal_ingest'`
  const memberships = `SELECT roleid::regrole FROM pg_auth_members WHERE member = 'reseal_ingest'::regrole`
  const owned = `SELECT c.relname FROM pg_class c WHERE c.relowner = 'reseal_ingest'::regrole`
  expect(await list(attributes)).toEqual(['false'])
  expect(await list(memberships)).toEqual([])
  expect(await list(owned)).toEqual([])
})

test('functions that run with the owner’s rights resolve names in our schema alone', async () => {
  const definers = `SELECT p.proname, array_to_string(p.proconfig, ';') FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${ours} AND p.prosecdef`
  const found = await list(definers)
  expect(found.length).toBeGreaterThan(0)
  for (const line of found) expect(line).toMatch(/ search_path=(reseal, pg_temp|pg_catalog)(;|$)/)
})

test('what the server measured of the keys’ table is not shown', async () => {
  await superuser.run('ANALYZE')
  for (const view of ['pg_stats', 'pg_stats_ext', 'pg_stats_ext_exprs']) {
    const shown = `SELECT FROM ${view} WHERE tablename IN ('stream_keys', 'audit_leaves', 'audit_personal')`
    expect(await attacker.run(shown)).toEqual([])
  }
  const others = `SELECT query FROM pg_stat_activity WHERE usename <> 'reseal_ingest' AND query NOT LIKE '<insuff%'`
  expect(await attacker.run(others)).toEqual([])
})
