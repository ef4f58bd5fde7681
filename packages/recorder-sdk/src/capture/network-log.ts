// What all trackers of requests share: which requests are recorded, how many, and by which rule (section 18).
import {
  addressForm,
  findNetworkRule,
  type NetworkRule,
  type RuleSet,
  signalPlugin,
} from '@reseal/redaction-rules'
import type { NetworkConfig } from '../boot/options/network.ts'
import { createRateLimit } from './rate-limit.ts'
import { startTypingThinner } from './thin-typing.ts'
import type { EmitSignal } from './tracker.ts'

/** What network trackers need of the configuration. */
export interface NetworkLogOptions {
  readonly rules: RuleSet
  /** Base URL of ingest: requests to it are the recorder's own. */
  readonly endpoint: string
  readonly network: Exclude<NetworkConfig, false>
}

/** One request or socket under way. */
export interface Exchange {
  /** The rule that says what may be read of it. */
  readonly rule: NetworkRule | undefined
  /** Origin that it goes to. */
  readonly origin: string
  /** Milliseconds since it began. */
  elapsed(): number
  /** Records it, once or, for sockets, whenever there is news. */
  record(plugin: string, payload: object): void
}

/** Decides what is recorded. */
export interface NetworkLog {
  readonly traceOrigins: readonly string[]
  /** A request that begins; undefined when it is not recorded. @throws where `url` is none */
  begin(method: string, url: string | URL): Exchange | undefined
  /** Nothing is recorded from now on. */
  stop(): void
}

// A page that polls without pause must not become the recording.
const maxPerSecond = 50
/** Creates the log of one recording. */
export function createNetworkLog(
  { rules, endpoint, network }: NetworkLogOptions,
  emit: EmitSignal,
): NetworkLog {
  const typing = startTypingThinner()
  let isStopped = false
  const passes = createRateLimit(maxPerSecond)
  let omitted = 0

  return {
    traceOrigins: network.traceOrigins,
    begin(method, url) {
      const { protocol, origin, host, pathname, search } = new URL(url, document.baseURI)
      if (isStopped || !/^(?:http|ws)/.test(protocol)) return undefined
      const href = `${protocol}//${host}${pathname}${search}`
      if (href.startsWith(endpoint) || typing.isThinned(method + addressForm(href))) return undefined
      const startedAt = performance.now()
      const target = { method, href, pageOrigin: location.origin }
      const elapsed = (): number => performance.now() - startedAt
      return {
        rule: findNetworkRule(rules.network, target),
        origin,
        elapsed,
        record(plugin, payload) {
          if (!passes()) omitted += 1
          else if (!isStopped) {
            emit(plugin, { ...target, duration: elapsed(), omitted: omitted || undefined, ...payload })
            omitted = 0
          }
        },
      }
    },
    stop() {
      isStopped = true
      typing.stop()
    },
  }
}

/** Runs what must not reach the page when it throws. */
export function quietly<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}

/** Records a request that has ended. */
export function recordRequest(exchange: Exchange, payload: object): void {
  exchange.record(signalPlugin.network, payload)
}
