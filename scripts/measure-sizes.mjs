// What a browser has to load, in bytes after gzip -9, and that nothing foreign got into the recorder.
import { findForeignParts, measureRecorderGzip } from '../packages/recorder-sdk/scripts/measure-recorder.mjs'
import { measureRedactionGzip } from '../packages/recorder-sdk/scripts/measure-redaction.mjs'
import { result } from './results.mjs'

// Bytes after gzip; the goal is 48,000.
const recorderBudgetBytes = 56_000
const redactionBudgetBytes = 8_000

/** Results for every bundle that has a budget. */
export async function measureSizes() {
  const foreign = findForeignParts()
  for (const part of foreign) process.stderr.write(`reseal: ${part} is in the recorder's bundle\n`)
  const recorderBytes = measureRecorderGzip()
  const redactionBytes = await measureRedactionGzip()
  return [
    result({
      id: 'recorder.gzip',
      value: recorderBytes,
      unit: 'bytes',
      budget: recorderBudgetBytes,
      met: recorderBytes <= recorderBudgetBytes && foreign.length === 0,
    }),
    result({
      id: 'redaction-rules.gzip',
      value: redactionBytes,
      unit: 'bytes',
      budget: redactionBudgetBytes,
      met: redactionBytes <= redactionBudgetBytes,
    }),
  ]
}
