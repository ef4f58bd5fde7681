// JSON Lines, or one JSON document, from bytes that come in pieces.
import { toText } from './bytes.ts'

/** Far above any line that Reseal writes. */
const maxLineBytes = 1024 * 1024

/** Lines without their ends; one that is longer than a megabyte is cut into such pieces, and none of them is JSON. */
export async function* splitLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest = new Uint8Array(0)
  for await (const piece of pieces) {
    let bytes = piece
    if (rest.length > 0) {
      bytes = new Uint8Array(rest.length + piece.length)
      bytes.set(rest)
      bytes.set(piece, rest.length)
    }
    let start = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      if (end > start) yield bytes.subarray(start, end)
      start = end + 1
    }
    rest = bytes.slice(start)
    if (rest.length > maxLineBytes) {
      yield rest
      rest = new Uint8Array(0)
    }
  }
  if (rest.length > 0) yield rest
}

/** The value of each line; of an array on one line, each member. Undefined for what is no JSON. */
export async function* readJsonLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  for await (const line of splitLines(pieces)) {
    const value = parse(line)
    if (Array.isArray(value)) yield* value as unknown[]
    else yield value
  }
}

function parse(line: Uint8Array): unknown {
  try {
    return JSON.parse(toText(line) ?? '')
  } catch {
    return undefined
  }
}
