// A proxy in front of an S3 server that can answer in its place, withhold or damage answers, and ask a watcher at each
// step of a PUT.
import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { cut, type Wire, type WireState, type WireWatcher } from './wire.ts'

/** What happens to PUTs. `mute`: nothing is answered; `unanswered`: it is stored, and nothing is answered. */
export type PutFault =
  | 'error-500'
  | 'slow-down'
  | 'mute'
  | 'unanswered'
  | 'answer-cut'
  | 'answer-truncated'
  | 'request-truncated'

/** The wire to S3. */
export interface S3Wire extends Wire {
  /** Asked for each PUT. */
  spoil(choose: (() => PutFault | undefined) | undefined): void
  /** Whether this process may read what is stored: a production credential of ingest may not. */
  readable(readable: boolean): void
}

const error = (code: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`

async function readWhole(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of message) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** Starts the proxy. Points: `put head`, `put body`, `put answer`, `put answered`. */
export async function startS3Wire(target: URL): Promise<S3Wire> {
  const agent = new Agent({ keepAlive: true })
  const sockets = new Set<Socket>()
  let state: WireState = 'open'
  let opened = Promise.withResolvers<void>()
  let watcher: WireWatcher | undefined
  let choose: (() => PutFault | undefined) | undefined
  let readable = true

  /** False when nothing more is to happen to this exchange. */
  function goesOn(point: string, { socket }: IncomingMessage): boolean {
    const action = watcher?.(point) ?? 'pass'
    if (action === 'reset') cut(socket)
    return action === 'pass'
  }

  /** Waits while bytes are held; false when they are lost. */
  async function passes(): Promise<boolean> {
    while (state === 'held') await opened.promise
    return state === 'open'
  }

  function forward(
    incoming: IncomingMessage,
    body: Buffer,
  ): Promise<{ answer: IncomingMessage; bytes: Buffer }> {
    return new Promise((resolve, reject) => {
      const { method = 'GET', url = '/', rawHeaders } = incoming
      const outgoing = request(
        { agent, host: target.hostname, port: target.port, method, path: url, headers: rawHeaders },
        (answer) => {
          readWhole(answer).then((bytes) => resolve({ answer, bytes }), reject)
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  /** Sends half of a request and goes away. */
  function forwardHalf(incoming: IncomingMessage, body: Buffer): void {
    const { method = 'PUT', url = '/', rawHeaders } = incoming
    const outgoing = request({
      host: target.hostname,
      port: target.port,
      method,
      path: url,
      headers: rawHeaders,
    })
    outgoing.on('error', () => {})
    outgoing.write(body.subarray(0, body.length >> 1), () => outgoing.destroy())
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const isPut = incoming.method === 'PUT'
    const { socket } = incoming
    if (!(await passes()) || (isPut && !goesOn('put head', incoming))) return
    const body = await readWhole(incoming)
    const fault = isPut ? choose?.() : undefined
    if (fault === 'mute') return
    if (fault === 'error-500' || fault === 'slow-down') {
      const [status, code] = fault === 'slow-down' ? [503, 'SlowDown'] : [500, 'InternalError']
      outgoing.writeHead(status, { 'content-type': 'application/xml' }).end(error(code))
      return
    }
    if (fault === 'request-truncated') {
      forwardHalf(incoming, body)
      cut(socket)
      return
    }
    if (!isPut && !readable && incoming.url !== undefined && /^\/[^/]+\/./.test(incoming.url)) {
      outgoing.writeHead(403, { 'content-type': 'application/xml' }).end(error('AccessDenied'))
      return
    }
    if (isPut) {
      // What the process has sent arrives, whatever becomes of it meanwhile.
      const action = watcher?.('put body') ?? 'pass'
      if (action === 'drop') return
    }
    const { answer, bytes } = await forward(incoming, body)
    if (!(await passes()) || (isPut && !goesOn('put answer', incoming)) || fault === 'unanswered') return
    if (fault === 'answer-cut') {
      cut(socket)
      return
    }
    if (fault === 'answer-truncated') {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 20\r\netag: "')
      socket.destroySoon()
      return
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    outgoing.end(incoming.method === 'HEAD' ? undefined : bytes, () => {
      if (isPut) watcher?.('put answered')
    })
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => cut(incoming.socket))
  })
  server.on('connection', (socket) => {
    if (state === 'refused') {
      cut(socket)
      return
    }
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  function reset(): void {
    for (const socket of sockets) cut(socket)
  }

  return {
    port: (server.address() as AddressInfo).port,
    reset,
    watch: (asked) => {
      watcher = asked
    },
    spoil: (chosen) => {
      choose = chosen
    },
    readable: (allowed) => {
      readable = allowed
    },
    state(wanted) {
      state = wanted
      opened.resolve()
      opened = Promise.withResolvers<void>()
    },
    async stop() {
      agent.destroy()
      server.close()
      reset()
      await once(server, 'close')
    },
  }
}
