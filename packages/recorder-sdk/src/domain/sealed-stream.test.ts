import { describe, expect, it } from 'vitest'
import type { QueuedSegment } from '../transport/sealed-queue.ts'
import { type SealedStream, startSealedStream } from './sealed-stream.ts'
import type { Session } from './session.ts'

interface Started extends SealedStream {
  /** Sizes of the events that were encoded so far. */
  readonly sizes: number[]
  readonly segments: QueuedSegment[]
  readonly failures: unknown[]
}

async function start(sampling: Session['sampling'] = 'all'): Promise<Started> {
  const sizes: number[] = []
  const segments: QueuedSegment[] = []
  const failures: unknown[] = []
  const pair = (await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
    'deriveBits',
  ])) as CryptoKeyPair
  const stream = startSealedStream(
    {
      appKey: `rsl_${'A'.repeat(22)}`,
      sealingKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
      now: Date.now,
      rules: '{}',
      consentReceipt: undefined,
    },
    { id: crypto.randomUUID(), withdrawalToken: 'A'.repeat(43), sampling } as Session,
    {
      onSealed: async (_stream, segment) => void segments.push(segment),
      onKeyframeWanted: () => {},
      onSnapshotTooLarge: () => {},
      onSize: (characters) => sizes.push(characters),
      onFailure: (error) => failures.push(error),
    },
  )
  return { ...stream, sizes, segments, failures }
}

const event = (type: number) => ({ type, timestamp: 1_767_225_600_000, data: {} })

function addSnapshot(stream: SealedStream): void {
  for (const type of [4, 2]) stream.add(event(type), { keyframe: true })
  stream.add(event(6), { keyframe: false })
}

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

describe('sealed stream', () => {
  it('encodes a snapshot, and what follows it, in the task after it', async () => {
    const stream = await start()
    addSnapshot(stream)
    await Promise.resolve()
    expect(stream.sizes).toHaveLength(0)
    await nextTask()
    expect(stream.sizes).toHaveLength(3)
    stream.add(event(3), { keyframe: false })
    expect(stream.sizes).toHaveLength(4)
    await stream.finish()
    expect(stream.segments.map(({ index }) => index)).toEqual([0])
    expect(stream.failures).toEqual([])
  })

  it.each(['flush', 'finish'] as const)('takes a snapshot in at once on a %s', async (end) => {
    const stream = await start()
    addSnapshot(stream)
    const ended = stream[end]()
    expect(stream.sizes).toHaveLength(3)
    await ended
    expect(stream.segments).toHaveLength(1)
  })

  it('keeps a snapshot of a session that waits for an error', async () => {
    const stream = await start('on-error')
    addSnapshot(stream)
    stream.release()
    await stream.finish()
    expect(stream.segments.map(({ index }) => index)).toEqual([0, 1])
  })

  it('forgets a snapshot that waits when it is discarded, and what comes later', async () => {
    const stream = await start()
    addSnapshot(stream)
    stream.discard()
    addSnapshot(stream)
    await nextTask()
    expect(stream.sizes).toHaveLength(0)
    expect(stream.segments).toHaveLength(0)
  })

  it('says what goes wrong with a snapshot, once', async () => {
    const stream = await start()
    const broken = Object.defineProperty(event(2), 'data', {
      enumerable: true,
      get() {
        throw new Error('broken')
      },
    })
    stream.add(broken, { keyframe: true })
    await nextTask()
    expect(stream.failures).toHaveLength(1)
    await stream.finish()
    expect(stream.segments).toHaveLength(0)
  })
})
