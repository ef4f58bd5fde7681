// What middleware hands on to handlers.
import type { RegisteredApp } from './middleware/app-directory.ts'

/** Hono's environment of this service. */
export interface IngestEnv {
  Variables: {
    app: RegisteredApp
    /** Origin of the page, once it is known to be one of the app's. */
    allowedOrigin: string
  }
}
