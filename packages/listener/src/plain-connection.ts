// A connection whose requests are plain: read from the socket and answered there, without the objects that Node's HTTP server
// makes for a request, which cost as much as all that ingest does with a parcel but its signature (docs/decisions/0020). The
// first request that is not plain, or that nobody takes, hands the connection to Node's server with every byte of it.
//
//   idle ──plain head, taken──▶ receiving ──body whole──▶ answering ──answered──▶ idle
//     └──anything else──▶ Node's     └──answered before──▶ skipping ──body whole──▲
import type { Socket } from 'node:net'
import type { BegunRequest } from './connections.ts'
import { type PlainHead, parsePlainHead } from './plain-head.ts'

/** Takes the body of a request; one of them is called, once. */
export interface PlainBody {
  /** @param bytes over a buffer that nobody else reads */
  readonly whole: (bytes: Uint8Array<ArrayBuffer>) => void
  /** The client went away, or was too slow. */
  readonly lost: () => void
}

/** A request and the way to answer it. */
export interface PlainRequest {
  readonly head: PlainHead
  readonly socket: Socket
  /**
   * Answers, once; the connection may be gone. What is left of the body is read and thrown away.
   * @param lines status line and header lines, each with its end, Content-Length included
   * @param body ASCII, as the lines
   */
  answer(lines: string, body: string): void
}

/** Takes a request by its head; undefined, and nothing done, leaves it and its connection to Node's server. */
export type TakePlain = (request: PlainRequest) => PlainBody | undefined

/** What a plain connection needs. */
export interface PlainConnectionParts {
  readonly take: TakePlain
  /** Header lines for every answer to a request of this head; undefined where it is Node's to refuse. */
  readonly linesFor: (head: PlainHead) => string | undefined
  /** Header lines of an answer after which the connection stays. */
  readonly stayingLines: string
  readonly begin: (request: BegunRequest) => void
  readonly end: (request: BegunRequest) => void
  /** Node's server takes over. */
  readonly handOver: (socket: Socket) => void
  /** Ends a request that cannot become whole. */
  readonly endBroken: (socket: Socket, code: string) => void
  /** The connection is not plain any more. */
  readonly onLeft: () => void
}

/** Where a connection is. */
export type PlainPhase = 'idle' | 'receiving' | 'skipping' | 'answering'

/** A connection that is being served. */
export interface PlainConnection {
  readonly socket: Socket
  readonly phase: () => PlainPhase
  /** When the phase began, on the clock of `performance.now`. */
  readonly sinceMs: () => number
  /** Closes it once what it has begun is answered. */
  closeWhenIdle(): void
}

const closing = 'Connection: close\r\n'

