// Orders of events that a real database shows only by chance: its answers are given here when the test says so.
import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { encodeParcel } from '@reseal/protocol'
import { expect, test } from 'vitest'
import { startTestStream } from '../../test/recorder.ts'
import { type Chain, createChains } from './chains.ts'
import type { ParcelRepository } from './parcels.repository.ts'
import { type Append, createParcelService } from './parcels.service.ts'

const app = { id: 'clinic', appKey: 'rsl_FFFFFFFFFFFFFFFFFFFFFF' }
const boundless = { take: () => {}, size: () => 0 }

function startService() {
  const appended: Append[] = []
  const pending: (() => void)[] = []
  const later = <T>(value: T): Promise<T> => new Promise((resolve) => pending.push(() => resolve(value)))
  const repository: ParcelRepository = {
    findChain: () => later<Chain | undefined>(undefined),
    judgeRegistration: () => later('registrable'),
    segmentHashes: () => later(new Map<number, Uint8Array>()),
    reportEquivocation: () => later(undefined),
  }
  const service = createParcelService({
    chains: createChains(repository.findChain, 10),
    committer: {
      add(append, waiter) {
        appended.push(append)
        waiter.resolve({ outcome: 'committed' })
      },
      drain: async () => {},
      itemCount: () => 0,
    },
    repository,
    signer: { publicKey: '', sign: () => 'receipt' },
    streamQuota: boundless,
    sessionQuota: boundless,
    metrics: { countAge: () => {} },
  })
  return {
    appended,
    send: (body: Uint8Array<ArrayBuffer>) =>
      new Promise<string>((resolve, reject) => service.accept(app, body, { resolve, reject })).catch(
        (error: { code: string }) => error.code,
      ),
    /** Gives all answers that are asked for, at once, until none is. */
    async answerAll() {
      for (let round = 0; round < 20; round++) {
        await setImmediate()
        for (const answer of pending.splice(0)) answer()
      }
    },
    async answerOnce() {
      for (const answer of pending.splice(0)) answer()
      await setImmediate()
    },
  }
}

test('a malformed copy is refused also while a refused parcel’s good header is at hand', async () => {
  const stream = await startTestStream(app.appKey)
  const segment = (await stream.seal()).bytes
  const forged = new Uint8Array(segment)
  forged[26] = (forged[26] ?? 0) ^ 1
  const { appendKey, sealing } = stream
  const block = { headerBytes: sealing.headerBytes, enc: sealing.enc }
  const goodHeader = encodeParcel({ appendKey, stream: block, segments: [forged] })
  const wrongEnc = { ...block, enc: new Uint8Array(randomBytes(65)) }
  const malformed = encodeParcel({ appendKey, stream: wrongEnc, segments: [segment] })

  const { send, answerOnce, answerAll, appended } = startService()
  const first = send(goodHeader)
  await answerOnce()
  // The database now says at one moment that the first may be registered, and that the second is not known.
  const second = send(malformed)
  await answerAll()
  expect([await first, await second]).toEqual(['bad_parcel', 'bad_parcel'])
  expect(appended).toEqual([])
})
