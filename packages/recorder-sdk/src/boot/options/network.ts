// The option `network`: whether requests are recorded, and which of them carry a trace context.
import type { NetworkConfig } from '../../capture/network-log.ts'
import { RecorderError } from '../../recorder-error.ts'

/** What is recorded of the page's requests beside their existence. */
export interface NetworkOptions {
  /**
   * Origins, the page's own included, to whose requests a W3C `traceparent` is added, such as `https://api.clinic.example`.
   * To another origin than the page's it causes a preflight, and CORS has to allow the header. None when left out.
   */
  readonly traceOrigins?: readonly string[] | undefined
}

function isOrigin(value: unknown): value is string {
  try {
    return typeof value === 'string' && new URL(value).origin === value
  } catch {
    return false
  }
}

/** @throws RecorderError `bad_option` */
export function parseNetwork(value: unknown): NetworkConfig {
  if (value === false) return false
  const { traceOrigins = [] } = (value ?? {}) as { readonly traceOrigins?: unknown }
  if (Array.isArray(traceOrigins) && traceOrigins.every(isOrigin)) return { traceOrigins }
  throw new RecorderError('bad_option', { where: 'network.traceOrigins' })
}
