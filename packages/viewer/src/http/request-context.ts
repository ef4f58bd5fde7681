// What every request carries through Hono: an id, where it came from, and which declared route it met.
import type { HttpBindings } from '@hono/node-server'
import type { ClientInfo } from '../access/actor.ts'

/** Hono's environment in the viewer. Bindings are absent when a test calls `app.request`. */
export interface ViewerEnv {
  Bindings: Partial<HttpBindings>
  Variables: { requestId: string; client: ClientInfo; route?: string }
}
