// Every refusal that the roles and triggers promise (design.md §7), proven as each role.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newBatchCommit, newSegments, newStream } from '../../test/recording-fixture.ts'
import { createAuditLog } from '../logs/audit-log.ts'
import { createRecordingsLog } from '../logs/recordings-log.ts'
import { createIngestRepository } from '../streams/ingest.repository.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'

type Role = 'owner' | 'ingest' | 'viewer' | 'worker' | 'superuser'

let postgres: TestPostgres
let anchor: TestAnchor
beforeAll(async () => {
  postgres = await startTestPostgres()
  anchor = await startTestAnchor()
  const stream = newStream()
  const ingest = createIngestRepository(postgres.database('ingest'))
  await ingest.commitBatch(newBatchCommit([stream], newSegments(stream, { from: 0, count: 2, final: true })))
  await createRecordingsLog(postgres.database('worker'), anchor).appendPending({ idleBefore: new Date() })
  await createAuditLog(postgres.database('viewer'), anchor).append({
    action: 'audit.read',
    outcome: 'success',
    actor: { issuer: 'reseal', subject: 'ada', roles: ['auditor'], method: 'link' },
  })
})
afterAll(() => Promise.all([postgres.stop(), anchor.stop()]))

/** SQLSTATE of what the statement fails with, or undefined. */
async function refusal(role: Role, statement: string): Promise<string | undefined> {
  try {
    await sql.raw(statement).execute(postgres.database(role))
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}

const insufficientPrivilege = '42501'

describe.each(['audit_leaves', 'recordings_leaves'])('%s', (table) => {
  const changes = [
    `UPDATE ${table} SET leaf = '{}'`,
    `UPDATE ${table} SET leaf = leaf WHERE false`,
    `DELETE FROM ${table}`,
    `TRUNCATE ${table}`,
    `INSERT INTO ${table} (index, leaf) VALUES (0, '{}') ON CONFLICT (index) DO UPDATE SET leaf = excluded.leaf`,
  ]
  // Of the superuser too: to get past the triggers it must switch them off, and the anchors are for that.
  test.each(['owner', 'ingest', 'viewer', 'worker', 'superuser'] as const)(
    'only grows, as %s',
    async (role) => {
      for (const statement of changes)
        expect(await refusal(role, statement), statement).toBe(insufficientPrivilege)
    },
  )

  test('keeps its triggers for a session that claims to be a replica', async () => {
    const attempt = `SET session_replication_role = replica; DELETE FROM ${table}`
    expect(await refusal('superuser', attempt)).toBe(insufficientPrivilege)
    await sql`RESET session_replication_role`.execute(postgres.database('superuser'))
  })

  test('does not take a leaf hash from outside', async () => {
    const statement = `INSERT INTO ${table} (index, leaf, leaf_hash) VALUES (99, '{}', '')`
    expect(await refusal('worker', statement)).toBe('428C9')
  })
})

describe.each(['audit_head', 'recordings_head'])('%s', (table) => {
  test.each(['owner', 'viewer', 'worker', 'superuser'] as const)('never shrinks, as %s', async (role) => {
    for (const statement of [
      `UPDATE ${table} SET size = size - 1`,
      `UPDATE ${table} SET size = size + 1, time_ms = 0`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table}`,
      `INSERT INTO ${table} VALUES (7, 7)`,
    ]) {
      expect(await refusal(role, statement), statement).toBe(insufficientPrivilege)
    }
  })
})

describe('the ingest role', () => {
  test.each([
    'SELECT * FROM grants',
    'SELECT * FROM access_reviews',
    'SELECT * FROM notifications',
    'INSERT INTO notifications DEFAULT VALUES',
    'SELECT change_user(NULL, NULL, NULL, NULL, NULL, NULL)',
    'SELECT * FROM source_maps.scripts',
    'SELECT script FROM source_maps.scripts',
    'SELECT * FROM audit_leaves',
    'SELECT * FROM audit_personal',
    'DELETE FROM audit_personal',
    'SELECT * FROM seen_settings',
    "INSERT INTO seen_settings VALUES ('worker', repeat('0', 64))",
    'SELECT * FROM audit_head',
    'SELECT * FROM recordings_leaves',
    'SELECT * FROM recordings_head',
    "INSERT INTO audit_leaves (index, leaf) VALUES (9, '{}')",
    "INSERT INTO recordings_leaves (index, leaf) VALUES (9, '{}')",
    'UPDATE audit_head SET size = size + 1',
    'SELECT * FROM stream_keys',
    'SELECT stream_id FROM stream_keys',
    'UPDATE stream_keys SET enc = enc',
    'DELETE FROM stream_keys',
    'SELECT * FROM orders',
    'SELECT * FROM derivations',
    'SELECT * FROM holds',
    'SELECT * FROM scope_orders',
    'SELECT * FROM rule_set_decisions',
    'SELECT * FROM rule_acceptances',
    'SELECT * FROM release_manifests',
    'SELECT * FROM ingest_reports',
    'SELECT * FROM sweep',
    "UPDATE sweep SET after_key = ''",
    'DELETE FROM ingest_reports',
    // Names of objects, and times of segments.
    'SELECT object_key FROM batches',
    'SELECT batch_seq FROM segments',
    'SELECT * FROM batch_rewrites',
    'INSERT INTO batch_rewrites (id) VALUES (gen_random_uuid())',
    'UPDATE batches SET rewritten_as = 1',
    "SELECT move_segments('{}', 1, '{}', '{}', '{}')",
    "SELECT move_folded('{}', '{}')",
    'SELECT manifest FROM streams',
    'UPDATE streams SET manifest = NULL',
    'UPDATE streams SET folded_count = 0',
    'SELECT index FROM segments_default',
    "INSERT INTO segments (stream_id, received_on) VALUES (gen_random_uuid(), '2020-01-01')",
    'SELECT add_segment_days(1)',
    "SELECT drop_segment_days('2100-01-01')",
    "SELECT fold_streams('{}', '{}', '{}')",
    'SELECT start_ms FROM segments',
    'SELECT started_at_ms FROM streams',
    'SELECT started_at_ms FROM sessions',
    'UPDATE streams SET registered_on = registered_on',
    'UPDATE batches SET dead_count = 0',
    'SELECT * FROM retention_rules',
    'SELECT * FROM retention_runs',
    'DELETE FROM streams',
    'UPDATE streams SET tombstoned_at = NULL',
    'UPDATE streams SET tombstone_reason = NULL',
    'SELECT * FROM worker_jobs',
    "INSERT INTO worker_jobs VALUES ('sweep', gen_random_uuid(), 'infinity')",
    'UPDATE worker_jobs SET leads_until = now()',
    'SELECT * FROM anchor_places',
    "INSERT INTO anchor_places VALUES ('sink', 'audit', 1)",
    'SELECT * FROM anchor_inspections',
    'SELECT * FROM withdrawals',
    'SELECT session_id FROM withdrawals',
    'UPDATE withdrawals SET due_at = NULL',
    'DELETE FROM withdrawals',
    "INSERT INTO withdrawals (app_id, session_id, token, due_at) VALUES ('x', gen_random_uuid(), sha256(''), NULL)",
    "INSERT INTO withdrawals (app_id, session_id, token) VALUES ('x', gen_random_uuid(), sha256('')) RETURNING id",
    'UPDATE streams SET header = header',
    'UPDATE streams SET enc_hash = enc_hash',
    'UPDATE segments SET sha256 = sha256',
    'DELETE FROM segments',
    'UPDATE batches SET leaf_index = 0',
    'DELETE FROM batches',
    "INSERT INTO apps (id, app_key, name, allowed_origins, sealing_key_id) VALUES ('x', 'x', 'x', '{}', '0123456789abcdef')",
    "UPDATE apps SET sealing_key_id = '0123456789abcdef'",
    'SELECT * FROM users',
    'SELECT * FROM web_sessions',
    'SELECT * FROM sign_in_links',
    'SELECT * FROM identities',
    'SELECT * FROM former_names',
    'SELECT * FROM provider_sessions',
    "SELECT provision_user('i', 's', 'n', '{admin}', '{}')",
    'SELECT * FROM passkeys',
    'SELECT * FROM passkey_invitations',
    'SELECT * FROM passkey_ceremonies',
    'SELECT * FROM service_tokens',
    'SELECT * FROM replays',
    'SELECT * FROM released_ranges',
    'SELECT * FROM replay_notes',
    'SELECT * FROM verifications',
    'SELECT * FROM rule_sets',
    "INSERT INTO rule_sets (app_id, version, body, audit_index) VALUES ('x', 'x', '{}', 0)",
    'SELECT lock_stream(gen_random_uuid())',
    'SELECT lock_session(gen_random_uuid())',
    'SELECT * FROM quarantines',
    'SELECT * FROM findings',
    'SELECT * FROM accepted_findings',
    'SELECT * FROM stream_scans',
    'DELETE FROM findings',
    "SELECT append_audit_leaves(0, 1, 'x', '{}', '', '', '{}')",
    'SELECT key_digest(gen_random_uuid())',
    'UPDATE rule_set_decisions SET approved = true',
    'DELETE FROM rule_set_decisions',
    "INSERT INTO rule_acceptances VALUES ('x', 'any', 0)",
    "INSERT INTO release_manifests (app_id, release, body, sha256, text_count, audit_index) VALUES ('x', 'x', '{}', sha256(''), 0, 0)",
    'INSERT INTO derivations SELECT * FROM derivations',
    "SELECT add_derived_key(gen_random_uuid(), '')",
    "SELECT add_app(gen_random_uuid(), 'x', 'x', 'x', '{x}', '0123456789abcdef')",
    "SELECT change_app('x', gen_random_uuid(), '{x}', NULL, NULL, NULL, NULL, NULL)",
    'DELETE FROM orders',
    'DELETE FROM scope_orders',
    'UPDATE scope_orders SET subject = NULL',
    'UPDATE scope_orders SET after_ms = 0',
    'UPDATE orders SET rules = NULL',
    'DELETE FROM holds',
    'UPDATE holds SET lifted_at = now()',
    'SELECT is_held(gen_random_uuid())',
    'CREATE TABLE mine ()',
    'CREATE TEMPORARY TABLE streams ()',
  ])('is refused: %s', async (statement) => {
    expect(await refusal('ingest', statement)).toBe(insufficientPrivilege)
  })
})

describe('the viewer role', () => {
  test.each([
    "UPDATE users SET roles = '{admin}'",
    'UPDATE users SET disabled_at = NULL',
    'UPDATE apps SET parcels_refused = true',
    "INSERT INTO apps (id, app_key, name, allowed_origins, sealing_key_id) VALUES ('x', 'x', 'x', '{}', '0123456789abcdef')",
    'SELECT leader FROM worker_jobs',
    'UPDATE worker_jobs SET leads_until = now()',
    'SELECT link FROM notifications',
    'UPDATE app_use SET bytes = 0',
    'DELETE FROM grants',
    'UPDATE grants SET user_id = user_id',
    'UPDATE grants SET scope = scope',
    'UPDATE access_reviews SET root = root',
    'DELETE FROM access_reviews',
    'SELECT * FROM notifications',
    'INSERT INTO segments SELECT * FROM segments',
    'UPDATE segments SET sha256 = sha256',
    'DELETE FROM segments',
    'INSERT INTO streams SELECT * FROM streams',
    'UPDATE streams SET final = true',
    'UPDATE streams SET manifest = NULL',
    'SELECT add_segment_days(1)',
    "SELECT drop_segment_days('2100-01-01')",
    "SELECT move_segments('{}', 1, '{}', '{}', '{}')",
    "SELECT move_folded('{}', '{}')",
    'UPDATE batches SET rewritten_as = 1',
    'DELETE FROM batch_rewrites',
    "SELECT fold_streams('{}', '{}', '{}')",
    'SELECT segment_hashes(gen_random_uuid(), 0, 1)',
    'SELECT * FROM worker_jobs',
    'UPDATE worker_jobs SET leads_until = now()',
    "INSERT INTO anchor_places VALUES ('sink', 'audit', 1)",
    'UPDATE anchor_places SET size = 1000000',
    'UPDATE anchor_inspections SET deleted_count = 0',
    'UPDATE streams SET accounted = true',
    'UPDATE batches SET removal_index = 1',
    'UPDATE retention_rules SET shortens = false',
    'DELETE FROM retention_decisions',
    'UPDATE retention_runs SET ended_at = now()',
    'UPDATE streams SET tombstoned_at = now()',
    "UPDATE streams SET tombstone_reason = 'withdrawal'",
    'SELECT * FROM withdrawals',
    "INSERT INTO withdrawals (app_id, session_id, token) VALUES ('x', gen_random_uuid(), sha256(''))",
    'DELETE FROM withdrawals',
    'DELETE FROM streams',
    'SELECT 1 FROM streams FOR UPDATE',
    'UPDATE batches SET sha256 = sha256',
    'INSERT INTO stream_keys SELECT * FROM stream_keys',
    'UPDATE stream_keys SET enc = enc',
    'DELETE FROM stream_keys',
    "INSERT INTO recordings_leaves (index, leaf) VALUES (9, '{}')",
    'UPDATE recordings_head SET size = size + 1',
    'UPDATE audit_personal SET value = value',
    'DELETE FROM audit_personal',
    'DELETE FROM seen_settings',
    "UPDATE seen_settings SET service = 'worker'",
    'SELECT * FROM ingest_reports',
    "UPDATE users SET roles = '{admin}'",
    'INSERT INTO memberships SELECT id, id::text FROM users',
    "INSERT INTO sign_in_links VALUES ('', gen_random_uuid(), now())",
    "INSERT INTO verifications (intact, detail) VALUES (true, '{}')",
    'UPDATE passkeys SET public_key = public_key',
    'UPDATE passkeys SET user_id = user_id',
    'UPDATE passkey_invitations SET expires_at = now()',
    'UPDATE passkey_ceremonies SET user_id = NULL',
    'UPDATE service_tokens SET expires_at = now()',
    "UPDATE service_tokens SET app_ids = '{}'",
    'DELETE FROM service_tokens',
    'UPDATE replays SET expires_at = now()',
    'DELETE FROM released_ranges',
    'UPDATE released_ranges SET replay_id = gen_random_uuid()',
    "UPDATE replay_notes SET body = 'x'",
    "INSERT INTO quarantines VALUES (gen_random_uuid(), 'x', 'released', 'finding')",
    "UPDATE quarantines SET cause = 'finding'",
    'DELETE FROM quarantines',
    'DELETE FROM findings',
    'UPDATE findings SET accepted = true',
    'DELETE FROM accepted_findings',
    'SELECT * FROM stream_scans',
    "INSERT INTO rule_sets (app_id, version, body, audit_index) VALUES ('x', 'x', '{}', 0)",
    "UPDATE rule_sets SET version = 'x'",
    'SELECT signals FROM summaries.outgoing',
    'DELETE FROM summaries.outgoing',
    'DELETE FROM rule_sets',
    'CREATE TABLE mine ()',
    'CREATE TEMPORARY TABLE streams ()',
  ])('is refused: %s', async (statement) => {
    expect(await refusal('viewer', statement)).toBe(insufficientPrivilege)
  })
})

describe('the worker role', () => {
  test.each([
    'SELECT * FROM grants',
    'SELECT name FROM users',
    'SELECT * FROM access_reviews',
    'SELECT change_user(NULL, NULL, NULL, NULL, NULL, NULL)',
    'UPDATE stream_keys SET enc = enc',
    'SELECT * FROM replay_notes',
    'SELECT * FROM released_ranges',
    'INSERT INTO stream_keys SELECT * FROM stream_keys',
    'UPDATE stream_keys SET enc = enc',
    'INSERT INTO segments SELECT * FROM segments',
    'UPDATE segments SET sha256 = sha256',
    'UPDATE streams SET registered_on = registered_on',
    "INSERT INTO retention_rules (body, shortens, audit_index) VALUES ('', false, 0)",
    'INSERT INTO retention_decisions VALUES (1, true, 0)',
    'DELETE FROM retention_runs',
    'UPDATE streams SET last_link = last_link',
    'UPDATE streams SET manifest = NULL',
    'UPDATE streams SET folded_count = 0',
    'DELETE FROM segments',
    'CREATE TABLE mine PARTITION OF segments DEFAULT',
    'DROP TABLE segments_default',
    'DELETE FROM worker_jobs',
    'DELETE FROM anchor_places',
    'DELETE FROM anchor_inspections',
    'UPDATE segments SET batch_seq = batch_seq',
    'UPDATE segments SET byte_offset = byte_offset',
    'UPDATE batch_rewrites SET begun_at = now()',
    'INSERT INTO batch_rewrites (begun_at) VALUES (now())',
    "UPDATE sweep SET not_before = '-infinity'",
    'DELETE FROM sweep',
    "INSERT INTO withdrawals (app_id, session_id, token) VALUES ('x', gen_random_uuid(), sha256(''))",
    'UPDATE withdrawals SET token = token',
    'UPDATE withdrawals SET session_id = session_id',
    'UPDATE streams SET next_index = next_index',
    'UPDATE batches SET sha256 = sha256',
    'UPDATE audit_personal SET value = value',
    'DELETE FROM audit_personal',
    'DELETE FROM seen_settings',
    "INSERT INTO accepted_findings VALUES ('x', 'ssn', 'text', 'p', sha256(''))",
    'UPDATE findings SET accepted = true',
    'SELECT * FROM web_sessions',
    'SELECT * FROM sign_in_links',
    'SELECT * FROM identities',
    'SELECT * FROM former_names',
    'SELECT * FROM provider_sessions',
    "SELECT provision_user('i', 's', 'n', '{admin}', '{}')",
    'SELECT * FROM passkeys',
    'SELECT * FROM passkey_invitations',
    'SELECT * FROM passkey_ceremonies',
    'SELECT * FROM service_tokens',
    'INSERT INTO users SELECT * FROM users',
    "INSERT INTO rule_sets (app_id, version, body, audit_index) VALUES ('x', 'x', '{}', 0)",
    'INSERT INTO rule_set_decisions VALUES (1, true, 0)',
    "INSERT INTO rule_acceptances VALUES ('x', 'any', 0)",
    "SELECT add_derived_key(gen_random_uuid(), '')",
    'SELECT add_derived_key(stream_id, enc) FROM stream_keys',
    'UPDATE derivations SET event_index = 1',
    'DELETE FROM derivations',
    'DELETE FROM orders',
    'DELETE FROM scope_orders',
    'UPDATE scope_orders SET decided_index = 0',
    'INSERT INTO scope_orders SELECT * FROM scope_orders',
    'UPDATE orders SET decided_by = proposed_by',
    'INSERT INTO orders SELECT * FROM orders',
    'DELETE FROM holds',
    'UPDATE holds SET lifted_at = now()',
    'INSERT INTO holds SELECT * FROM holds',
    'CREATE TABLE mine ()',
  ])('is refused: %s', async (statement) => {
    expect(await refusal('worker', statement)).toBe(insufficientPrivilege)
  })

  test('reads a stream key for the indexer, and destroys it', async () => {
    const worker = postgres.database('worker')
    const { rows } = await sql<{ stream_id: string }>`SELECT stream_id FROM stream_keys`.execute(worker)
    expect(rows).toHaveLength(1)
    await worker
      .deleteFrom('stream_keys')
      .where('stream_id', '=', rows[0]?.stream_id ?? '')
      .execute()
    expect((await sql`SELECT stream_id FROM stream_keys`.execute(worker)).rows).toEqual([])
  })
})

describe('facets and sinks of audit events', () => {
  const insertFacet = "INSERT INTO audit_facets VALUES (77, 'log.verify', 'success', NULL, NULL)"
  const insertSink = "INSERT INTO audit_sinks (name, settings, next_index) VALUES ('siem', '{}', 0)"

  test('are nothing that ingest may read or write', async () => {
    for (const table of ['audit_facets', 'audit_sinks']) {
      expect(await refusal('ingest', `SELECT FROM ${table}`)).toBe(insufficientPrivilege)
    }
    expect(await refusal('ingest', insertFacet)).toBe(insufficientPrivilege)
    expect(await refusal('ingest', insertSink)).toBe(insufficientPrivilege)
  })

  test('are kept by the worker; the owner alone says where events are pushed to', async () => {
    expect(await refusal('viewer', insertFacet)).toBe(insufficientPrivilege)
    expect(await refusal('worker', insertFacet)).toBeUndefined()
    expect(await refusal('worker', 'DELETE FROM audit_facets')).toBe(insufficientPrivilege)
    expect(await refusal('worker', "UPDATE audit_facets SET app = 'x'")).toBe(insufficientPrivilege)
    expect(await refusal('viewer', 'SELECT settings FROM audit_sinks')).toBe(insufficientPrivilege)
    expect(await refusal('worker', insertSink)).toBe(insufficientPrivilege)
    expect(await refusal('owner', insertSink)).toBeUndefined()
    expect(await refusal('worker', "UPDATE audit_sinks SET settings = '{}'")).toBe(insufficientPrivilege)
    expect(await refusal('worker', 'UPDATE audit_sinks SET next_index = 1')).toBeUndefined()
    expect(await refusal('worker', 'DELETE FROM audit_sinks')).toBe(insufficientPrivilege)
  })
})

describe('summaries', () => {
  test.each([
    'SELECT * FROM summaries.sessions',
    'SELECT * FROM summaries.streams',
    'SELECT * FROM summaries.error_groups',
    'SELECT * FROM summaries.error_days',
    'SELECT * FROM summaries.chunks',
    'SELECT * FROM summaries.postings',
    'SELECT * FROM stream_index',
    'SELECT * FROM saved_searches',
    'CREATE TABLE summaries.mine ()',
  ])('are nothing that ingest may look into: %s', async (statement) => {
    expect(await refusal('ingest', statement)).toBe(insufficientPrivilege)
  })

  test.each([
    'DELETE FROM summaries.sessions',
    "UPDATE summaries.sessions SET summary = 'null'",
    'DELETE FROM summaries.error_groups',
    'UPDATE stream_index SET indexed_count = known_count',
    'DELETE FROM stream_index',
    'UPDATE saved_searches SET user_id = user_id',
  ])('are the worker’s to write, not the viewer’s: %s', async (statement) => {
    expect(await refusal('viewer', statement)).toBe(insufficientPrivilege)
  })
})
