// C2SP tlog-checkpoint: https://c2sp.org/tlog-checkpoint. The text of the note that signs a tree.
import { decodeBase64, encodeBase64 } from '../base64.ts'
import { ProtocolError } from '../protocol-error.ts'

/** A tree at one size. */
export interface Checkpoint {
  /** Name of the log, one line. */
  readonly origin: string
  /** Leaves. */
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
  /** Further lines, none empty. */
  readonly extensions?: readonly string[]
}

const maxLength = 16 * 1024

/**
 * The text of a checkpoint, to be signed as a note.
 * @throws {ProtocolError} `bad_checkpoint`
 */
export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const valid =
    isLine(origin) &&
    Number.isSafeInteger(size) &&
    size >= 0 &&
    root.length === 32 &&
    extensions.every(isLine)
  if (!valid) throw new ProtocolError('bad_checkpoint')
  return [origin, String(size), encodeBase64(root), ...extensions, ''].join('\n')
}

/**
 * Reads a checkpoint from the text of a note whose signature was checked.
 * @throws {ProtocolError} `bad_checkpoint`
 */
export function parseCheckpoint(text: string): Checkpoint {
  if (text.length > maxLength || !text.endsWith('\n')) throw new ProtocolError('bad_checkpoint')
  const [origin = '', sizeText = '', rootText = '', ...extensions] = text.slice(0, -1).split('\n')
  const size = /^(0|[1-9][0-9]{0,15})$/.test(sizeText) ? Number(sizeText) : Number.NaN
  if (!isLine(origin) || !Number.isSafeInteger(size) || !extensions.every(isLine)) {
    throw new ProtocolError('bad_checkpoint')
  }
  const root = decodeRoot(rootText)
  return { origin, size, root, ...(extensions.length > 0 && { extensions }) }
}

function decodeRoot(text: string): Uint8Array {
  try {
    const root = decodeBase64(text)
    if (root.length === 32) return root
  } catch (cause) {
    throw new ProtocolError('bad_checkpoint', { cause })
  }
  throw new ProtocolError('bad_checkpoint')
}

function isLine(line: string): boolean {
  return line.length > 0 && !line.includes('\n')
}
