// Stands between a browser and the viewer, and keeps every byte that goes to the browser from range routes. Nothing of an
// answer is passed on before it is known whether its event was committed when the answer began to arrive.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the browser got of one range. */
export interface RangeAnswer {
  readonly stream: string
  readonly status: number
  /** The event that the answer names. */
  readonly auditIndex: number | undefined
  /** Whether that event was committed when the answer began. */
  readonly wasCommitted: boolean
  readonly encoding: string | undefined
  readonly chunks: Buffer[]
  /** Whether it arrived to its end, and was passed on to its end. */
  isWhole: boolean
}

export interface RecordingProxy {
  readonly origin: string
  readonly answers: readonly RangeAnswer[]
  /** Requests of range routes that are under way. */
  inFlight(): number
  /** Where the viewer listens from now on. */
  setUpstream(port: number): void
  stop(): Promise<void>
}

const rangePath = /^\/api\/replays\/[^/]+\/streams\/([^/]+)\/events\?/u

/** Starts it on a free port. */
export async function startRecordingProxy(
  isCommitted: (auditIndex: number) => Promise<boolean>,
): Promise<RecordingProxy> {
  const answers: RangeAnswer[] = []
  let upstream = 0
  let inFlight = 0

  const forward = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const stream = rangePath.exec(incoming.url ?? '')?.[1]
    if (stream !== undefined) {
      inFlight += 1
      outgoing.once('close', () => (inFlight -= 1))
    }
    const { method, url, headers } = incoming
    const sent = request({ host: '127.0.0.1', port: upstream, method, path: url, headers }, (answer) => {
      void pass(answer, outgoing, stream).catch(() => outgoing.destroy())
    })
    // The viewer died, or the browser left.
    sent.on('error', () => outgoing.destroy())
    outgoing.on('close', () => sent.destroy())
    incoming.pipe(sent)
  }

  const pass = async (
    answer: IncomingMessage,
    outgoing: ServerResponse,
    stream: string | undefined,
  ): Promise<void> => {
    answer.on('error', () => outgoing.destroy())
    if (stream === undefined) {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
      return
    }
    const named = answer.headers['x-audit-index']
    const auditIndex = named === undefined ? undefined : Number(named)
    const kept: RangeAnswer = {
      stream,
      status: answer.statusCode ?? 0,
      auditIndex,
      wasCommitted: auditIndex !== undefined && (await isCommitted(auditIndex)),
      encoding: answer.headers['content-encoding'],
      chunks: [],
      isWhole: false,
    }
    answers.push(kept)
    outgoing.writeHead(kept.status, answer.headers)
    outgoing.once('finish', () => (kept.isWhole = answer.complete))
    answer.on('data', (chunk: Buffer) => kept.chunks.push(chunk))
    answer.pipe(outgoing)
    answer.on('close', () => {
      if (!answer.complete) outgoing.destroy()
    })
  }

  const server = createServer(forward)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    inFlight: () => inFlight,
    setUpstream: (port) => {
      upstream = port
    },
    stop: () => stopServer(server),
  }
}

function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
