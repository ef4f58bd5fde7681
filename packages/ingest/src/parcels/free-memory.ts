// Gives memory back at once; left to the garbage collector it would outlive several of its rounds.

/** Detaches the buffer of bytes that nobody reads any more, if they have it to themselves. */
export function freeMemory({ buffer, byteLength }: Uint8Array): void {
  if (ownsBuffer(buffer, byteLength) && !buffer.detached) buffer.transfer(0)
}

/** Whether bytes of this size are all of a buffer that can be detached. */
export function ownsBuffer(buffer: ArrayBufferLike, byteLength: number): buffer is ArrayBuffer {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
}

/** Detaches the buffer in which bytes lie, all of it: for who has it to himself. */
export function freeBuffer({ buffer }: Uint8Array<ArrayBuffer>): void {
  if (!buffer.detached) buffer.transfer(0)
}
