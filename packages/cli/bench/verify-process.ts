// A verification in a process of its own, for what it takes of memory: reads where and by which keys from standard input.
import '../src/verify/keep-memory-small.ts'
import { text } from 'node:stream/consumers'
import type { GeneratedEvidence } from './generated-evidence.ts'

/** What the process prints. */
export interface VerifiedProcess {
  readonly verdict: string
  readonly durationMs: number
  readonly segmentCount: number
  readonly sizeBytes: number
  readonly leafCount: number
  /** The most that was ever resident, of all threads. */
  readonly peakBytes: number
}

// As bin/reseal.mjs does: what is loaded comes after.
const { createNodePlatform, createStoredFiles } = await import('@reseal/cli')
const { createFolderObjectStore } = await import('@reseal/store')
const { createAnchorSource, verifyDeployment } = await import('@reseal/verifier')
const { anchor, objects, pinned } = JSON.parse(await text(process.stdin)) as GeneratedEvidence
const platform = createNodePlatform()
const { verdict, durationMs, recordings, logs } = await verifyDeployment({
  platform,
  pinned,
  objects: createStoredFiles(createFolderObjectStore({ root: objects })),
  anchor: createAnchorSource(createStoredFiles(createFolderObjectStore({ root: anchor }))),
})
await platform.stop()
const { segmentCount, sizeBytes } = recordings
const leafCount = logs.audit.size + logs.recordings.size
const peakBytes = process.resourceUsage().maxRSS * 1024
process.stdout.write(JSON.stringify({ verdict, durationMs, segmentCount, sizeBytes, leafCount, peakBytes }))
