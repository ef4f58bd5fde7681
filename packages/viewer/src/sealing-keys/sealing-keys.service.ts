// Sealing keys as admins and privacy officers see them: by app, with their state, what lives under each, and what was asked
// of them. Private halves are nowhere in it.
import { encodeBase64url } from '@reseal/protocol'
import {
  type KeyRetirement,
  type KeyUse,
  type LivingStreams,
  type SealingKey,
  StoreError,
} from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import type { KeyRetirementReply, SealingKeyReply, SealingKeysReply } from './sealing-keys-api.ts'

/** Who asks, and from where. */
export interface KeysRequester {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** All keys that an app has or had, or that something is sealed to. */
export async function readSealingKeys(deps: ViewerDeps, who: KeysRequester): Promise<SealingKeysReply> {
  await recordEvent(deps, { action: 'configuration.view', outcome: 'success', ...who })
  const [rows, living, uses, retirements] = await Promise.all([
    deps.sealingKeys.list(),
    deps.sealingKeys.living(),
    deps.appContacts.keyUse(),
    deps.keyRetirements.list(),
  ])
  const ids = new Set([
    ...rows.map(({ keyId }) => keyId),
    ...living.map(({ keyId }) => keyId),
    ...(deps.recorders?.sealingKeyIds ?? []),
  ])
  const keys = await Promise.all(
    [...ids].map((id) => describe(deps, { id, rows, living, uses, retirements, who })),
  )
  return { keys: keys.toSorted(byRank) }
}

interface Known {
  readonly id: string
  readonly rows: readonly SealingKey[]
  readonly living: readonly LivingStreams[]
  readonly uses: readonly KeyUse[]
  readonly retirements: readonly KeyRetirement[]
  readonly who: KeysRequester
}

async function describe(deps: ViewerDeps, known: Known): Promise<SealingKeyReply> {
  const { id, who } = known
  const ofKey = <Row extends { readonly keyId: string }>(rows: readonly Row[]): readonly Row[] =>
    rows.filter(({ keyId }) => keyId === id)
  const [rows, living, uses] = [ofKey(known.rows), ofKey(known.living), ofKey(known.uses)]
  const [retirement] = ofKey(known.retirements)
  const retiredAt = rows.find((row) => row.retiredAt !== undefined)?.retiredAt
  return {
    id,
    publicKey: await findPublicKey(deps, id),
    apps: rows.map(({ appId, state, since }) => ({
      app: appId,
      state,
      sinceMs: since.getTime(),
      streams: living.find((each) => each.appId === appId)?.streamCount ?? 0,
    })),
    streams: living.reduce((sum, { streamCount }) => sum + streamCount, 0),
    lastUsedMs: uses.length === 0 ? null : Math.max(...uses.map(({ newestAtMs }) => newestAtMs)),
    retiredAtMs: retiredAt?.getTime() ?? null,
    ...(retirement === undefined ? {} : { retirement: await describeRetirement(deps, retirement, who) }),
  }
}

/** base64url of the raw point; null where the provider does not know the key, or it is retired. */
export async function findPublicKey({ keys }: ViewerDeps, id: string): Promise<string | null> {
  try {
    return encodeBase64url(await keys.publicKey(id))
  } catch (error) {
    if (error instanceof StoreError && absentKey.includes(error.code)) return null
    throw error
  }
}

const absentKey: readonly string[] = [
  'unknown_key',
  'key_retired',
  'bad_key_file',
  'unsafe_key_file',
  'key_service_unavailable',
  'key_service_refused',
]

async function describeRetirement(
  deps: ViewerDeps,
  retirement: KeyRetirement,
  { actor }: KeysRequester,
): Promise<KeyRetirementReply> {
  const { id, state, withShred, askedAt, askedBy, askedIndex, decidedAt, decidedIndex } = retirement
  const asked = (await deps.auditRecords.find(askedIndex))?.event
  const decided = decidedIndex === undefined ? undefined : (await deps.auditRecords.find(decidedIndex))?.event
  return {
    id,
    state,
    withShred,
    askedAtMs: askedAt.getTime(),
    ...(asked?.actor.subject === undefined ? {} : { askedBy: asked.actor.subject }),
    ...(asked?.note === undefined ? {} : { reason: asked.note }),
    ...(decidedAt === undefined ? {} : { decidedAtMs: decidedAt.getTime() }),
    ...(decided?.actor.subject === undefined ? {} : { decidedBy: decided.actor.subject }),
    isOwn: askedBy === actor.userId,
  }
}

function byRank(a: SealingKeyReply, b: SealingKeyReply): number {
  return rankOf(a) - rankOf(b) || newestOf(b) - newestOf(a)
}

function rankOf({ apps, retiredAtMs }: SealingKeyReply): number {
  if (retiredAtMs !== null) return 2
  return apps.some(({ state }) => state === 'current') ? 0 : 1
}

function newestOf({ apps }: SealingKeyReply): number {
  return Math.max(0, ...apps.map(({ sinceMs }) => sinceMs))
}
