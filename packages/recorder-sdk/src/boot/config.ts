// Parses what the page passes to `init`, once; inside, types are true. Refuses with what to write instead.
import {
  defaultRules,
  parseRuleSet,
  type RuleSet,
  type RuleSetInput,
  RulesError,
} from '@reseal/redaction-rules'
import { CaptureError } from '../capture/capture-error.ts'
import { checkSelectors } from '../capture/check-selectors.ts'
import type { NetworkConfig } from '../capture/network-log.ts'
import type { ConsoleLevel } from '../capture/track-console.ts'
import type { RouteRules } from '../domain/route-rules.ts'
import type { SamplingRates, SessionLimits } from '../domain/session.ts'
import type { PageStaticTexts } from '../provenance/page-static-texts.ts'
import { RecorderError, type RecorderErrorCode } from '../recorder-error.ts'
import {
  parseRoutes,
  parseSampling,
  parseSession,
  parseStart,
  type SamplingOptions,
  type SessionOptions,
} from './options/lifecycle.ts'
import { type NetworkOptions, parseNetwork } from './options/network.ts'
import { parseConsole, parseLabel } from './options/signals.ts'
import { parseP256Point } from './p256-point.ts'

/**
 * On what ground recording may begin. `required`: not before `grantConsent()`. `granted`: the host application
 * has asked already. `not-needed`: another legal ground; a browser that sends Global Privacy Control still has
 * to grant.
 */
export type ConsentMode = 'required' | 'granted' | 'not-needed'

/** The argument of `init`. */
export interface RecorderOptions {
  /** Base URL of ingest: https, or http on a loopback host. */
  readonly endpoint: string
  /** Public app key: `rsl_` and 22 characters of base64url. */
  readonly appKey: string
  /** Public sealing key: raw P-256 point, 65 bytes, base64url. */
  readonly sealingKey: string
  /** Public key that receipts verify under: raw P-256 point, 65 bytes, base64url. */
  readonly receiptKey: string
  /** Base URL of the viewer; `sessionUrl()` needs it. */
  readonly viewerUrl?: string | undefined
  /** What may be read: rules of one's own, or a preset of `@reseal/redaction-rules/presets`. All is masked when left out. */
  readonly rules?: RuleSet | RuleSetInput | undefined
  /**
   * A mask of one's own in place of the mask of a text. It has to answer with mask characters only: `x * • █ _ -` and white
   * space. When it throws or answers with anything else recording ends, and `onError` says so.
   */
  readonly maskText?: ((text: string) => string) | undefined
  /**
   * Static texts of this release, as `virtual:reseal/manifest` of `@reseal/build` exports them, or a function that fetches them: they
   * are recorded as they are. Recording waits up to two seconds for them. Without them everything is masked.
   */
  readonly manifest?: string | (() => Promise<string>) | undefined
  /** `required` when left out. */
  readonly consent?: ConsentMode | undefined
  /** How long a session lasts. */
  readonly session?: SessionOptions | undefined
  /** Of how many sessions something is recorded. All of each when left out. */
  readonly sampling?: SamplingOptions | undefined
  /** `manual`: nothing begins before `start()`. `auto` when left out. */
  readonly start?: 'auto' | 'manual' | undefined
  /** Addresses that are recorded, and those that are not. */
  readonly routes?: RouteRules | undefined
  /** Receives every error after `init` returned. Errors are dropped silently when left out. */
  readonly onError?: ((error: RecorderError) => void) | undefined
  /** Requests of the page; `false` records none. */
  readonly network?: false | NetworkOptions | undefined
  /** Console methods that are recorded; `false` for none. All five when left out. */
  readonly console?: false | readonly ConsoleLevel[] | undefined
  /** `false` leaves out what is loaded late: web vitals, long tasks, rage, dead and error clicks, load timings. */
  readonly signals?: false | undefined
  /** Version of the app, such as `2.4.1` or a whole commit id: 1 to 64 of `A-Z a-z 0-9 _ . + : @ / -`. */
  readonly release?: string | undefined
  /** Where the app runs, such as `production`: likewise. */
  readonly environment?: string | undefined
  /** Lets `Reseal.inspect()` open on this page; on loopback hosts it always may. False when left out. */
  readonly development?: boolean | undefined
}

