// Streams whose headers carry the hash of a withdrawal token, as ingest would have registered them.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { encodeStreamHeader } from '@reseal/protocol'
import type { NewStream } from '../src/streams/commit-batch.ts'
import { newStream } from './recording-fixture.ts'

/** A session of the app `clinic` with the token that withdraws it. */
export interface WithdrawableSession {
  readonly session: string
  readonly token: Uint8Array
  /** A further stream of the session; under another token when asked. */
  stream(overrides?: Partial<NewStream> & { readonly token?: Uint8Array }): NewStream
}

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())

/** Makes a session. */
export function newWithdrawableSession(): WithdrawableSession {
  const session = randomUUID()
  const token = new Uint8Array(randomBytes(32))
  return {
    session,
    token,
    stream: ({ token: own = token, ...overrides } = {}) => {
      const base = newStream({ session, ...overrides })
      const headerBytes = encodeStreamHeader({
        version: 1,
        app: 'clinic',
        session,
        stream: base.stream,
        keyId: base.keyId,
        encHash: base.encHash,
        ruleSetHash: sha256(new Uint8Array()),
        appendKeyHash: base.appendKeyHash,
        withdrawalTokenHash: sha256(own),
        sdk: 'test/0',
        startedAtMs: base.startedAtMs,
      })
      return { ...base, headerBytes, headerHash: sha256(headerBytes) }
    },
  }
}
