// What a browser has to load, in bytes after gzip -9, and that nothing foreign got into the recorder's files.
import { measureModule } from '../packages/recorder-sdk/scripts/measure-module.mjs'
import { measureModules } from '../packages/recorder-sdk/scripts/measure-modules.mjs'
import {
  findForeignParts,
  measureFiles,
  measureProvenanceGzip,
  measureRecorderGzip,
  measureStubGzip,
} from '../packages/recorder-sdk/scripts/measure-recorder.mjs'
import { measureRedactionGzip } from '../packages/recorder-sdk/scripts/measure-redaction.mjs'
import { measureViewer } from '../packages/viewer/scripts/measure-viewer.mjs'
import { result } from './results.mjs'

// Bytes after gzip; the goal is 48,000.
const recorderBudgetBytes = 56_000
const moduleBudgetBytes = 60_000
const stubBudgetBytes = 3_000
const provenanceBudgetBytes = 2_000
const redactionBudgetBytes = 8_000
const viewerFirstBudgetBytes = 140_000
const viewerReplayBudgetBytes = 220_000

/** Results for every bundle that has a budget. */
export async function measureSizes() {
  const module = await measureModule()
  const foreign = [...findForeignParts(), ...module.foreign]
  for (const finding of foreign) process.stderr.write(`reseal: ${finding}\n`)
  const recorderBytes = measureRecorderGzip()
  const stubBytes = measureStubGzip()
  const provenanceBytes = measureProvenanceGzip()
  const redactionBytes = await measureRedactionGzip()
  const viewer = measureViewer()
  return [
    result({
      id: 'recorder.gzip',
      value: recorderBytes,
      unit: 'bytes',
      budget: recorderBudgetBytes,
      met: recorderBytes <= recorderBudgetBytes && foreign.length === 0,
    }),
    result({
      id: 'recorder.module.gzip',
      value: module.bytes,
      unit: 'bytes',
      budget: moduleBudgetBytes,
      met: module.bytes <= moduleBudgetBytes && module.foreign.length === 0,
    }),
    result({
      id: 'recorder.stub.gzip',
      value: stubBytes,
      unit: 'bytes',
      budget: stubBudgetBytes,
      met: stubBytes <= stubBudgetBytes && foreign.length === 0,
    }),
    result({
      id: 'provenance.gzip',
      value: provenanceBytes,
      unit: 'bytes',
      budget: provenanceBudgetBytes,
      met: provenanceBytes <= provenanceBudgetBytes && foreign.length === 0,
    }),
    result({
      id: 'redaction-rules.gzip',
      value: redactionBytes,
      unit: 'bytes',
      budget: redactionBudgetBytes,
      met: redactionBytes <= redactionBudgetBytes,
    }),
    result({
      id: 'viewer.first',
      value: viewer.firstBytes,
      unit: 'bytes',
      budget: viewerFirstBudgetBytes,
      met: viewer.firstBytes <= viewerFirstBudgetBytes,
    }),
    result({
      id: 'viewer.replay',
      value: viewer.replayBytes,
      unit: 'bytes',
      budget: viewerReplayBudgetBytes,
      met: viewer.replayBytes <= viewerReplayBudgetBytes,
    }),
  ]
}

/** For people: bytes of each of the recorder's files, and what those of the main one are of. */
export async function describeSizes() {
  const row = (name, ...numbers) =>
    `${name.padEnd(24)} ${numbers.map((number) => String(number).padStart(8)).join(' ')}\n`
  const files = Object.entries(measureFiles()).map(([name, bytes]) => row(name, bytes))
  const modules = await measureModules()
  const sum = modules.reduce((total, [, bytes]) => total + bytes, 0)
  const lines = modules.map(([name, bytes, minified]) => row(name, bytes, minified))
  return [
    '\nfiles, gzip\n',
    ...files,
    '\nmodules of reseal.iife.js, gzip of each by itself, minified\n',
    ...lines,
    row('together', sum),
  ].join('')
}
