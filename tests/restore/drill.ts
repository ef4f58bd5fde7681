// The restore drill with times: node tests/restore/drill.ts [--streams 2000] [--segments 30]. A deployment records, is backed
// up, records as much again and forgets some of it; then the backup is brought back and reconciled, and once more without
// any backup. What a phase takes here says how long it takes for a million streams, against the 72 hours of the proposed
// Security Rule (45 CFR 164.308(a)(13)(ii)(B) as proposed, 90 FR 898, 6 January 2025).
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { type InitKeys, recordStream } from '../support/sealed-stream.ts'
import { type CommandResult, openTestDeployment, withIngest } from '../tamper/deployment.ts'
import { startArchivedPostgres } from './archived-postgres.ts'
import { openClinic } from './clinic.ts'

const { values } = parseArgs({
  options: { streams: { type: 'string', default: '2000' }, segments: { type: 'string', default: '30' } },
})
const streamCount = Number(values.streams)
const segmentCount = Number(values.segments)
const recordersAtOnce = 64
const say = (text: string): void => void process.stdout.write(`${text}\n`)

const postgres = await startArchivedPostgres()
const data = await mkdtemp(join(tmpdir(), 'reseal-drill-'))
try {
  const source = openTestDeployment(data, postgres)
  expectDone(await source.reseal('init', '--app', 'clinic', '--origin', 'http://clinic.test'))
  const before = await record()
  await source.anchor()
  await timed('base backup', () => postgres.takeBaseBackup())
  await postgres.markPoint('before')
  const since = await record()
  const clinic = openClinic(source, postgres)
  for (const session of [...before.slice(0, 5), ...since.slice(0, 5)]) await clinic.shred(session)
  const keyFile = await clinic.backUpKeys()
  await source.anchor()

  const restored = openTestDeployment(
    data,
    await timed('restore to the point', () => postgres.restoreTo('before')),
  )
  const segments = streamCount * segmentCount
  const reconciled = await rate('reconcile, of what came since', segments, async () => {
    expectDone(await restored.reseal('reindex', '--keys', keyFile))
  })
  await restored.anchor()
  const verified = await rate('verify, of everything', 2 * segments, async () => {
    const { report } = await restored.verify()
    if (report.problems.length > 0) throw new Error('the restored deployment does not verify')
  })
  const { rows } = await sql<{ open: number }>`SELECT count(*) AS open FROM streams
    JOIN stream_keys ON stream_id = id WHERE tombstoned_at IS NOT NULL`.execute(restored.superuser)
  if (rows[0]?.open !== 0) throw new Error('something that was shredded opens')
  say('nothing that was shredded opens, and everything verifies')
  project(reconciled, verified)
} finally {
  await postgres.stop()
  await rm(data, { recursive: true, force: true })
}

/** Records, many at once; gives the sessions. */
async function record(): Promise<string[]> {
  const init = JSON.parse(await readFile(join(data, 'init.json'), 'utf8')) as InitKeys
  const sessions: string[] = []
  await timed(`recording ${streamCount} streams of ${segmentCount} segments`, () =>
    withIngest(data, postgres.connectionString('ingest'), async (ingestUrl) => {
      let begun = 0
      const one = async (): Promise<void> => {
        while (begun < streamCount) {
          begun += 1
          const origin = 'http://clinic.test'
          sessions.push((await recordStream({ ...init, ingestUrl, origin, segmentCount })).session)
        }
      }
      await Promise.all(Array.from({ length: recordersAtOnce }, one))
    }),
  )
  return sessions
}

async function timed<T>(phase: string, work: () => Promise<T>): Promise<T> {
  const startMs = performance.now()
  const result = await work()
  say(`${phase.padEnd(50)} ${((performance.now() - startMs) / 1000).toFixed(1).padStart(8)} s`)
  return result
}

/** Segments a second. */
async function rate(phase: string, count: number, work: () => Promise<void>): Promise<number> {
  const startMs = performance.now()
  await timed(phase, work)
  const perSecond = count / ((performance.now() - startMs) / 1000)
  say(`${''.padEnd(50)} ${Math.round(perSecond).toString().padStart(8)} segments a second`)
  return perSecond
}

/** Design.md §13: a million sessions a day of 60 segments. */
function project(reconciledPerSecond: number, verifiedPerSecond: number): void {
  const hours = (count: number, perSecond: number): string => (count / perSecond / 3600).toFixed(1)
  const perMillion = 60_000_000
  say(
    `projected for a million streams of 60 segments since the backup: reconcile ${hours(perMillion, reconciledPerSecond)} h,`,
  )
  say(`verify ${hours(perMillion, verifiedPerSecond)} h (can follow once it serves); the objective is 72 h`)
}

function expectDone({ code, stderr, stdout }: CommandResult): void {
  if (code !== 0) throw new Error(stderr || stdout)
}
