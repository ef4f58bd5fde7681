// The time of `reseal verify` against SHA-256 of the same object bytes, in one process, interleaved (design.md §12).
import { hash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAnchorSource, createObjectSource, verifyDeployment, withDatabaseSource } from '@reseal/cli'
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
  readonly onPair?: (verifyMs: number, floorMs: number) => void
}

const budget = 2
const mebibyte = 1024 * 1024

/** Measures `verify.ratio` on 256 MiB of batches of 8 MiB, 60 segments a stream. */
export async function measureVerifyRatio(options: VerifyBenchOptions = {}): Promise<Measurement> {
  const { batches = 32, pairs = 9, onPair } = options
  const deployment = await createRecordedDeployment({ batches, segmentsPerBatch: 508, segmentsPerStream: 60 })
  try {
    const files = await objectFiles(deployment.objectFolder)
    // Once each unmeasured, so that files are cached and code is compiled for both.
    await hashFiles(files)
    await verify(deployment)
    const times: { verifyMs: number; floorMs: number; bytes: number }[] = []
    for (let pair = 0; pair < pairs; pair += 1) {
      const floor = await timed(() => hashFiles(files))
      const verified = await timed(() => verify(deployment))
      times.push({ verifyMs: verified.ms, floorMs: floor.ms, bytes: floor.result })
      onPair?.(verified.ms, floor.ms)
    }
    const ratio = median(times.map(({ verifyMs, floorMs }) => verifyMs / floorMs))
    const speed = (ms: number, bytes: number): number => bytes / mebibyte / (ms / 1000)
    return {
      id: 'verify.ratio',
      value: median(times.map(({ verifyMs, bytes }) => speed(verifyMs, bytes))),
      unit: 'MiB/s',
      floor: median(times.map(({ floorMs, bytes }) => speed(floorMs, bytes))),
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

async function verify({ db, objects, anchorStore, pinned }: RecordedDeployment): Promise<void> {
  const report = await verifyDeployment({
    objects: createObjectSource(objects),
    anchor: createAnchorSource(anchorStore),
    withDatabase: (work) => withDatabaseSource(db, work),
    pinned,
  })
  if (report.verdict !== 'intact') throw new Error(`the benchmark's deployment is ${report.verdict}`)
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ ms: number; result: Result }> {
  const startedMs = performance.now()
  const result = await work()
  return { ms: performance.now() - startedMs, result }
}

function median(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b)
  const middle = ordered.length / 2
  const upper = ordered[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((ordered[middle - 1] ?? upper) + upper) / 2 : upper
}
