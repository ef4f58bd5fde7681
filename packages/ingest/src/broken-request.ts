// Answers what never becomes a request of the app, because its HTTP is broken, as the app answers a bad parcel: otherwise
// Node closes with a bare status line.
import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { RequestError } from '@hono/node-server'
import { type IngestErrorCode, refusals } from './errors.ts'
import { commonHeaders } from './middleware/response-headers.ts'

interface Refusal {
  readonly status: number
  readonly body: string
}

function refusalOf(code: IngestErrorCode): Refusal {
  return {
    status: refusals[code].status,
    body: JSON.stringify({ error: { code, requestId: randomUUID() } }),
  }
}

const headers = { ...commonHeaders, 'Content-Type': 'application/json' }

/** For a request whose host or address is none, on @hono/node-server's `errorHandler`. */
export function answerBrokenRequest(error: unknown): Response {
  const { status, body } = refusalOf(error instanceof RequestError ? 'bad_parcel' : 'internal')
  return new Response(body, { status, headers })
}

/** For bytes that Node's parser refuses, on Node's event `clientError`. Closes the connection. */
export function answerBrokenBytes(error: Error, socket: Duplex): void {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  // Nothing has come, so nothing is to be answered: a browser opens connections before it needs them.
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT' && (socket as Socket).bytesRead === 0) {
    socket.destroy()
    return
  }
  const { status, body } = refusalOf(refusalByCode[code ?? ''] ?? 'bad_parcel')
  const lines = Object.entries({ ...headers, 'Content-Length': String(body.length), Connection: 'close' })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`, () => socket.destroy())
}

const refusalByCode: Readonly<Record<string, IngestErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'too_large',
  // A recorder on a bad line is to try again; whoever sends no parcel is not.
  ERR_HTTP_REQUEST_TIMEOUT: 'too_slow',
}

/** For a request that reached a proxy of the operator's without TLS. */
export function answerInsecure(_request: IncomingMessage, response: ServerResponse): void {
  const { status, body } = refusalOf('insecure_transport')
  response.writeHead(status, { ...headers, Upgrade: 'TLS/1.2', Connection: 'Upgrade, close' }).end(body)
}
