// Object stores that wait or fail on demand, around a real one.
import type { ObjectStore } from '@reseal/store'

/** A store whose writes wait until they are let through. */
export interface GatedObjects {
  readonly objects: ObjectStore
  /** Resolves when a write waits at the gate. */
  waiting(): Promise<void>
  /** Lets all writes through, now and later. */
  open(): void
}

/** Puts a gate before the writes of a store. */
export function gateWrites(store: ObjectStore): GatedObjects {
  const gate = Promise.withResolvers<void>()
  const arrival = Promise.withResolvers<void>()
  return {
    objects: {
      ...store,
      async put(key, bytes) {
        arrival.resolve()
        await gate.promise
        return store.put(key, bytes)
      },
    },
    waiting: () => arrival.promise,
    open: () => gate.resolve(),
  }
}
