// The thread that inspects batches: takes an object's bytes, gives columns.
import { parentPort } from 'node:worker_threads'
import { inspectBatch } from './inspect-batch.ts'

parentPort?.on('message', ({ id, bytes }: { id: number; bytes: Uint8Array }) => {
  const inspected = inspectBatch(bytes)
  const { streams: _, ...columns } = inspected.segments
  parentPort?.postMessage(
    { id, inspected },
    Object.values(columns).map(({ buffer }) => buffer),
  )
})
