// The time of the verifier against `sha256sum` of the same object bytes, interleaved (design.md §12). Beside it, on
// standard error, against node:crypto's SHA-256, which uses the processor's instructions where coreutils' does not.
import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createNodePlatform, createStoredFiles, withDatabaseSource } from '@reseal/cli'
import { createAnchorSource, verifyDeployment } from '@reseal/verifier'
import { createRecordedDeployment, type RecordedDeployment } from './recorded-deployment.ts'

/** One figure in the shape that `npm run bench` prints. `value` and `floor` are MiB a second. */
export interface Measurement {
  readonly id: string
  readonly value: number
  readonly unit: string
  readonly floor: number
  /** Time of the verification over time of the floor. */
  readonly ratio: number
  readonly budget: number
  readonly met: boolean
}

/** How much to verify, and how often. */
export interface VerifyBenchOptions {
  readonly batches?: number
  readonly pairs?: number
  readonly onPair?: (times: PairTimes) => void
}

/** One interleaved run of each, milliseconds. */
export interface PairTimes {
  /** `sha256sum`. */
  readonly floorMs: number
  /** node:crypto, file by file. */
  readonly nodeMs: number
  readonly verifyMs: number
}

const budget = 2
const mebibyte = 1024 * 1024

/** Measures `verify.ratio` on 256 MiB of batches of 8 MiB, 60 segments a stream. */
export async function measureVerifyRatio(options: VerifyBenchOptions = {}): Promise<Measurement> {
  const { batches = 32, pairs = 9, onPair } = options
  const deployment = await createRecordedDeployment({ batches, segmentsPerBatch: 508, segmentsPerStream: 60 })
  try {
    const files = await objectFiles(deployment.objectFolder)
    // Once each unmeasured, so that files are cached and code is compiled for all.
    const sizeBytes = await hashFiles(files)
    await sha256sum(files)
    await verify(deployment)
    const times: PairTimes[] = []
    for (let pair = 0; pair < pairs; pair += 1) {
      const nodeMs = await timed(() => hashFiles(files))
      const floorMs = await timed(() => sha256sum(files))
      const verifyMs = await timed(() => verify(deployment))
      times.push({ nodeMs, floorMs, verifyMs })
      onPair?.({ nodeMs, floorMs, verifyMs })
    }
    const ratio = median(times.map(({ verifyMs, floorMs }) => verifyMs / floorMs))
    const nodeRatio = median(times.map(({ verifyMs, nodeMs }) => verifyMs / nodeMs))
    process.stderr.write(
      `reseal: verify against node:crypto's SHA-256 of the same bytes: ${nodeRatio.toFixed(2)}\n`,
    )
    const speed = (ms: number): number => sizeBytes / mebibyte / (ms / 1000)
    return {
      id: 'verify.ratio',
      value: median(times.map(({ verifyMs }) => speed(verifyMs))),
      unit: 'MiB/s',
      floor: median(times.map(({ floorMs }) => speed(floorMs))),
      ratio,
      budget,
      met: ratio <= budget,
    }
  } finally {
    await deployment.stop()
  }
}

async function objectFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

async function hashFiles(files: readonly string[]): Promise<number> {
  let bytes = 0
  for (const file of files) {
    const content = await readFile(file)
    hash('sha256', content, 'buffer')
    bytes += content.length
  }
  return bytes
}

/** The program where there is one (coreutils); elsewhere node:crypto stands in. */
async function sha256sum(files: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)('sha256sum', files, { maxBuffer: mebibyte })
  } catch {
    await hashFiles(files)
  }
}

async function verify({ db, objects, anchorStore, pinned }: RecordedDeployment): Promise<void> {
  const platform = createNodePlatform()
  try {
    const report = await verifyDeployment({
      platform,
      objects: createStoredFiles(objects),
      anchor: createAnchorSource(createStoredFiles(anchorStore)),
      withDatabase: (work) => withDatabaseSource(db, work),
      pinned,
    })
    if (report.verdict !== 'intact') throw new Error(`the benchmark's deployment is ${report.verdict}`)
  } finally {
    await platform.stop()
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await work()
  return performance.now() - startedMs
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b)
  const middle = ordered.length / 2
  const upper = ordered[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((ordered[middle - 1] ?? upper) + upper) / 2 : upper
}
