// Requests as bytes: a body that has to be refused, or an envelope that no request has. Nothing of either may be taken.
import { parseWithdrawal } from '@reseal/protocol'
import type { Random } from '../support/fuzz/random.ts'
import { spoilParcel, type ValidParcel } from './spoil-parcel.ts'

/** One request, as it goes over the socket. */
export interface HostileRequest {
  readonly how: string
  readonly bytes: Buffer
  /** What the client does once it has written: waits, ends its side, or is gone. */
  readonly afterwards: 'wait' | 'end' | 'leave'
}

/** What requests are made of. */
export interface Surface {
  readonly appKey: string
  readonly origin: string
  /** A word that occurs nowhere else. */
  canary(): string
  readonly parcel: ValidParcel
}

interface Envelope {
  readonly start: string
  readonly headers: readonly string[]
  readonly body: Uint8Array
}

type Make = (surface: Surface, random: Random) => HostileRequest

function written({ start, headers, body }: Envelope): Buffer {
  return Buffer.concat([Buffer.from([start, ...headers, '', ''].join('\r\n'), 'latin1'), body])
}

function envelope({ appKey, origin }: Surface, body: Uint8Array, more: readonly string[] = []): Envelope {
  const headers = ['Host: a', `Origin: ${origin}`, 'Connection: close', ...more]
  return {
    start: `POST /v1/apps/${appKey}/parcels HTTP/1.1`,
    headers: [...headers, `Content-Length: ${body.length}`],
    body,
  }
}

function spoiled(surface: Surface, random: Random): { how: string; body: Uint8Array } {
  const { how, bytes } = spoilParcel(surface.parcel, random, surface.canary())
  return { how, body: bytes }
}

function chunked(body: Uint8Array, random: Random): Uint8Array {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < body.length; ) {
    const piece = body.subarray(at, at + 1 + random.below(900))
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
    at += piece.length
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')])
}

const request = (
  how: string,
  envelope: Envelope,
  afterwards: HostileRequest['afterwards'] = 'wait',
): HostileRequest => ({
  how,
  bytes: written(envelope),
  afterwards,
})

const methods = [
  'GET',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'post',
  'POST POST',
  '',
]

function oddPath({ appKey, canary }: Surface, random: Random): string {
  const word = canary()
  return random.pick([
    `/${word}`,
    `/v1/apps/${word}/parcels`,
    `/v1/apps/${appKey}/parcels/${word}`,
    `/v1/apps/${appKey}/parcels%00${word}`,
    `/v1/apps/${appKey}%2Fparcels?${word}`,
    `/v1/apps/../apps/${word}/parcels`,
    `/v1/apps/rsl_${word.padEnd(22, 'A').slice(0, 22)}/parcels`,
    `//v1/apps/${appKey}/parcels/${word}`,
    `http://${word}/v1/apps/${word}/parcels`,
    `*`,
    `/%zz${word}`,
    `/%ff%fe${word}`,
    `/${'a'.repeat(random.pick([100, 8000, 17_000]))}${word}`,
    `/v1/apps/${appKey}/withdrawals/${word}`,
    `\u00ff\u00fe/${word}`,
    word,
  ])
}

function oddHeaders({ canary }: Surface, random: Random): string[] {
  const word = canary()
  const all = [
    [`X-${word}: ${word}`],
    [`Cookie: session=${word}`, `Authorization: Bearer ${word}`],
    [`X-Forwarded-For: ${word}, 203.0.113.9`, `Forwarded: for=${word}`, 'X-Forwarded-Proto: http'],
    [`Content-Type: ${word}`, `Content-Encoding: ${random.pick(['gzip', 'br', word])}`],
    [`Expect: ${random.pick(['100-continue', word])}`],
    [`Upgrade: ${random.pick(['websocket', 'h2c', word])}`, 'Connection: Upgrade'],
    [`Range: bytes=0-${word}`, `If-None-Match: "${word}"`],
    [`traceparent: 00-${word}-${word}-01`, `tracestate: ${word}=1`],
    Array.from({ length: random.pick([100, 2100]) }, (_, at) => `X-${at}: ${at}`),
    [`X-Long: ${word}${'a'.repeat(random.pick([1000, 20_000]))}`],
    [`X-Bytes: \u0080\u00ff${word}`],
  ]
  return random.pick(all)
}

function brokenHeaders({ canary, origin }: Surface, random: Random): string[] {
  const word = canary()
  return random.pick([
    [`Origin: https://${word}.example`],
    [`Origin: ${origin}`],
    [`${word}`],
    [`: ${word}`],
    [`X y: ${word}`],
    [`X-${word}\t: a`],
    [`X-Fold: a\r\n ${word}`],
    [`X-Nul: \u0000${word}`],
    [`X-Bare: a\r${word}: b`],
    [`X-Line: a\n${word}: b`],
    [`Host: ${word}`],
    [`Transfer-Encoding: ${random.pick(['chunked', 'gzip', 'chunked, chunked', word, 'identity'])}`],
    [`Content-Length: ${random.pick(['-1', '0x10', '1e3', ' ', word, '99999999999999999999', '1, 1'])}`],
  ])
}

