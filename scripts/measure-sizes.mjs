// What a browser has to load, in bytes after gzip -9, and that nothing foreign got into the recorder.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { result } from './results.mjs'
import { root } from './steps.mjs'

const kilobyte = 1000

function gzipBytes(path) {
  return gzipSync(readFileSync(join(root, path)), { level: 9 }).length
}

/** Results for every bundle that has a budget. */
export function measureSizes() {
  const recorderBytes = gzipBytes('packages/recorder-sdk/dist/reseal.iife.js')
  const recorderBudgetBytes = 56 * kilobyte
  return [
    result({
      id: 'recorder.gzip',
      value: recorderBytes,
      unit: 'bytes',
      budget: recorderBudgetBytes,
      met: recorderBytes <= recorderBudgetBytes,
    }),
  ]
}
