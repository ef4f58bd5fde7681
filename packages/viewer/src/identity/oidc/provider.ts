// The identity provider as the viewer uses it: OpenID Connect's code flow with PKCE, and asking again (design.md §8).
import * as oidc from 'openid-client'
import { ViewerError } from '../../viewer-error.ts'
import { type Ceremony, ceremonyMs } from './ceremony.ts'
import type { Claims } from './claims.ts'
import type { OidcSettings } from './oidc-settings.ts'
import { toProviderError } from './provider-failure.ts'
import type { ProviderTokens } from './sealed-tokens.ts'

/** What the provider says of someone. */
export interface ProviderAnswer {
  readonly subject: string
  /** Of the userinfo endpoint where there is one, over those of the ID token. */
  readonly claims: Claims
  readonly tokens: ProviderTokens
  /** The provider's own session, where it names one. */
  readonly sid?: string | undefined
  /** When the person proved who they are. */
  readonly authenticatedAtMs: number
}

/** How the person is to sign in. */
export interface AuthorizationRequest {
  readonly ceremony: Ceremony
  readonly redirectUri: string
  /** A fresh authentication, whatever session the provider has. */
  readonly isFresh: boolean
}

/** The provider. Every method may throw ViewerError `identity_unavailable`, `provider_refused`, `bad_answer`. */
export interface OidcProvider {
  readonly settings: OidcSettings
  /** Where to send the browser. */
  authorizationUrl(request: AuthorizationRequest): Promise<URL>
  /** Trades the code of a callback for what the provider says of the person. */
  redeem(callback: URL, request: AuthorizationRequest): Promise<ProviderAnswer>
  /** Asks again about someone, with what it gave before. */
  askAgain(tokens: ProviderTokens, subject: string): Promise<Omit<ProviderAnswer, 'authenticatedAtMs'>>
  /** Where the browser ends its session at the provider; undefined where the provider has no such address. */
  endSessionUrl(returnTo: string): Promise<URL | undefined>
  /** Takes a refresh token back, where the provider can. */
  revoke(tokens: ProviderTokens): Promise<void>
  /** What discovery found. */
  metadata(): Promise<oidc.ServerMetadata>
}

/** Sets a request's bounds. */
export interface ProviderParts {
  readonly now: () => number
  /** Default 5 s. */
  readonly timeoutMs?: number
  /** How old a person's authentication at the provider may be; longer than a session of the viewer's is pointless. */
  readonly maxAgeMs: number
}

// Endpoints hardly ever change, and keys have a cache of their own.
const metadataMs = 60 * 60_000
const skewSeconds = 30

/** Builds the provider. Inert: discovery runs with the first use. */
export function createOidcProvider(settings: OidcSettings, parts: ProviderParts): OidcProvider {
  const { now, timeoutMs = 5000, maxAgeMs } = parts
  const readConfiguration = keepFor(metadataMs, now, () => discover(settings, timeoutMs))
  const guarded = async <Result>(run: (known: oidc.Configuration) => Promise<Result>): Promise<Result> => {
    try {
      return await run(await readConfiguration())
    } catch (error) {
      throw toProviderError(error)
    }
  }
  const maxAge = ({ isFresh }: AuthorizationRequest): number => (isFresh ? 0 : Math.floor(maxAgeMs / 1000))
  return {
    settings,
    authorizationUrl: (request) =>
      guarded(async (known) =>
        oidc.buildAuthorizationUrl(known, {
          ...(await authorizationParameters(settings, known, request)),
          max_age: String(maxAge(request)),
        }),
      ),
    redeem: (callback, request) =>
      guarded(async (known) => {
        const { state, nonce, codeVerifier } = request.ceremony
        const answer = await oidc.authorizationCodeGrant(known, callback, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
          maxAge: request.isFresh ? ceremonyMs / 1000 : maxAge(request),
        })
        const claims = answer.claims()
        if (claims?.auth_time === undefined) throw new ViewerError('bad_answer')
        if (request.isFresh && claims.auth_time + skewSeconds < request.ceremony.startedAtMs / 1000) {
          throw new ViewerError('bad_answer')
        }
        const { sid } = claims
        return {
          subject: claims.sub,
          claims: await withUserInfo(known, {
            claims,
            accessToken: answer.access_token,
            subject: claims.sub,
          }),
          tokens: tokensOf(answer),
          ...(typeof sid === 'string' ? { sid } : {}),
          authenticatedAtMs: Math.min(claims.auth_time * 1000, now()),
        }
      }),
    askAgain: (tokens, subject) => guarded((known) => askAgain(known, tokens, subject)),
    endSessionUrl: (returnTo) =>
      guarded(async (known) => {
        if (known.serverMetadata().end_session_endpoint === undefined) return undefined
        // Without the ID token, which is not kept: the provider asks whether to end its own session too.
        return oidc.buildEndSessionUrl(known, {
          client_id: settings.clientId,
          post_logout_redirect_uri: returnTo,
        })
      }),
    revoke: ({ refreshToken }) =>
      guarded(async (known) => {
        if (refreshToken === undefined || known.serverMetadata().revocation_endpoint === undefined) return
        await oidc.tokenRevocation(known, refreshToken, { token_type_hint: 'refresh_token' })
      }),
    metadata: () => guarded(async (known) => known.serverMetadata()),
  }
}