/** Serves a connection from its first byte. */
export function servePlainConnection(socket: Socket, parts: PlainConnectionParts): PlainConnection {
  const { take, linesFor, stayingLines, begin, end, handOver, endBroken, onLeft } = parts
  const headers: { 'content-length': string } = { 'content-length': '0' }
  const receiving: { socket: Socket; complete: boolean; headers: typeof headers } = {
    socket,
    complete: true,
    headers,
  }
  let phase: PlainPhase = 'idle'
  let sinceMs = performance.now()
  let isClosing = false
  let isConsuming = false
  // What came while a request was being answered, or behind one.
  let held: Buffer | undefined
  let lastHead: Buffer | undefined
  let head: PlainHead | undefined
  let commonLines: string | undefined
  let body: PlainBody | undefined
  let whole: Uint8Array<ArrayBuffer> | undefined
  let missingBytes = 0

  function enter(next: PlainPhase): void {
    phase = next
    sinceMs = performance.now()
  }

  function answer(lines: string, text: string): void {
    if (phase === 'idle' || phase === 'skipping' || socket.destroyed) return
    const isWhole = phase === 'answering'
    if (socket.writable) {
      const flushed = socket.write(
        `${lines}${commonLines}${isClosing ? closing : stayingLines}\r\n${text}`,
        'latin1',
      )
      if (!flushed) socket.pause()
    }
    body = undefined
    if (isWhole) endRequest()
    else enter('skipping')
    if (!isConsuming) consume()
  }

  function endRequest(): void {
    enter('idle')
    end(receiving)
    if (isClosing) socket.destroySoon()
  }

  /** Makes of these bytes what they are, up to the end of one request; false where Node has taken over. */
  function advance(bytes: Buffer): boolean {
    if (phase === 'idle') {
      if (!start(bytes)) return false
      takeBody(bytes, head?.sizeBytes ?? 0)
    } else takeBody(bytes, 0)
    return true
  }

  function start(bytes: Buffer): boolean {
    // Requests of a connection mostly have the same head.
    const isSame =
      lastHead !== undefined &&
      bytes.length >= lastHead.length &&
      bytes.compare(lastHead, 0, lastHead.length, 0, lastHead.length) === 0
    if (!isSame) {
      head = parsePlainHead(bytes)
      lastHead = head && Buffer.from(bytes.subarray(0, head.sizeBytes))
      commonLines = head && linesFor(head)
    }
    if (head === undefined || commonLines === undefined || isClosing) return leave(bytes)
    missingBytes = head.lengthBytes
    whole = undefined
    enter('receiving')
    isClosing = head.isLast
    const taken = take({ head, socket, answer })
    if (taken === undefined) return leave(bytes)
    headers['content-length'] = String(head.lengthBytes)
    receiving.complete = false
    begin(receiving)
    // It may be answered already.
    if (phase === 'receiving') body = taken
    return true
  }

  function takeBody(bytes: Buffer, from: number): void {
    const until = Math.min(bytes.length, from + missingBytes)
    if (until < bytes.length) held = bytes.subarray(until)
    missingBytes -= until - from
    if (phase === 'skipping') {
      if (missingBytes === 0) {
        receiving.complete = true
        endRequest()
      }
      return
    }
    // Most bodies come as one piece with their head, and serve as they are.
    const isAlone = whole === undefined && missingBytes === 0
    if (!isAlone) {
      whole ??= new Uint8Array(head?.lengthBytes ?? 0)
      whole.set(bytes.subarray(from, until), whole.length - missingBytes - (until - from))
      if (until === bytes.length) free(bytes)
    }
    if (missingBytes > 0) return
    const taken = body
    const complete = whole ?? ownBytes(bytes, from, until)
    body = undefined
    whole = undefined
    receiving.complete = true
    enter('answering')
    taken?.whole(complete)
  }

  /** Goes on with what came. */
  function consume(): void {
    isConsuming = true
    while (held !== undefined && phase !== 'answering' && !socket.writableNeedDrain) {
      const bytes = held
      held = undefined
      if (!advance(bytes)) return
    }
    isConsuming = false
    // Who does not wait for answers, or does not read them, is not read from.
    if (held !== undefined) socket.pause()
    else if (socket.isPaused() && !socket.writableNeedDrain) socket.resume()
  }

  function leave(bytes: Buffer): false {
    enter('idle')
    socket.off('data', onData)
    socket.off('end', onEnd)
    socket.off('drain', onDrain)
    socket.off('error', onError)
    socket.off('close', onClose)
    onLeft()
    socket.pause()
    socket.unshift(bytes)
    handOver(socket)
    socket.resume()
    return false
  }

  function onData(bytes: Buffer): void {
    held = held === undefined ? bytes : Buffer.concat([held, bytes])
    if (phase === 'answering') socket.pause()
    else consume()
  }

  function onDrain(): void {
    if (!isConsuming) consume()
  }

  function onEnd(): void {
    if (phase === 'receiving') endBroken(socket, 'HPE_INVALID_EOF_STATE')
    else socket.destroySoon()
  }

  function onError(): void {
    socket.destroy()
  }

  function onClose(): void {
    const taken = body
    body = undefined
    onLeft()
    if (phase !== 'idle') end(receiving)
    taken?.lost()
  }

  socket.on('data', onData)
  socket.on('end', onEnd)
  socket.on('drain', onDrain)
  socket.on('error', onError)
  socket.on('close', onClose)
  return {
    socket,
    phase: () => phase,
    sinceMs: () => sinceMs,
    closeWhenIdle() {
      isClosing = true
      if (phase === 'idle') socket.destroySoon()
    },
  }
}

/** The buffer that bytes have to themselves. */
function bufferOf({ buffer, byteLength }: Buffer): ArrayBuffer | undefined {
  return buffer instanceof ArrayBuffer && byteLength === buffer.byteLength ? buffer : undefined
}

/** Gives memory back at once; left to the garbage collector it would outlive several of its rounds. */
function free(bytes: Buffer): void {
  bufferOf(bytes)?.transfer(0)
}

/** As they lie, if they have their buffer to themselves, or a copy. */
function ownBytes(bytes: Buffer, from: number, until: number): Uint8Array<ArrayBuffer> {
  const buffer = until === bytes.length ? bufferOf(bytes) : undefined
  return buffer === undefined
    ? Uint8Array.from(bytes.subarray(from, until))
    : new Uint8Array(buffer, from, until - from)
}
