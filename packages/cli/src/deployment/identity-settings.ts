// Settings of how people sign in to the viewer: browser sessions, and the identity provider (docs/identity.md).
import { readFileSync } from 'node:fs'
import { isLoopbackHost } from '@reseal/listener'
import { z } from 'zod'
import { flag, type Setting, type SettingKind, text, url, whole } from './setting-kinds.ts'

/** How people sign in. */
export interface IdentityConfig {
  /** One-time links sign people in; default true. */
  readonly links?: boolean | undefined
  /** Log-off after this time without a request; default 15 minutes. */
  readonly idleMs?: number | undefined
  /** Log-off after this time in any case; default 12 hours. */
  readonly sessionMs?: number | undefined
  readonly oidc?: OidcConfig | undefined
}

/** The identity provider; what is absent has the viewer's default. */
export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  readonly label?: string | undefined
  readonly scopes?: string | undefined
  readonly nameClaim?: string | undefined
  readonly groupsClaim?: string | undefined
  readonly groupRoles?: Readonly<Record<string, readonly RoleName[]>> | undefined
  readonly groupApps?: Readonly<Record<string, readonly string[]>> | undefined
  readonly requiredAmr?: readonly string[] | undefined
  readonly requiredAcr?: readonly string[] | undefined
}

const roleNames = ['engineer', 'privacy-officer', 'auditor', 'admin'] as const
type RoleName = (typeof roleNames)[number]

const scopes: SettingKind = {
  schema: z.string().refine((value) => value.split(' ').includes('openid')),
  expects: 'scopes between spaces, openid among them, such as openid profile email',
  fromText: (value) => value,
}

const words: SettingKind = {
  schema: z.array(z.string().min(1).max(200)).max(20),
  expects: 'words between commas',
  fromText: (value) => value.split(',').map((word) => word.trim()),
}

/** A mapping from groups; in a variable pairs `group=word` between commas, or JSON as in the file. */
function mapping(word: z.ZodType, expects: string): SettingKind {
  const schema = z.record(z.string().min(1), z.array(word).min(1))
  return {
    // One problem for the whole of it, whichever part is wrong.
    schema: z.unknown().refine((value) => schema.safeParse(value).success),
    expects,
    fromText(value) {
      if (value.trimStart().startsWith('{')) return parseJson(value)
      const pairs = value.split(',').map((pair) => /^(.+)=([^=]+)$/u.exec(pair.trim()))
      if (pairs.includes(null)) return value
      const groups = Map.groupBy(pairs as RegExpExecArray[], ([, group = '']) => group.trim())
      return Object.fromEntries(
        [...groups].map(([group, each]) => [group, each.map(([, , given = '']) => given.trim())]),
      )
    },
  }
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const groupRoles = mapping(
  z.enum(roleNames),
  `group=role between commas, such as reseal-engineers=engineer; roles are ${roleNames.join(', ')}`,
)
const groupApps = mapping(
  z.string().regex(/^[a-z0-9-]{1,64}$/u),
  'group=app between commas, such as portal-team=portal',
)

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** All of them but the client's secret, which is never in config.json. */
export const identitySettings: readonly Setting[] = [
  { variable: 'RESEAL_SIGN_IN_LINKS', field: 'identity.links', ...flag },
  { variable: 'RESEAL_SIGN_IN_IDLE_MS', field: 'identity.idleMs', ...whole(minuteMs, dayMs) },
  { variable: 'RESEAL_SIGN_IN_MAX_MS', field: 'identity.sessionMs', ...whole(minuteMs, dayMs) },
  { variable: 'RESEAL_OIDC_ISSUER', field: 'identity.oidc.issuer', ...url },
  { variable: 'RESEAL_OIDC_CLIENT_ID', field: 'identity.oidc.clientId', ...text },
  { variable: 'RESEAL_OIDC_LABEL', field: 'identity.oidc.label', ...text },
  { variable: 'RESEAL_OIDC_SCOPES', field: 'identity.oidc.scopes', ...scopes },
  { variable: 'RESEAL_OIDC_NAME_CLAIM', field: 'identity.oidc.nameClaim', ...text },
  { variable: 'RESEAL_OIDC_GROUPS_CLAIM', field: 'identity.oidc.groupsClaim', ...text },
  { variable: 'RESEAL_OIDC_GROUP_ROLES', field: 'identity.oidc.groupRoles', ...groupRoles },
  { variable: 'RESEAL_OIDC_GROUP_APPS', field: 'identity.oidc.groupApps', ...groupApps },
  { variable: 'RESEAL_OIDC_REQUIRED_AMR', field: 'identity.oidc.requiredAmr', ...words },
  { variable: 'RESEAL_OIDC_REQUIRED_ACR', field: 'identity.oidc.requiredAcr', ...words },
]

/** What the provider knows the viewer by: secret, and so never in config.json. */
export const oidcSecretVariable = 'RESEAL_OIDC_CLIENT_SECRET'

/** The client's secret, or the one in the file that the variable with `_FILE` behind it names. */
export function readOidcSecret(
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): string | undefined {
  const path = env[`${oidcSecretVariable}_FILE`]
  if (!path) return env[oidcSecretVariable] || undefined
  if (env[oidcSecretVariable]) {
    problems.push(`${oidcSecretVariable}: set it or ${oidcSecretVariable}_FILE, not both`)
    return undefined
  }
  try {
    return readFileSync(path, 'utf8').trim() || undefined
  } catch {
    problems.push(`${oidcSecretVariable}_FILE: expected the path of a file that this user can read`)
    return undefined
  }
}

/** What a viewer needs beyond what the schema sees. */
export function identityProblems(
  identity: IdentityConfig | undefined,
  secret: string | undefined,
): readonly string[] {
  const oidc = identity?.oidc
  if (oidc === undefined) return []
  const problems: string[] = []
  if (secret === undefined) {
    problems.push(`${oidcSecretVariable}: expected the secret that the identity provider gave this client`)
  }
  if (!isSafeIssuer(oidc.issuer)) {
    problems.push('RESEAL_OIDC_ISSUER: expected https; plain http is for an issuer on this machine')
  }
  return problems
}

function isSafeIssuer(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer)
  return protocol === 'https:' || isLoopbackHost(hostname)
}
