// What the viewer is told of its identity provider.
import { isLoopbackHost } from '@reseal/listener'
import { z } from 'zod'
import { type Role, roles } from '../../access/actor.ts'

/** An OpenID Connect provider, and what is made of what it says. */
export interface OidcSettings {
  /** Issuer identifier; discovery finds the rest below it. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What the button says; default the issuer's host. */
  readonly label?: string | undefined
  /** Between spaces; default `openid profile email`. A provider that gives refresh tokens for a scope alone is asked for it here. */
  readonly scopes: string
  /** Claim that names a person; absent: `preferred_username`, a verified `email`, `name`, then the subject. */
  readonly nameClaim?: string | undefined
  /** Claim with the groups, its parts joined by dots; default `groups`. */
  readonly groupsClaim: string
  /** Roles of each group; absent: roles are given in Reseal. */
  readonly groupRoles?: Readonly<Record<string, readonly Role[]>> | undefined
  /** Apps whose members are each group's; absent: memberships are given in Reseal. */
  readonly groupApps?: Readonly<Record<string, readonly string[]>> | undefined
  /** One of these must be among the authentication methods (`amr`, RFC 8176); empty: none is asked for. */
  readonly requiredAmr: readonly string[]
  /** The authentication context (`acr`) must be one of these; empty: none is asked for. */
  readonly requiredAcr: readonly string[]
  /** After this time the provider is asked again; after twice as long without an answer nothing is served. Default 30 s. */
  readonly recheckMs: number
}

/** What may be given: the rest has a default. */
export type OidcSettingsInput = Pick<OidcSettings, 'issuer' | 'clientId' | 'clientSecret'> & {
  readonly [Field in keyof OidcSettings]?: OidcSettings[Field] | undefined
}

const words = z.array(z.string().min(1).max(200)).max(20).readonly().default([])

/** Checks the settings. */
export const oidcSettings: z.ZodType<OidcSettings, OidcSettingsInput> = z.strictObject({
  issuer: z.url({ protocol: /^https?$/u }).refine(isSafeIssuer, 'https, for plain http is for loopback'),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  label: z.string().min(1).max(60).optional(),
  scopes: z
    .string()
    .refine((text) => text.split(' ').includes('openid'), 'scopes between spaces, openid among them')
    .default('openid profile email'),
  nameClaim: z.string().min(1).optional(),
  groupsClaim: z.string().min(1).default('groups'),
  groupRoles: z.record(z.string(), z.array(z.enum(roles)).readonly()).optional(),
  groupApps: z.record(z.string(), z.array(z.string()).readonly()).optional(),
  requiredAmr: words,
  requiredAcr: words,
  recheckMs: z.number().int().min(1000).max(30_000).default(30_000),
})

/** Whether an issuer may be reached as it says. */
function isSafeIssuer(issuer: string): boolean {
  const url = URL.parse(issuer)
  return url !== null && (url.protocol === 'https:' || isLoopbackHost(url.hostname))
}
