// The rules that a stream was made under: what redaction begins from (design.md §9).
import { parseStreamHeader } from '@reseal/protocol'
import { parseRuleSet, type RuleSet } from '@reseal/redaction-rules'
import { strict } from '@reseal/redaction-rules/presets'
import { createRuleSetRepository, type Database, findDerivedRules } from '@reseal/store'

/**
 * By the hash in its header. Where nobody published them, the set in force stands in, and where there is none either,
 * the strictest: what was readable then is not any more.
 */
export async function findRecordedRules(
  db: Database,
  {
    id,
    appId,
    headerBytes,
  }: { readonly id: string; readonly appId: string; readonly headerBytes: Uint8Array },
): Promise<RuleSet> {
  const { derived, ruleSetHash } = parseStreamHeader(headerBytes)
  const ruleSets = createRuleSetRepository(db)
  const body = derived
    ? await findDerivedRules(db, id)
    : ((await ruleSets.findByHash(appId, ruleSetHash)) ?? (await ruleSets.findNewest(appId)))?.body
  return body === undefined ? strict : parseRuleSet(JSON.parse(Buffer.from(body).toString('utf8')))
}
