// What an operator wants to know before the first person signs in: whether the provider is there, and what it lacks.
import { ViewerError } from '../../viewer-error.ts'
import { type OidcSettingsInput, oidcSettings } from './oidc-settings.ts'
import { createOidcProvider } from './provider.ts'

/** One thing about the provider. */
export interface ProviderFinding {
  /** `problem`: nobody can sign in, or not as configured. `note`: less than there could be. */
  readonly kind: 'good' | 'problem' | 'note'
  readonly text: string
}

/** Asks the provider's discovery document; nothing of the deployment is changed, and nobody signs in. */
export async function checkProvider(input: OidcSettingsInput): Promise<readonly ProviderFinding[]> {
  const parsed = oidcSettings.safeParse(input)
  if (!parsed.success) return [problem('The settings are not complete: see reseal serve viewer --check.')]
  const settings = parsed.data
  const provider = createOidcProvider(settings, { now: Date.now, maxAgeMs: 0 })
  let metadata: Awaited<ReturnType<typeof provider.metadata>>
  try {
    metadata = await provider.metadata()
  } catch (error) {
    return [problem(unreachable(error))]
  }
  const supports = (field: string, value: string): boolean | undefined => {
    const known = (metadata as Readonly<Record<string, unknown>>)[field]
    return Array.isArray(known) ? known.includes(value) : undefined
  }
  const scopes = settings.scopes.split(' ').filter((scope) => supports('scopes_supported', scope) === false)
  const contexts = settings.requiredAcr.filter((acr) => supports('acr_values_supported', acr) === false)
  const [groups = ''] = settings.groupsClaim.split('.')
  const isMapped = settings.groupRoles !== undefined || settings.groupApps !== undefined
  const findings: readonly (ProviderFinding | false)[] = [
    good('Discovery answers, and its issuer is the one that is configured.'),
    metadata.jwks_uri === undefined &&
      problem('It publishes no keys (jwks_uri): no ID token can be verified.'),
    supports('response_types_supported', 'code') === false &&
      problem('It does not support the authorization code flow.'),
    supports('code_challenge_methods_supported', 'S256') !== true &&
      note('It does not say that it supports PKCE with S256; it is sent all the same.'),
    scopes.length > 0 && problem(`It knows no such scope: ${scopes.join(', ')} (RESEAL_OIDC_SCOPES).`),
    contexts.length === settings.requiredAcr.length &&
      contexts.length > 0 &&
      problem('It knows none of the contexts that are required (RESEAL_OIDC_REQUIRED_ACR).'),
    metadata.userinfo_endpoint === undefined &&
      note(
        'It has no userinfo endpoint: groups have to be in ID tokens, also in those that come with a refresh.',
      ),
    supports('grant_types_supported', 'refresh_token') === false &&
      note('It gives no refresh tokens: people are signed off when their access token runs out.'),
    isMapped &&
      supports('claims_supported', groups) === false &&
      note(
        'It does not list the claim with the groups (RESEAL_OIDC_GROUPS_CLAIM); it may give it all the same.',
      ),
    metadata.end_session_endpoint === undefined &&
      note('It has no address for signing out: its own session goes on after a sign-out here.'),
  ]
  return findings.filter((finding) => finding !== false)
}

function unreachable(error: unknown): string {
  const code = error instanceof ViewerError ? error.code : 'identity_unavailable'
  return code === 'identity_unavailable'
    ? 'The issuer does not answer (RESEAL_OIDC_ISSUER): is the address right, and reached from here?'
    : 'What the issuer answers is no discovery document of its own (RESEAL_OIDC_ISSUER): it has to be written as the provider writes it, with or without a slash at the end.'
}

const good = (text: string): ProviderFinding => ({ kind: 'good', text })
const problem = (text: string): ProviderFinding => ({ kind: 'problem', text })
const note = (text: string): ProviderFinding => ({ kind: 'note', text })
