// What the trust line is told: what the required places have, what further places lack, what was altered.
import { createAnchorPlaces } from '@reseal/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { IntegrityReply } from '../api-types.ts'
import { createIntegrityReader } from './integrity-reader.ts'

let viewer: ViewerFixture
let cookie: string
beforeAll(async () => {
  viewer = await startViewerFixture({ config: { anchorMaxAgeMs: 30_000, strictAnchors: 'yes' } })
  cookie = await viewer.signInAs('aud-1', ['auditor'])
})
afterAll(() => viewer.stop())

test('says how long anchors may be late, whether mode is strict, and how many objects were altered', async () => {
  const ask = async (): Promise<IntegrityReply> =>
    (await (await viewer.request('/api/integrity', { cookie })).json()) as IntegrityReply
  const anchoring = { maxAgeMs: 30_000, isStrict: true, places: [], alteredCount: 0 }
  expect((await ask()).anchoring).toEqual(anchoring)
  const places = createAnchorPlaces(viewer.databases.database('worker'))
  await places.recordInspection({ place: 'first', deletedCount: 1, overwrittenCount: 2 })
  expect((await ask()).anchoring).toEqual({ ...anchoring, alteredCount: 3 })
})

test('counts what each further place lacks, and an unasked one lacks everything', async () => {
  const db = viewer.databases.database('viewer')
  const anchor = { ...viewer.deps.anchor, furtherPlaces: ['s3', 'sink'], requiredPlaces: ['s3'] } as const
  const reader = createIntegrityReader({ db, anchor, now: Date.now })
  await createAnchorPlaces(viewer.databases.database('worker')).recordSize('s3', 'audit', 4)
  expect((await reader.places({ audit: 10, recordings: 3 })).places).toEqual([
    { place: 's3', isRequired: true, missingCount: 9 },
    { place: 'sink', isRequired: false, missingCount: 13 },
  ])
})

test('leaves that wait are counted in the metrics', async () => {
  const { size } = await viewer.deps.integrity.read('audit')
  const text = await viewer.deps.metrics.text()
  expect(text).toContain(`reseal_viewer_unanchored_leaves{log="audit"} ${size}`)
})
