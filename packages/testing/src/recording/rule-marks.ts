// Which rule let a text through, as the recording itself says: marks on nodes (`rule`, `opened`), and the event
// `reseal/rules` after each keyframe that tells what the indexes mean.
import type { RecordedLike } from '../ingest/test-ingest.ts'

/** A rule, by its list and id. */
export interface RuleName {
  readonly list: 'allow' | 'trust' | 'attributes' | 'urls' | 'messages'
  readonly id: string
}

/** The rules that were in force, by index. */
export interface RulesInForce {
  readonly allow: readonly string[]
  readonly trust: readonly string[]
  readonly attributes: readonly string[]
}

// A fingerprint is the id, a colon and a hash.
const idOf = (fingerprint: unknown): string => String(fingerprint).replace(/:[0-9a-f]+$/, '')

const idsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(idOf) : [])

/** The rules of a `reseal/rules` event; undefined for every other. */
export function rulesInForce({ type, data }: RecordedLike): RulesInForce | undefined {
  if (type !== 6 || data['plugin'] !== 'reseal/rules') return undefined
  const { payload } = data
  if (typeof payload !== 'object' || payload === null) return undefined
  const { allow, trust, attributes } = payload as Readonly<Record<string, unknown>>
  return { allow: idsOf(allow), trust: idsOf(trust), attributes: idsOf(attributes) }
}

/** The rule that a mark beside a text names. `parents` are the objects around it, outermost first. */
export function markedRule(
  parents: readonly object[],
  attribute: string | undefined,
  rules: RulesInForce | undefined,
): RuleName | undefined {
  if (rules === undefined) return undefined
  for (const parent of parents.toReversed()) {
    const { rule, opened } = parent as { readonly rule?: unknown; readonly opened?: unknown }
    if (attribute !== undefined && typeof opened === 'object' && opened !== null) {
      const index: unknown = Reflect.get(opened, attribute)
      const id = typeof index === 'number' ? rules.attributes[index] : undefined
      if (id !== undefined) return { list: 'attributes', id }
    }
    if (typeof rule === 'number') {
      const allowed = rules.allow[rule]
      if (allowed !== undefined) return { list: 'allow', id: allowed }
      const trusted = rules.trust[rule - rules.allow.length]
      return trusted === undefined ? undefined : { list: 'trust', id: trusted }
    }
    // What stands in a node is marked on that node, not on one around it.
    if ('id' in parent) return undefined
  }
  return undefined
}
