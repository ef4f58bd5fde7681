// A server of one clinic's page and its back end: answers of every kind that a request can get, on two origins.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { PageServer } from '../support/page-server.ts'

/** A request that the back end got. */
export interface ServedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface NetworkServer extends PageServer {
  readonly served: ServedRequest[]
}

const page =
  '<!doctype html><meta charset="utf-8"><title>clinic</title><input id="field"><script src="/reseal.iife.js"></script>'

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Serves the page at every path that is not below `/api/`; `files` are the recorder's. */
export async function startNetworkServer(files: ReadonlyMap<string, string>): Promise<NetworkServer> {
  const served: ServedRequest[] = []
  const sockets = new Set<Duplex>()
  let otherOrigin = ''

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const cors = {
      'access-control-allow-origin': request.headers.origin ?? '*',
      'access-control-allow-headers': 'traceparent, content-type, x-own',
      'access-control-expose-headers': 'x-answer, x-count',
    }
    const send = (status: number, body: string, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { ...cors, 'content-type': 'application/json', ...headers }).end(body)
    }
    const script = files.get(pathname.slice(1))
    if (script !== undefined) return send(200, script, { 'content-type': 'text/javascript' })
    if (!pathname.startsWith('/api/')) return send(200, page, { 'content-type': 'text/html' })
    served.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
    switch (pathname.split('/')[2]) {
      case 'closed':
        response.writeHead(200, { 'content-type': 'text/plain' })
        return void response.end('no CORS here')
      case 'echo':
        return send(200, await bodyOf(request), {
          'content-type': request.headers['content-type'] ?? 'text/plain',
        })
      case 'status':
        return send(Number(pathname.split('/')[3]), '')
      case 'slow':
        await pause(30_000)
        return send(200, '{}')
      case 'cut':
        return void response.destroy()
      case 'redirect':
        response.writeHead(302, { ...cors, location: searchParams.get('to') ?? '/api/value' })
        return void response.end()
      case 'chunks':
        response.writeHead(200, { ...cors, 'content-type': 'text/plain' })
        for (const chunk of ['one ', 'two ', 'three']) {
          response.write(chunk)
          await pause(20)
        }
        return void response.end()
      case 'large':
        return send(200, JSON.stringify({ code: 'LARGE', filler: 'x'.repeat(200_000) }))
      case 'events':
        response.writeHead(200, { ...cors, 'content-type': 'text/event-stream' })
        return void response.write(`data: ${searchParams.get('say') ?? 'hello'}\n\n`)
      case 'telling':
        response.writeHead(404, `Not ${searchParams.get('code')}`, {
          ...cors,
          'content-type': 'application/json',
          'server-timing': `db;desc="${searchParams.get('code')}"`,
          'x-answer': searchParams.get('code') ?? '',
        })
        return void response.end(JSON.stringify({ error: { code: searchParams.get('code') } }))
      case 'fails':
        return send(
          422,
          JSON.stringify({ error: { code: searchParams.get('code') ?? 'CONFLICT' }, count: 12345 }),
          {
            'x-answer': searchParams.get('code') ?? 'CONFLICT',
            'x-count': '1234567',
          },
        )
      default:
        return send(200, '{"value":7}', { 'x-answer': 'fine' })
    }
  }

  // One frame of text or a close, both short, as a browser sends them.
  function readFrame(data: Buffer): { readonly opcode: number; readonly payload: Buffer } {
    const opcode = (data[0] ?? 0) & 15
    const length = (data[1] ?? 0) & 127
    const start = length === 126 ? 4 : 2
    const size = length === 126 ? data.readUInt16BE(2) : length
    const mask = data.subarray(start, start + 4)
    const payload = Buffer.from(data.subarray(start + 4, start + 4 + size))
    for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0)
    return { opcode, payload }
  }

  function frame(opcode: number, payload: Buffer): Buffer {
    const size = payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255]
    return Buffer.concat([Buffer.from([128 | opcode, ...size]), payload])
  }

  function upgrade(request: IncomingMessage, socket: Duplex): void {
    const key = request.headers['sec-websocket-key'] ?? ''
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    const [protocol] = (request.headers['sec-websocket-protocol'] ?? '').split(', ')
    served.push({ method: 'socket', url: request.url ?? '', headers: request.headers })
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${
        protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ''
      }\r\n`,
    )
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (data: Buffer) => {
      const { opcode, payload } = readFrame(data)
      socket.write(frame(opcode, payload))
      if (opcode === 8) socket.end()
    })
  }

  const server = createServer((request, response) => void answer(request, response))
  server.on('upgrade', upgrade)
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  const { port } = server.address() as AddressInfo
  otherOrigin = `http://127.0.0.1:${port}`
  return {
    served,
    origin: `http://localhost:${port}`,
    otherOrigin,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        for (const socket of sockets) socket.destroy()
      }),
  }
}
