// The viewer's settings, parsed once and frozen (house-style.md: parse at the edge).

import { isLoopbackHost, type TlsFiles } from '@reseal/listener'
import { z } from 'zod'
import { type OidcSettings, type OidcSettingsInput, oidcSettings } from './identity/oidc/oidc-settings.ts'
import { ViewerError } from './viewer-error.ts'

/** The viewer's settings after parsing. Durations are milliseconds, sizes bytes. */
export interface ViewerConfig {
  /** Address that both listeners bind; default 127.0.0.1. */
  readonly host: string
  /** Port of the viewer; 0 takes a free one; default 4402. */
  readonly port: number
  /** Port of the replay origin; 0 takes a free one; default 4403. */
  readonly replayPort: number
  /** Origin under which browsers reach the viewer; absent: `http://127.0.0.1:<port>`. */
  readonly publicOrigin?: string
  /** Origin of the replay frame; absent: `http://localhost:<replayPort>`, a host that no cookie of the viewer's reaches. */
  readonly replayOrigin?: string
  /** How long a one-time link lasts; default 15 minutes. */
  readonly signInLinkMs: number
  /** How long an invitation to make a passkey lasts; default 1 hour. */
  readonly invitationMs: number
  /** Log-off after this time without a request; default 15 minutes. */
  readonly idleMs: number
  /** Log-off after this time in any case; default 12 hours. */
  readonly sessionMs: number
  /** A browser session's token is changed when it is this old; default 15 minutes. */
  readonly rotateMs: number
  /** How long an opened replay may be read; default 1 hour. */
  readonly replayMs: number
  /** Replays are refused once a leaf has waited this long for its anchor; default 60 s. */
  readonly anchorMaxAgeMs: number
  /** `yes`: nothing is opened before its audit event is under a checkpoint that every required anchor place has; default `no`. */
  readonly strictAnchors: 'yes' | 'no'
  /** How long a read waits for that at most; default 10 s. */
  readonly strictWaitMs: number
  /** How long a read waits at most for the sentinel to pass what was recorded a moment ago; default 10 s. */
  readonly checkWaitMs: number
  /** Sealed bytes that one range opens at most, one segment at least; default 8 MiB. */
  readonly rangeMaxBytes: number
  /** How long a derived data key stays in memory, at most 60 s, the default. */
  readonly dataKeyCacheMs: number
  /** Regular expression a whole ticket must match; default letters, a dash, digits. */
  readonly ticketPattern: string
  /** IANA name of the time zone by which the access review tells office hours, 7 to 19 on weekdays; default UTC. */
  readonly reviewTimeZone: string
  /** Proxies in front whose X-Forwarded-For entry is believed, counted from the right; default 0. */
  readonly trustedProxies: number
  /** Ends TLS in this process, on both origins; off loopback there is this, or a trusted proxy. */
  readonly tls?: TlsFiles | undefined
  /** Identity provider; absent where there is none. */
  readonly oidc?: OidcSettings | undefined
  /** `no`: one-time links sign nobody in; default `yes`. */
  readonly signInLinks: 'yes' | 'no'
  /** How many privacy officers a shred takes; default 2. A redaction takes two in any case. */
  readonly shredOfficers: 1 | 2
  /** How old backups of keys get at most, in days: from then on a deletion holds there too. Absent: nobody declared it. */
  readonly backupMaxAgeDays?: number
}

/** What may be given: every field has a default; numbers may be text, as in an environment. */
export type ViewerConfigInput = {
  readonly [Field in keyof Omit<ViewerConfig, 'oidc'>]?:
    | ViewerConfig[Field]
    | (Field extends 'tls' ? never : string)
} & { readonly oidc?: OidcSettingsInput | undefined }

const minuteMs = 60_000
const hourMs = 60 * minuteMs

const origin = z
  .url({ protocol: /^https?$/u })
  .refine((text) => ['', '/'].includes(text.slice(new URL(text).origin.length)), 'scheme, host and port only')
  .transform((text) => new URL(text).origin)
  .refine(
    (text) => text.startsWith('https:') || isLoopbackHost(new URL(text).hostname),
    'https, for plain http is for loopback: the cookie that signs people in must not cross a network in the clear',
  )

const schema: z.ZodType<ViewerConfig> = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1'),
    port: whole(0, 65_535).default(4402),
    replayPort: whole(0, 65_535).default(4403),
    publicOrigin: z.exactOptional(origin),
    replayOrigin: z.exactOptional(origin),
    signInLinkMs: whole(minuteMs, 7 * 24 * hourMs).default(15 * minuteMs),
    invitationMs: whole(minuteMs, 7 * 24 * hourMs).default(hourMs),
    idleMs: whole(1000, 24 * hourMs).default(15 * minuteMs),
    sessionMs: whole(1000, 24 * hourMs).default(12 * hourMs),
    rotateMs: whole(1000, 24 * hourMs).default(15 * minuteMs),
    replayMs: whole(1000, 24 * hourMs).default(hourMs),
    anchorMaxAgeMs: whole(1000, 24 * hourMs).default(minuteMs),
    strictAnchors: z.enum(['yes', 'no']).default('no'),
    strictWaitMs: whole(0, minuteMs).default(10_000),
    checkWaitMs: whole(0, minuteMs).default(10_000),
    rangeMaxBytes: whole(65_536, 64 * 2 ** 20).default(8 * 2 ** 20),
    dataKeyCacheMs: whole(0, minuteMs).default(minuteMs),
    ticketPattern: z
      .string()
      .min(1)
      .max(200)
      .refine(isRegExp, 'a regular expression')
      .default('[A-Za-z][A-Za-z0-9_]{0,15}-[0-9]{1,10}'),
    reviewTimeZone: z.string().refine(isTimeZone, 'an IANA time zone').default('UTC'),
    trustedProxies: whole(0, 8).default(0),
    oidc: oidcSettings.optional(),
    signInLinks: z.enum(['yes', 'no']).default('yes'),
    shredOfficers: z.coerce
      .number()
      .pipe(z.union([z.literal(1), z.literal(2)]))
      .default(2),
    backupMaxAgeDays: z.exactOptional(whole(1, 3_650)),
    tls: z.strictObject({ certFile: z.string().min(1), keyFile: z.string().min(1) }).optional(),
  })
  .refine((value) => value.publicOrigin === undefined || value.publicOrigin !== value.replayOrigin, {
    path: ['replayOrigin'],
    message: 'must be another origin than publicOrigin: recorded content must not share the viewer’s',
  })

/**
 * Parses and freezes the settings.
 * @throws ViewerError `bad_configuration`; its cause says which field is wrong and what belongs there.
 */
export function parseViewerConfig(input: ViewerConfigInput): ViewerConfig {
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw new ViewerError('bad_configuration', { cause: parsed.error })
  return Object.freeze(parsed.data)
}

function whole(least: number, most: number): z.ZodCoercedNumber {
  return z.coerce.number().int().min(least).max(most)
}

function isRegExp(source: string): boolean {
  try {
    return new RegExp(`^(?:${source})$`, 'u') instanceof RegExp
  } catch {
    return false
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