const makes: readonly (readonly [weight: number, make: Make])[] = [
  [
    8,
    (surface, random) => {
      const { how, body } = spoiled(surface, random)
      return request(
        `parcel: ${how}`,
        envelope(surface, body, random.oneIn(4) ? oddHeaders(surface, random) : []),
      )
    },
  ],
  [
    2,
    (surface, random) => {
      const { how, body } = spoiled(surface, random)
      const { start, headers } = envelope(surface, body)
      const others = headers.filter((line) => !line.startsWith('Content-Length'))
      const te = ['Transfer-Encoding: chunked']
      return request(`chunks: ${how}`, { start, headers: [...others, ...te], body: chunked(body, random) })
    },
  ],
  [
    2,
    (surface, random) => {
      const { body } = spoiled(surface, random)
      const start = `${random.pick(methods)} /v1/apps/${surface.appKey}/${random.pick(['parcels', 'withdrawals', surface.canary()])} HTTP/1.1`
      return request('a method', { ...envelope(surface, body), start }, 'end')
    },
  ],
  [
    2,
    (surface, random) =>
      request(
        'a path',
        {
          ...envelope(surface, surface.parcel.bytes),
          start: `POST ${oddPath(surface, random)} HTTP/1.1`,
        },
        'end',
      ),
  ],
  [
    1,
    (surface, random) => {
      const { body } = spoiled(surface, random)
      const version = random.pick([
        'HTTP/1.0',
        'HTTP/0.9',
        'HTTP/2.0',
        'HTTP/1.10',
        'http/1.1',
        surface.canary(),
        '',
      ])
      return request(
        'a version',
        {
          ...envelope(surface, body),
          start: `POST /v1/apps/${surface.appKey}/parcels ${version}`,
        },
        'end',
      )
    },
  ],
  [
    3,
    (surface, random) => {
      const { body } = spoiled(surface, random)
      return request(
        'headers that are broken',
        envelope(surface, body, brokenHeaders(surface, random)),
        'end',
      )
    },
  ],
  [
    2,
    (surface, random) => {
      const { start, headers, body } = envelope(surface, surface.parcel.bytes)
      const origins = [
        'null',
        `https://${surface.canary()}`,
        `${surface.origin}.evil.example`,
        surface.origin.toUpperCase(),
        '',
      ]
      const other = headers.map((line) =>
        line.startsWith('Origin') ? `Origin: ${random.pick(origins)}` : line,
      )
      const without = headers.filter((line) => !line.startsWith('Origin'))
      return request('an origin', { start, headers: random.oneIn(3) ? without : other, body })
    },
  ],
  [
    2,
    (surface, random) => {
      const { start, headers, body } = envelope(surface, surface.parcel.bytes)
      const longer = body.length + 1 + random.below(10_000_000)
      const lengths = headers.map((line) =>
        line.startsWith('Content-Length') ? `Content-Length: ${longer}` : line,
      )
      return request(
        'a length that does not come',
        { start, headers: lengths, body },
        random.pick(['end', 'leave']),
      )
    },
  ],
  [
    2,
    (surface, random) => {
      const whole = written(envelope(surface, surface.parcel.bytes))
      const bytes = whole.subarray(0, random.below(whole.length))
      return { how: 'an end before its time', bytes, afterwards: random.pick(['end', 'leave']) }
    },
  ],
  [
    1,
    (surface, random) => {
      const length = random.below(2000)
      const noise = Buffer.from(Uint8Array.from({ length }, () => random.below(256)))
      return { how: 'noise', bytes: Buffer.concat([noise, Buffer.from(surface.canary())]), afterwards: 'end' }
    },
  ],
  [
    1,
    (surface, random) => {
      const [one, two] = [spoiled(surface, random), spoiled(surface, random)]
      const first = written(envelope(surface, one.body))
        .toString('latin1')
        .replace('Connection: close\r\n', '')
      const bytes = Buffer.concat([Buffer.from(first, 'latin1'), written(envelope(surface, two.body))])
      return { how: 'two at once', bytes, afterwards: 'wait' }
    },
  ],
  [
    2,
    (surface, random) => {
      const body = wrongWithdrawal(surface, random)
      const start = `POST /v1/apps/${surface.appKey}/withdrawals HTTP/1.1`
      return request('a withdrawal', { ...envelope(surface, body), start })
    },
  ],
]

function wrongWithdrawal({ canary }: Surface, random: Random): Uint8Array {
  const token = 'A'.repeat(43)
  const session = '018f3c1e-7d2a-7c3b-9d4e-5f6071829304'
  const candidates = [
    `{"session":"${canary()}","token":"${token}","version":1}`,
    `{"session":"${session}","token":"${canary()}","version":1}`,
    `{"session":"${session}","token":"${token}","version":2}`,
    `{"session":"${session}","token":"${token}","version":1,"x":"${canary()}"}`,
    `{"token":"${token}","session":"${session}","version":1}`,
    `[${'['.repeat(random.below(200))}`,
    `{"session":"${session}"`,
    'null',
    canary().repeat(40),
  ]
  const bytes = new TextEncoder().encode(random.pick(candidates))
  try {
    parseWithdrawal(bytes)
  } catch {
    return bytes
  }
  throw new Error('a withdrawal that is one')
}

/** Makes one request. */
export function hostileRequest(surface: Surface, random: Random): HostileRequest {
  const total = makes.reduce((sum, [weight]) => sum + weight, 0)
  let at = random.below(total)
  for (const [weight, make] of makes) {
    if (at < weight) return make(surface, random)
    at -= weight
  }
  throw new Error('no request was made')
}
