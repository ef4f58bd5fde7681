// How far the first recording of an app came, for whoever sets it up: counts, times, and the origins that ingest refused.
import { parseStreamHeader } from '@reseal/protocol'
import type { NewestStream } from '@reseal/store'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import type { AppContactReply } from './apps-api.ts'

/** @throws ViewerError `not_found` */
export async function readContact(deps: ViewerDeps, app: string): Promise<AppContactReply> {
  if ((await deps.apps.findById(app)) === undefined) throw new ViewerError('not_found')
  const [today, newest, refused, users] = await Promise.all([
    deps.appUse.today(),
    deps.appContacts.newestStream(app),
    deps.refusedContacts?.of(app) ?? [],
    deps.users.list(),
  ])
  const { parcels = 0, bytes = 0 } = today.get(app) ?? {}
  const engineers = users.filter(
    ({ roles, appIds, disabled }) => !disabled && roles.includes('engineer') && appIds.includes(app),
  )
  return {
    isListening: deps.refusedContacts !== undefined,
    refused: refused.map(({ atMs, code, origin }) => ({ atMs, code, origin })),
    today: { parcels, bytes },
    ...(newest === undefined ? {} : { newest: describeNewest(newest) }),
    engineers: engineers.length,
  }
}

function describeNewest(newest: NewestStream): NonNullable<AppContactReply['newest']> {
  const { consentHash, sdk } = parseStreamHeader(newest.header)
  return {
    session: newest.session,
    receivedAtMs: newest.receivedAtMs,
    segments: newest.segmentCount,
    indexedSegments: newest.indexedCount,
    isFailed: newest.isFailed,
    isQuarantined: newest.isQuarantined,
    hasConsentReceipt: consentHash !== undefined,
    sdk,
  }
}
