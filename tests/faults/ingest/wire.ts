// Where a commit can be interrupted, seen from outside: what passes between ingest, PostgreSQL and the object store.

import type { Socket } from 'node:net'

/** What a proxy does with the bytes that make up a point: hand them on, swallow them, or reset the connection. */
export type WireAction = 'pass' | 'drop' | 'reset'

/** Asked at each point, before its bytes go on. `point` is a few words such as `commit sent`. */
export type WireWatcher = (point: string) => WireAction

/** What a proxy's connections are like: `held` bytes arrive when it opens again, `lost` ones never do. */
export type WireState = 'open' | 'refused' | 'held' | 'lost'

/** The wire between one ingest process and one of the servers that it needs. */
export interface Wire {
  readonly port: number
  state(state: WireState): void
  /** Resets every connection. */
  reset(): void
  /** Asks `watcher` from now on; undefined lets everything pass. */
  watch(watcher: WireWatcher | undefined): void
  stop(): Promise<void>
}

/** Resets a connection; one that is ending already cannot be, and would keep its handle. */
export function cut(socket: Socket): void {
  if (socket.writableEnded || socket.destroyed) socket.destroy()
  else socket.resetAndDestroy()
}
