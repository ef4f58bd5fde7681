// The tamper matrix: every combination that makes sense is found, with the right first index, by anchors alone; nothing is found
// where nothing was changed (design.md §7).
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDeployment, type Deployment, readBatches } from './deployment.ts'
import { attacks, type Facts, meaningless, tamperCases, targets } from './matrix.ts'
import { verifyAfter } from './tampering.ts'

let deployment: Deployment
let facts: Facts

beforeAll(async () => {
  deployment = await createTestDeployment()
  for (let run = 0; run < 4; run += 1) await deployment.reseal('audit', 'export', '--format', 'csv')
  facts = await readFacts()
})

afterAll(() => deployment.stop())

async function readFacts(): Promise<Facts> {
  const rows = await deployment.superuser.selectFrom('batches').select(['id', 'leaf_index']).execute()
  const leafOf = new Map(rows.map(({ id, leaf_index: leafIndex }) => [id, leafIndex ?? -1]))
  const places = new Map<string, { batch: string; leafIndex: number; path: string }>()
  for (const { id, path, entries } of await readBatches(join(deployment.data, 'objects'))) {
    for (const { stream, index } of entries)
      places.set(`${stream}/${index}`, { batch: id, leafIndex: leafOf.get(id) ?? -1, path })
  }
  const report = await verifyAfter(deployment, async ({ anchored }) => {
    const checkpoints = await anchored('audit', 'checkpoint')
    keptCheckpoint = await readFile(checkpoints.at(-1) ?? '', 'utf8')
    earlierSize = Number(/(\d{20})-/.exec(checkpoints.at(-2) ?? '')?.[1])
  })
  const { audit, recordings } = report.logs
  const sizes = { audit: audit.anchoredSize, recordings: recordings.anchoredSize }
  return { streams: deployment.streams, places, sizes, earlierSize, keptCheckpoint }
}

let keptCheckpoint = ''
let earlierSize = 0

describe('an untouched deployment', () => {
  it('is intact, with the database and without it', async () => {
    for (const withRows of [true, false]) {
      const report = await verifyAfter(deployment, async () => {}, { withRows })
      expect(report).toMatchObject({ verdict: 'intact', problems: [], evidence: { database: withRows } })
      expect(report.recordings).toMatchObject({ batchCount: 12, streamCount: 3, segmentCount: 12 })
    }
  })
})

describe.each(targets)('%s', (target) => {
  const cases = tamperCases.filter((candidate) => candidate.target === target)

  it.each(cases)('$attack: $how', async ({ run, finds, withRows, evidence }) => {
    const report = await verifyAfter(deployment, run, {
      ...(withRows === undefined ? {} : { withRows }),
      ...evidence?.(facts),
    })
    expect(report.verdict).toBe('broken')
    expect(report.problems).toContainEqual(expect.objectContaining(finds(facts)))
  })
})

it('lists every combination, with a case or with the reason why there is none', () => {
  const tried = new Set(tamperCases.map(({ attack, target }) => `${attack} ${target}`))
  const all = attacks.flatMap((attack) => targets.map((target) => `${attack} ${target}` as const))
  expect(all.filter((name) => tried.has(name) === (meaningless[name] !== undefined))).toEqual([])
})
