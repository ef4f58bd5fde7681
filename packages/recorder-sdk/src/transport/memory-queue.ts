// The queue where IndexedDB is refused: the same bounds, lost with the page.
import {
  createRun,
  type QueuedSegment,
  type QueuedStream,
  type QueueLimits,
  type SealedQueue,
  streamsToDrop,
} from './sealed-queue.ts'

interface MemoryEntry {
  readonly stream: QueuedStream
  readonly segments: Map<number, QueuedSegment>
  updatedAtMs: number
}

function sizeOf({ segments }: MemoryEntry): number {
  let sizeBytes = 0
  for (const { bytes } of segments.values()) sizeBytes += bytes.length
  return sizeBytes
}

/** A queue in memory. `now` gives milliseconds since the Unix epoch. */
export function createMemoryQueue(limits: QueueLimits, now: () => number): SealedQueue {
  const entries = new Map<string, MemoryEntry>()

  return {
    async put(stream, segment) {
      const nowMs = now()
      const entry = entries.get(stream.stream) ?? { stream, segments: new Map(), updatedAtMs: nowMs }
      entry.segments.set(segment.index, segment)
      entry.updatedAtMs = nowMs
      entries.set(stream.stream, entry)
      const sizes = Array.from(entries.values(), (one) => ({
        stream: one.stream.stream,
        createdAtMs: one.stream.createdAtMs,
        updatedAtMs: one.updatedAtMs,
        sizeBytes: sizeOf(one),
      }))
      const dropped = streamsToDrop(sizes, stream.stream, limits, nowMs)
      for (const one of dropped) entries.delete(one)
      return dropped.includes(stream.stream) ? 'full' : 'kept'
    },
    async streams() {
      return Array.from(entries.values())
        .sort((left, right) => left.stream.createdAtMs - right.stream.createdAtMs)
        .map(({ stream }) => stream.stream)
    },
    async read(stream, fromIndex) {
      const entry = entries.get(stream)
      if (entry === undefined) return undefined
      const run = createRun(limits)
      for (const segment of Array.from(entry.segments.values()).sort(
        (left, right) => left.index - right.index,
      )) {
        if (segment.index >= fromIndex && !run.add(segment)) break
      }
      return run.segments.length === 0 ? undefined : { stream: entry.stream, segments: run.segments }
    },
    async removeThrough(stream, index) {
      const entry = entries.get(stream)
      if (entry === undefined) return
      for (const queued of entry.segments.keys()) if (queued <= index) entry.segments.delete(queued)
      if (entry.segments.size === 0) entries.delete(stream)
    },
    async drop(stream) {
      entries.delete(stream)
    },
    async clear() {
      entries.clear()
    },
  }
}
