// Bounds what one client may announce before it comes: memory is set aside for a body by its declared length, so that a
// client who declares much and sends little would hold what others wait for.
import { IngestError } from '../errors.ts'

/** Keeps the books of bodies that are on their way. */
export interface AnnouncedBytes {
  /**
   * Sets a client's bytes aside until the function returned is called.
   * @throws IngestError overloaded
   */
  announce(client: string, sizeBytes: number): () => void
}

// What a request holds beside its body, as memory admission counts it: many small bodies weigh as few large ones.
const requestOverheadBytes = 32 * 1024

/** Creates empty books. A single body always finds room. */
export function createAnnouncedBytes(maxBytesPerClient: number): AnnouncedBytes {
  const announced = new Map<string, number>()
  return {
    announce(client, sizeBytes) {
      const bytes = sizeBytes + requestOverheadBytes
      const before = announced.get(client) ?? 0
      if (before > 0 && before + bytes > maxBytesPerClient) {
        throw new IngestError('overloaded', { retryAfterSeconds: 2 })
      }
      announced.set(client, before + bytes)
      let held = true
      return () => {
        if (!held) return
        held = false
        const rest = (announced.get(client) ?? 0) - bytes
        if (rest > 0) announced.set(client, rest)
        else announced.delete(client)
      }
    },
  }
}
