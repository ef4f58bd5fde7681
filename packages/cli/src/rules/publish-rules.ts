// Puts rule sets and manifests of static texts into the registry (design.md §9). What shows more than the set in force waits for
// a privacy officer.
import { createHash } from 'node:crypto'
import { formatManifest, type Manifest } from '@reseal/build'
import { canonicalRules, parseRuleSet, type RuleSet } from '@reseal/redaction-rules'
import { diffRules, type RuleChange } from '@reseal/redaction-rules/rules-diff'
import { createStaticTexts, encodeStaticTexts } from '@reseal/redaction-rules/static-texts'
import {
  createReleaseManifestRepository,
  createRuleSetRepository,
  notify,
  type PublishedRuleSet,
} from '@reseal/store'
import type { DeploymentConfig } from '../deployment/config.ts'
import type { DatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, openAuditLog, recordChange } from '../deployment/logs.ts'

/** What came of a publication. */
export interface RulesPublication {
  /** `same`: it is in force already. `pending`: a privacy officer has to approve it first, or is asked already. */
  readonly outcome: 'published' | 'same' | 'pending'
  readonly sha256: string
  /** What it shows that the set in force does not. */
  readonly readable: readonly RuleChange[]
}

/** Publishes a rule set of an app; who did it is committed before. */
export async function publishRules(
  config: DeploymentConfig,
  access: DatabaseAccess,
  { app, rules }: { readonly app: string; readonly rules: RuleSet },
): Promise<RulesPublication> {
  const body = Buffer.from(canonicalRules(rules))
  const sha256 = createHash('sha256').update(body).digest('hex')
  const owner = createRuleSetRepository(access.open('owner'))
  const inForce = await owner.findNewest(app)
  if (inForce && hex(inForce.sha256) === sha256) return { outcome: 'same', sha256, readable: [] }
  // Before the first there is nothing that it could be looser than: whoever registers the app answers for it.
  const readable = inForce ? shownMore(parse(inForce), rules) : []
  const isLooser = readable.length > 0
  const [latest] = await owner.list(app)
  const isAsked = latest?.state === 'pending' && hex(latest.sha256) === sha256
  if (isAsked) return { outcome: 'pending', sha256, readable }
  const { index } = await recordChange(openAuditLog(config, access, 'worker'), {
    setting: 'rules',
    app,
    ruleSetVersion: sha256,
    ...(inForce && { from: hex(inForce.sha256) }),
    to: isLooser ? 'pending' : 'in-force',
  })
  await owner.publish({
    appId: app,
    version: rules.version,
    body,
    auditIndex: index,
    looser: isLooser,
    ...(inForce && { comparedTo: inForce.sha256 }),
  })
  if (isLooser) {
    const recipients = { roles: ['privacy-officer'] } as const
    await notify(access.open('owner'), { kind: 'rules-waiting', link: '/rules', recipients })
  }
  await anchorAuditLog(config, access)
  return { outcome: isLooser ? 'pending' : 'published', sha256, readable }
}

/** What becomes readable. A shape that is taken out of rules that open nothing lets nothing through. */
function shownMore(before: RuleSet, after: RuleSet): readonly RuleChange[] {
  const { allow, trust, attributes, urls, messages, network, events, tags } = after
  const opening = [allow, trust, attributes, urls, messages, network, events, tags]
  const opensAnything = opening.some((list) => list.length > 0)
  return diffRules(before, after).readable.filter(({ list }) => list !== 'patterns' || opensAnything)
}

/** A manifest of a release. */
export interface ManifestPublication {
  readonly sha256: string
  readonly textCount: number
}

/** Publishes the manifest of a release; repeats do nothing. */
export async function publishManifest(
  config: DeploymentConfig,
  access: DatabaseAccess,
  { app, release, manifest }: { readonly app: string; readonly release: string; readonly manifest: Manifest },
): Promise<ManifestPublication> {
  const texts = manifest.texts.filter(({ decision }) => decision === 'allow').map(({ text }) => text)
  const hash = createStaticTexts(encodeStaticTexts(texts)).hash
  const sha256 = hex(hash)
  const owner = createReleaseManifestRepository(access.open('owner'))
  const known = (await owner.list(app)).find((each) => each.release === release)
  if (known === undefined || hex(known.sha256) !== sha256) {
    const audit = openAuditLog(config, access, 'worker')
    const { index } = await recordChange(audit, { setting: 'manifest', app, ruleSetVersion: sha256 })
    const body = Buffer.from(formatManifest(manifest))
    const published = { appId: app, release, body, sha256: hash, textCount: texts.length }
    await owner.publish({ ...published, auditIndex: index })
    await anchorAuditLog(config, access)
  }
  return { sha256, textCount: texts.length }
}

function parse({ body }: PublishedRuleSet): RuleSet {
  return parseRuleSet(JSON.parse(Buffer.from(body).toString('utf8')))
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
