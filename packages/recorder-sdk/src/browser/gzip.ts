// gzip in the page (RFC 1952). Where CompressionStream is missing, deflate's stored blocks: a valid gzip at full
// size, in 30 lines. A deflate in JavaScript would cost every page 4 kB for the few browsers without one.
import type { Compress } from '@reseal/protocol/seal'

const storedBlockLimitBytes = 0xffff
// RFC 1952 §2.3: magic, deflate, no flags, no time, unknown system.
const gzipHeader = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1))
  }
  return ~crc >>> 0
}

/** A gzip whose blocks are stored uncompressed (RFC 1951 §3.2.4). */
export function gzipStored(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const blockCount = Math.max(1, Math.ceil(bytes.length / storedBlockLimitBytes))
  const gzip = new Uint8Array(gzipHeader.length + blockCount * 5 + bytes.length + 8)
  const view = new DataView(gzip.buffer)
  gzip.set(gzipHeader)
  let offset = gzipHeader.length
  for (let block = 0; block < blockCount; block += 1) {
    const content = bytes.subarray(block * storedBlockLimitBytes, (block + 1) * storedBlockLimitBytes)
    gzip[offset] = block === blockCount - 1 ? 1 : 0
    view.setUint16(offset + 1, content.length, true)
    view.setUint16(offset + 3, content.length ^ 0xffff, true)
    gzip.set(content, offset + 5)
    offset += 5 + content.length
  }
  view.setUint32(offset, crc32(bytes), true)
  view.setUint32(offset + 4, bytes.length, true)
  return gzip
}

/** How this browser compresses: undefined leaves it to CompressionStream. */
export function chooseCompress(): Compress | undefined {
  return typeof CompressionStream === 'function' ? undefined : gzipStored
}
