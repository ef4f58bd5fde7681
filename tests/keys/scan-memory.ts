// Looks through everything that a process may write to in its memory, which is what a core dump of it holds.
import { type FileHandle, open, readFile } from 'node:fs/promises'

/** The forms that a private key could have in memory, by name. */
export function formsOf(scalar: Uint8Array): Readonly<Record<string, Buffer>> {
  const bytes = Buffer.from(scalar)
  return {
    bytes,
    // As OpenSSL keeps big numbers.
    reversed: Buffer.from(bytes.toReversed()),
    hex: Buffer.from(bytes.toString('hex')),
    upperHex: Buffer.from(bytes.toString('hex').toUpperCase()),
    // Without the last digits, which depend on padding.
    base64: Buffer.from(bytes.toString('base64').slice(0, 42)),
    base64url: Buffer.from(bytes.toString('base64url').slice(0, 42)),
  }
}

const chunkBytes = 8 * 2 ** 20
// What lies across two chunks is whole in one of them.
const overlapBytes = 128
const buffer = Buffer.alloc(chunkBytes + overlapBytes)

/** Names of the forms that are found. Reads /proc, as the parent of the process or as root. */
export async function scanMemory(
  pid: number,
  forms: Readonly<Record<string, Buffer>>,
): Promise<readonly string[]> {
  const maps = (await readFile(`/proc/${pid}/maps`, 'utf8')).trim().split('\n')
  const memory = await open(`/proc/${pid}/mem`, 'r')
  const found = new Set<string>()
  let readBytes = 0
  try {
    for (const line of maps) {
      const [, from = '', to = ''] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? []
      if (from === '') continue
      readBytes += await scanRegion(memory, { from: Number(`0x${from}`), to: Number(`0x${to}`) }, (chunk) => {
        for (const [name, form] of Object.entries(forms)) if (chunk.includes(form)) found.add(name)
      })
    }
  } finally {
    await memory.close()
  }
  // A process of Node has far more: whoever reads nothing finds nothing.
  if (readBytes < 2 ** 25) throw new Error('the memory of the process could not be read')
  return [...found].toSorted()
}

interface Region {
  readonly from: number
  readonly to: number
}

async function scanRegion(
  memory: FileHandle,
  { from, to }: Region,
  look: (chunk: Buffer) => void,
): Promise<number> {
  let total = 0
  for (let at = from; at < to; at += chunkBytes) {
    const chunk = buffer.subarray(0, Math.min(chunkBytes + overlapBytes, to - at))
    // A region that ended meanwhile, or that nobody may read.
    const { bytesRead } = await memory.read(chunk, 0, chunk.length, at).catch(() => ({ bytesRead: 0 }))
    look(chunk.subarray(0, bytesRead))
    total += bytesRead
  }
  return total
}
