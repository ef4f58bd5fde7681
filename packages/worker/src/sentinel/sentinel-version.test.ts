import { expect, test } from 'vitest'
import { hashSentinelSources } from '../../scripts/sentinel-sources.mjs'
import { sentinelVersion } from './sentinel-version.ts'

test('names the sources of today, so that what was scanned before a change is scanned again', () => {
  // Out of date? Run `node packages/worker/scripts/write-sentinel-version.mjs`.
  expect(sentinelVersion).toBe(hashSentinelSources())
})
