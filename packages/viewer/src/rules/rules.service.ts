// The registry of rule sets as people see it, and how a privacy officer decides about one that shows more (design.md §9).
import { parseRuleSet, type Rule, type RuleSet, RulesError, ruleFingerprint } from '@reseal/redaction-rules'
import { strict } from '@reseal/redaction-rules/presets'
import { diffRules } from '@reseal/redaction-rules/rules-diff'
import { type App, decideRuleSet, nextAuditIndex, type PublishedRuleSet } from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import type { AppRulesReply, PreviewRuleReply, PublishedSetReply, RulesReply } from './rules-api.ts'

/** Who asks, and from where. */
export interface Reader {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** A word about a looser set. */
export interface RulesDecision {
  readonly seq: number
  readonly approve: boolean
  readonly reason: string
  /** Hash of the set in force that the officer saw it compared with; undefined where there was none. */
  readonly comparedTo?: string
}

// What a page shows of an app; the rest is in the database and the log.
const shownSets = 20

/** Everything that is published, of all apps. */
export async function readRules(deps: ViewerDeps, reader: Reader): Promise<RulesReply> {
  await recordEvent(deps, { action: 'rules.view', outcome: 'success', ...reader })
  const apps = await deps.apps.list()
  return { apps: await Promise.all(apps.map((app) => describeApp(deps, app))) }
}

async function describeApp(deps: ViewerDeps, { id, name }: App): Promise<AppRulesReply> {
  const [accepts, sets, inForce, manifests] = await Promise.all([
    deps.ruleAcceptances.find(id),
    deps.ruleSets.list(id),
    deps.ruleSets.findNewest(id),
    deps.releaseManifests.list(id),
  ])
  return {
    id,
    name,
    accepts: accepts ?? 'first-set',
    sets: await Promise.all(sets.slice(0, shownSets).map((set) => describeSet(deps, set, inForce))),
    manifests: manifests.slice(0, shownSets).map(({ release, sha256, textCount, publishedAt }) => ({
      release,
      sha256: hex(sha256),
      textCount,
      publishedAtMs: publishedAt.getTime(),
    })),
  }
}

async function describeSet(
  deps: ViewerDeps,
  set: PublishedRuleSet,
  inForce: PublishedRuleSet | undefined,
): Promise<PublishedSetReply> {
  const published = await deps.auditRecords.find(set.auditIndex)
  const decided =
    set.decisionIndex === undefined ? undefined : await deps.auditRecords.find(set.decisionIndex)
  const publishedBy = published?.event.actor.subject
  const decidedBy = decided?.event.actor.subject
  const reason = decided?.event.note
  return {
    seq: set.seq,
    version: set.version,
    sha256: hex(set.sha256),
    state: set.state,
    inForce: set.seq === inForce?.seq,
    publishedAtMs: set.publishedAt.getTime(),
    ...(publishedBy === undefined ? {} : { publishedBy }),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(reason === undefined ? {} : { reason }),
    ...(set.state === 'pending' ? diffOf(set, inForce) : {}),
  }
}

function diffOf(
  set: PublishedRuleSet,
  inForce: PublishedRuleSet | undefined,
): Pick<PublishedSetReply, 'diff' | 'comparedTo' | 'preview'> {
  const before = inForce ? parse(inForce) : strict
  const after = parse(set)
  const { readable, masked } = diffRules(before, after)
  return {
    diff: { readable, masked },
    preview: { added: newIn(after, before), removed: newIn(before, after) },
    ...(inForce && { comparedTo: hex(inForce.sha256) }),
  }
}

const previewLists = ['allow', 'mask', 'block'] as const

/** Rules of a set that another does not have in the same wording. */
function newIn(set: RuleSet, other: RuleSet): PreviewRuleReply[] {
  return previewLists.flatMap((list) => {
    const known = new Set(other[list].map((rule: Rule) => ruleFingerprint(rule)))
    return set[list]
      .filter((rule: Rule) => !known.has(ruleFingerprint(rule)))
      .map(({ id, selector }) => ({ list, id, selector }))
  })
}

function parse({ body }: PublishedRuleSet): RuleSet {
  try {
    return parseRuleSet(JSON.parse(Buffer.from(body).toString('utf8')))
  } catch (cause) {
    if (cause instanceof RulesError || cause instanceof SyntaxError) {
      throw new ViewerError('rules_unreadable', { cause })
    }
    throw cause
  }
}

/**
 * Approves or refuses a pending set.
 * @throws ViewerError `not_found`, `same_person`; `conflict` where somebody decided, or another set came into force meanwhile
 */
export async function decideRules(
  deps: ViewerDeps,
  reader: Reader,
  { seq, approve, reason, comparedTo }: RulesDecision,
): Promise<void> {
  const set = await deps.ruleSets.find(seq)
  const event = { action: 'rules.decide', ...reader, note: reason } as const
  if (set === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  const publisher = (await deps.auditRecords.find(set.auditIndex))?.event.actor.subject
  const to = approve ? 'approved' : 'refused'
  const about = {
    ...event,
    target: { app: set.appId },
    ruleSetVersion: hex(set.sha256),
    change: { setting: 'rules', to, ...(comparedTo === undefined ? {} : { from: comparedTo }) },
  } as const
  let refused: 'same_person' | 'conflict' | undefined
  await deps.audit.appendInTransaction(async (transaction) => {
    const inForce = await deps.ruleSets.findNewest(set.appId, transaction)
    const isAsSeen = (inForce && hex(inForce.sha256)) === comparedTo
    if (approve && publisher === reader.actor.name) refused = 'same_person'
    else if (set.state !== 'pending' || (approve && !isAsSeen)) refused = 'conflict'
    else {
      const auditIndex = await nextAuditIndex(transaction)
      if (!(await decideRuleSet(transaction, { seq, approved: approve, auditIndex }))) refused = 'conflict'
    }
    return [
      toAuditEvent(
        refused === undefined
          ? { ...about, outcome: 'success' }
          : { ...about, outcome: 'denied', denyReason: refused },
      ),
    ]
  })
  if (refused !== undefined) throw new ViewerError(refused)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
