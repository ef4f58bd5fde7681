// What typing causes, a request or a new address with each key, would tell when and how often someone typed.

/** Says which of the things that happen are left out. */
export interface TypingThinner {
  /** Whether this is the second of its kind that typing has caused within ten seconds. */
  isThinned(kind: string): boolean
  stop(): void
}

const typingMs = 1_000
const thinnedMs = 10_000
const maxKinds = 64

/** Listens for input events until it is stopped. */
export function startTypingThinner(): TypingThinner {
  const thinnedUntil = new Map<string, number>()
  let typedAt = -typingMs
  const onInput = (): void => {
    typedAt = performance.now()
  }
  addEventListener('input', onInput, true)
  return {
    isThinned(kind) {
      const now = performance.now()
      if (now - typedAt >= typingMs) return false
      if ((thinnedUntil.get(kind) ?? 0) > now) return true
      if (thinnedUntil.size >= maxKinds) thinnedUntil.clear()
      thinnedUntil.set(kind, now + thinnedMs)
      return false
    },
    stop: () => removeEventListener('input', onInput, true),
  }
}