/** {@link RecorderOptions}, validated. URLs end without a slash. */
export interface RecorderConfig {
  readonly endpoint: string
  readonly appKey: string
  readonly sealingKey: Uint8Array<ArrayBuffer>
  readonly receiptKey: Uint8Array<ArrayBuffer>
  readonly viewerUrl: string | undefined
  readonly rules: RuleSet
  readonly maskText: ((text: string) => string) | undefined
  readonly manifest: unknown
  /** What the manifest says, once it is read. */
  readonly staticTexts?: PageStaticTexts | undefined
  readonly consent: ConsentMode
  readonly session: SessionLimits
  readonly sampling: SamplingRates
  readonly start: 'auto' | 'manual'
  readonly routes: RouteRules | undefined
  readonly onError: (error: RecorderError) => void
  readonly development: boolean
  readonly console: readonly ConsoleLevel[]
  readonly signals: boolean
  readonly release: string | undefined
  readonly environment: string | undefined
  readonly network: NetworkConfig
}

const appKeyPattern = /^rsl_[\w-]{22}$/
const loopbackPattern = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** Whether a host name in lower case is this machine's own. */
export function isLoopbackHost(name: string): boolean {
  return loopbackPattern.test(name)
}

function parseBaseUrl(value: unknown, code: RecorderErrorCode): string {
  let url: URL | undefined
  try {
    url = new URL(typeof value === 'string' ? value : '')
  } catch {
    throw new RecorderError(code)
  }
  const transportIsSafe =
    url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === ''
  if (!transportIsSafe || !isPlain) throw new RecorderError(code)
  return url.href.replace(/\/+$/, '')
}

function parseKey(value: unknown, code: RecorderErrorCode): Uint8Array<ArrayBuffer> {
  const key = parseP256Point(value)
  if (key === undefined) throw new RecorderError(code)
  return key
}

function parseRules(value: unknown): RuleSet {
  if (value === undefined) return defaultRules
  try {
    const rules = parseRuleSet(value)
    // Without a document nothing records; the rules are checked where there is one.
    if (typeof document !== 'undefined') checkSelectors(rules)
    return rules
  } catch (cause) {
    if (cause instanceof CaptureError) {
      throw new RecorderError('bad_selector', { where: `rules.${cause.path}`, cause })
    }
    if (!(cause instanceof RulesError)) throw new RecorderError('bad_rules', { cause })
    const where = cause.path === '' ? cause.message : `rules.${cause.message}`
    throw new RecorderError('bad_rules', { where, cause })
  }
}

function parseConsent(value: unknown): ConsentMode {
  if (value === undefined) return 'required'
  if (value === 'required' || value === 'granted' || value === 'not-needed') return value
  throw new RecorderError('bad_consent')
}

/**
 * Validates the argument of `init`.
 *
 * @throws RecorderError one of the codes that begin with `bad_`.
 */
export function parseConfig(input: unknown): RecorderConfig {
  if (typeof input !== 'object' || input === null) throw new RecorderError('bad_options')
  const options = input as { readonly [Key in keyof RecorderOptions]?: unknown }
  const { appKey, onError } = options
  if (typeof appKey !== 'string' || !appKeyPattern.test(appKey)) throw new RecorderError('bad_app_key')
  if (onError !== undefined && typeof onError !== 'function') throw new RecorderError('bad_on_error')
  const { maskText } = options
  if (maskText !== undefined && typeof maskText !== 'function') throw new RecorderError('bad_mask')
  // A receipt key pasted twice would seal to a key that ingest holds.
  if (options.sealingKey === options.receiptKey && options.receiptKey !== undefined) {
    throw new RecorderError('bad_receipt_key')
  }
  return {
    endpoint: parseBaseUrl(options.endpoint, 'bad_endpoint'),
    appKey,
    sealingKey: parseKey(options.sealingKey, 'bad_sealing_key'),
    receiptKey: parseKey(options.receiptKey, 'bad_receipt_key'),
    viewerUrl:
      options.viewerUrl === undefined ? undefined : parseBaseUrl(options.viewerUrl, 'bad_viewer_url'),
    rules: parseRules(options.rules),
    maskText: maskText as RecorderConfig['maskText'],
    // Read, and refused, by the chunk that is loaded for it.
    manifest: options.manifest,
    consent: parseConsent(options.consent),
    session: parseSession(options.session),
    sampling: parseSampling(options.sampling),
    start: parseStart(options.start),
    routes: parseRoutes(options.routes),
    onError: (onError as ((error: RecorderError) => void) | undefined) ?? (() => {}),
    development: options.development === true,
    console: parseConsole(options.console),
    signals: options.signals !== false,
    release: parseLabel(options.release, 'release'),
    environment: parseLabel(options.environment, 'environment'),
    network: parseNetwork(options.network),
  }
}
