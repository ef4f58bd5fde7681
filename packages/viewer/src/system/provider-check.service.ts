// A test of the identity provider by an admin: whether it is there, what it lacks, and what groups come to. Nobody signs in.

import type { AppsRequester } from '../apps/apps.service.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { checkProvider } from '../identity/oidc/check-provider.ts'
import { mapPerson } from '../identity/oidc/claims.ts'
import type { OidcSettings } from '../identity/oidc/oidc-settings.ts'
import type { ProviderCheckReply } from './system-api.ts'

/** Asks the provider that is configured. `groups`: what a person's token would say. */
export async function testProvider(
  deps: ViewerDeps,
  who: AppsRequester,
  groups: readonly string[] | undefined,
): Promise<ProviderCheckReply> {
  await recordEvent(deps, { action: 'configuration.view', outcome: 'success', ...who })
  const { oidc, signInLinks } = deps.config
  const links = signInLinks === 'yes'
  if (oidc === undefined) return { links }
  return {
    links,
    provider: {
      issuer: oidc.issuer,
      clientId: oidc.clientId,
      redirectUri: `${deps.publicOrigin}/api/sign-in/oidc/callback`,
      groupsClaim: oidc.groupsClaim,
      mapsRoles: oidc.groupRoles !== undefined,
      mapsApps: oidc.groupApps !== undefined,
      findings: [...(await checkProvider(oidc)), ...(await mappingFindings(deps, oidc))],
      ...(groups === undefined ? {} : { given: mapGroups(oidc, groups) }),
    },
  }
}

type Finding = NonNullable<ProviderCheckReply['provider']>['findings'][number]

/** What of the mapping leads nowhere. */
async function mappingFindings(
  { apps }: Pick<ViewerDeps, 'apps'>,
  { groupRoles, groupApps }: OidcSettings,
): Promise<readonly Finding[]> {
  const known = new Set((await apps.list()).map(({ id }) => id))
  const unknown = [...new Set(Object.values(groupApps ?? {}).flat())].filter((app) => !known.has(app))
  const hasAdmin = Object.values(groupRoles ?? {}).some((roles) => roles.includes('admin'))
  const findings: readonly (Finding | false)[] = [
    groupRoles === undefined && {
      kind: 'note',
      text: 'Groups give no roles (RESEAL_OIDC_GROUP_ROLES): they are given on the page People.',
    },
    groupRoles !== undefined &&
      !hasAdmin && {
        kind: 'problem',
        text: 'No group gives the role admin: nobody could change this again.',
      },
    groupApps === undefined && {
      kind: 'note',
      text: 'Groups give no apps (RESEAL_OIDC_GROUP_APPS): they are given on the page People.',
    },
    unknown.length > 0 && {
      kind: 'problem',
      text: `Groups lead to apps that are not registered: ${unknown.join(', ')} (RESEAL_OIDC_GROUP_APPS).`,
    },
  ]
  return findings.filter((finding) => finding !== false)
}

function mapGroups(
  settings: OidcSettings,
  groups: readonly string[],
): NonNullable<NonNullable<ProviderCheckReply['provider']>['given']> {
  const { groupRoles = {}, groupApps = {} } = settings
  const nested = settings.groupsClaim
  const { roles = [], appIds = [] } = mapPerson(settings, { [nested]: groups })
  return {
    roles,
    apps: appIds,
    unknown: groups.filter((group) => !Object.hasOwn(groupRoles, group) && !Object.hasOwn(groupApps, group)),
  }
}
