// Pushes batches by HTTPS: signed, over one connection, to the address that was checked and nowhere else.
import {
  type ClientRequest,
  type IncomingMessage,
  Agent as PlainAgent,
  request as requestPlain,
} from 'node:http'
import { Agent, request } from 'node:https'
import { type HttpsSinkPlace, requestSignature } from '@reseal/store'
import { allowedLookup, checkSinkUrl } from './sink-address.ts'
import type { SinkBatch } from './sink-batch.ts'
import { SinkError, type SinkFailure } from './sink-error.ts'

/** Delivers batches to one sink. */
export interface SinkPusher {
  /** Resolves once the sink has taken the batch. @throws SinkError */
  push(batch: SinkBatch, signal: AbortSignal): Promise<void>
  close(): void
}

/** Who pushes, with what. */
export interface HttpsPush {
  readonly name: string
  readonly place: HttpsSinkPlace
  /** base64. */
  readonly signingKey: string | undefined
  readonly timeoutMs: number
}

// 192 bits.
const minKeyBytes = 24

/**
 * Builds a pusher.
 * @throws SinkError `insecure`, `address`, `secret`
 */
export function createHttpsPusher({ name, place, signingKey, timeoutMs }: HttpsPush): SinkPusher {
  const url = checkSinkUrl(place.url, place.isPrivate)
  const key = Buffer.from(signingKey ?? '', 'base64')
  if (key.length < minKeyBytes) throw new SinkError('secret')
  const shared = { keepAlive: true, maxSockets: 1, lookup: allowedLookup(place.isPrivate) }
  const isPlain = url.protocol === 'http:'
  const agent = isPlain
    ? new PlainAgent(shared)
    : new Agent({ ...shared, ...(place.ca !== undefined && { ca: place.ca }) })

  function open(batch: SinkBatch, signal: AbortSignal): ClientRequest {
    const options = {
      method: 'POST',
      agent,
      signal,
      headers: {
        'content-type': batch.mediaType,
        'content-length': batch.body.length,
        'reseal-sink': name,
        // The same for each attempt at the same batch.
        'idempotency-key': `"${name}/${batch.first}-${batch.last}"`,
        'reseal-signature': requestSignature(key, batch.body),
      },
    }
    return isPlain ? requestPlain(url, options) : request(url, options)
  }

  return {
    async push(batch, signal) {
      const patience = AbortSignal.timeout(timeoutMs)
      try {
        const answer = await send(open(batch, AbortSignal.any([signal, patience])), batch.body)
        judge(answer)
      } catch (error) {
        if (error instanceof SinkError) throw error
        throw new SinkError(patience.aborted ? 'timeout' : failureOf(error), { cause: error })
      }
    },
    close: () => agent.destroy(),
  }
}

/** Resolves with the answer once its body has ended, of which nothing is looked at. */
export function send(outgoing: ClientRequest, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('error', reject)
    outgoing.once('response', (answer) => {
      answer.once('error', reject)
      answer.once('end', () => resolve(answer))
      answer.resume()
    })
    outgoing.end(body)
  })
}

// Who asks for more is asked again all the same.
const longestRetryAfterMs = 60 * 60_000

/** Whether it was taken. @throws SinkError */
export function judge({ statusCode = 0, headers }: IncomingMessage): void {
  if (statusCode >= 200 && statusCode < 300) return
  const seconds = Number(headers['retry-after'])
  const retryAfterMs = Number.isFinite(seconds) ? Math.min(seconds * 1000, longestRetryAfterMs) : undefined
  // Redirections are not followed: elsewhere is not who was configured.
  const isPassing = statusCode >= 500 || statusCode === 429 || statusCode === 408
  throw new SinkError(isPassing ? 'unavailable' : 'refused', {
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })
}

// https://nodejs.org/api/tls.html#x509-certificate-error-codes
const untrusted = /CERT|^UNABLE_TO_|^HOSTNAME_MISMATCH$|^INVALID_(CA|PURPOSE)$|^ERR_(TLS|SSL)_/u

/** What went wrong on the way. */
export function failureOf(error: unknown): SinkFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return untrusted.test(code) ? 'untrusted' : 'unavailable'
}
