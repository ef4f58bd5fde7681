// Writes src/sentinel/sentinel-version.ts after a change of detectors or thresholds.
//   node packages/worker/scripts/write-sentinel-version.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { hashSentinelSources } from './sentinel-sources.mjs'

const file = new URL('../src/sentinel/sentinel-version.ts', import.meta.url)
writeFileSync(file, readFileSync(file, 'utf8').replace(/'[0-9a-f]{64}'/, `'${hashSentinelSources()}'`))
