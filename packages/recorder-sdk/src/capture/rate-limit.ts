// A loop of the page that logs or throws must not become the recording.

/** Answers whether one more may pass: at most `max` in each second. */
export function createRateLimit(max: number): () => boolean {
  let second = 0
  let count = 0
  return () => {
    const now = Math.floor(Date.now() / 1_000)
    count = now === second ? count + 1 : 1
    second = now
    return count <= max
  }
}