async function discover(settings: OidcSettings, timeoutMs: number): Promise<oidc.Configuration> {
  const issuer = new URL(settings.issuer)
  const options = {
    timeout: timeoutMs / 1000,
    ...(issuer.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {}),
  }
  const found = await oidc.discovery(issuer, settings.clientId, settings.clientSecret, undefined, options)
  const server = found.serverMetadata()
  // RFC 8414: absent means basic.
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const authentication = methods.includes('client_secret_basic')
    ? oidc.ClientSecretBasic(settings.clientSecret)
    : oidc.ClientSecretPost(settings.clientSecret)
  const metadata = { client_secret: settings.clientSecret, [oidc.clockTolerance]: skewSeconds }
  const known = new oidc.Configuration(server, settings.clientId, metadata, authentication)
  known.timeout = timeoutMs / 1000
  if (issuer.protocol === 'http:') oidc.allowInsecureRequests(known)
  // The signature counts although the token came over TLS: a proxy in between may end it.
  oidc.enableNonRepudiationChecks(known)
  return known
}

async function authorizationParameters(
  settings: OidcSettings,
  known: oidc.Configuration,
  { ceremony, redirectUri, isFresh }: AuthorizationRequest,
): Promise<Record<string, string>> {
  const { requiredAcr, requiredAmr, scopes } = settings
  const takesClaims = (known.serverMetadata() as { claims_parameter_supported?: boolean })
    .claims_parameter_supported
  const asked = {
    ...(requiredAmr.length > 0 && { amr: { essential: true } }),
    auth_time: { essential: true },
  }
  return {
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: scopes,
    state: ceremony.state,
    nonce: ceremony.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(ceremony.codeVerifier),
    code_challenge_method: 'S256',
    ...(isFresh && { prompt: 'login' }),
    ...(requiredAcr.length > 0 && { acr_values: requiredAcr.join(' ') }),
    ...(takesClaims === true && { claims: JSON.stringify({ id_token: asked }) }),
  }
}

async function askAgain(
  known: oidc.Configuration,
  { refreshToken, accessToken }: ProviderTokens,
  subject: string,
): Promise<Omit<ProviderAnswer, 'authenticatedAtMs'>> {
  if (refreshToken === undefined) {
    if (accessToken === undefined) throw new ViewerError('provider_refused')
    const claims = await withUserInfo(known, { claims: {}, accessToken, subject })
    return { subject, claims, tokens: { accessToken } }
  }
  const answer = await oidc.refreshTokenGrant(known, refreshToken)
  const claims = answer.claims() ?? {}
  if ('sub' in claims && claims.sub !== subject) throw new ViewerError('bad_answer')
  return {
    subject,
    claims: await withUserInfo(known, { claims, accessToken: answer.access_token, subject }),
    tokens: tokensOf({ ...answer, refresh_token: answer.refresh_token ?? refreshToken }),
  }
}

interface KnownClaims {
  readonly claims: Claims
  readonly accessToken: string
  readonly subject: string
}

/** What the userinfo endpoint says is newer than what a token says. */
async function withUserInfo(
  known: oidc.Configuration,
  { claims, accessToken, subject }: KnownClaims,
): Promise<Claims> {
  if (known.serverMetadata().userinfo_endpoint === undefined) return { ...claims }
  return { ...claims, ...(await oidc.fetchUserInfo(known, accessToken, subject)) }
}

function tokensOf(answer: { access_token: string; refresh_token?: string | undefined }): ProviderTokens {
  if (answer.refresh_token !== undefined) return { refreshToken: answer.refresh_token }
  return { accessToken: answer.access_token }
}

/** One result for a time, shared by those who ask at once; a failure is not kept. */
function keepFor<Value>(
  durationMs: number,
  now: () => number,
  read: () => Promise<Value>,
): () => Promise<Value> {
  let kept: { readonly atMs: number; readonly value: Promise<Value> } | undefined
  return () => {
    if (kept !== undefined && now() - kept.atMs < durationMs) return kept.value
    const value = read()
    const mine = { atMs: now(), value }
    kept = mine
    value.catch(() => {
      if (kept === mine) kept = undefined
    })
    return value
  }
}
