// The most memory that a verification ever has, whatever the size: one process each over evidence of different sizes, small and
// large. RESEAL_VERIFY_SCALE=8 makes the large one as large as the bar says it: 1 GiB of batches and a million leaves.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type EvidenceSize, generateEvidence } from './generated-evidence.ts'
import type { Measurement } from './verify.bench.ts'
import type { VerifiedProcess } from './verify-process.ts'

const budgetMiB = 200
const mebibyte = 1024 * 1024

// 128 MiB in batches as ingest makes them at load, with small segments: what is held of each weighs most then.
const oneEighth: EvidenceSize = {
  batches: 64,
  segmentsPerBatch: 508,
  segmentsPerStream: 60,
  bucketBytes: 4096,
  auditLeaves: 125_000,
}

/** Measures `verify.memory`: MiB at the large size, with the floor at an eighth of it. */
export async function measureVerifyMemory(): Promise<Measurement> {
  const scale = Number(process.env['RESEAL_VERIFY_SCALE'] ?? 2)
  const small = await verifyGenerated(oneEighth)
  const large = await verifyGenerated({
    ...oneEighth,
    batches: Math.round(oneEighth.batches * scale),
    auditLeaves: oneEighth.auditLeaves * scale,
  })
  const value = large.peakBytes / mebibyte
  return {
    id: 'verify.memory',
    value,
    unit: 'MiB',
    floor: small.peakBytes / mebibyte,
    ratio: value / budgetMiB,
    budget: 1,
    met: value <= budgetMiB,
  }
}

async function verifyGenerated(size: EvidenceSize): Promise<VerifiedProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-evidence-'))
  try {
    const evidence = await generateEvidence(folder, size)
    const running = promisify(execFile)(process.execPath, [join(import.meta.dirname, 'verify-process.ts')])
    running.child.stdin?.end(JSON.stringify(evidence))
    const verified = JSON.parse((await running).stdout) as VerifiedProcess
    if (verified.verdict !== 'intact') throw new Error(`the generated evidence is ${verified.verdict}`)
    const { segmentCount, sizeBytes, leafCount, durationMs, peakBytes } = verified
    process.stderr.write(
      `reseal: verified ${segmentCount} segments, ${Math.round(sizeBytes / mebibyte)} MiB, ${leafCount} leaves in ${durationMs} ms with ${Math.round(peakBytes / mebibyte)} MiB\n`,
    )
    return verified
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
