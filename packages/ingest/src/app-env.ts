// What middleware hands on to handlers.
import type { RegisteredApp } from './middleware/app-directory.ts'

/** Hono's environment of this service. */
export interface IngestEnv {
  Variables: {
    requestId: string
    app: RegisteredApp
  }
}
