// What officers order to be taken away from a recording, put on top of the rules that it was made under.
import { canonicalRules } from '../canonical-rules.ts'
import { parseRuleSet, type Rule, type RuleSet } from '../rule-set.ts'
import { RulesError } from '../rules-error.ts'

/** Beyond the rules of the recording: what is masked and blocked, and which of its rules are left out. */
export interface Redaction {
  readonly mask: readonly Rule[]
  readonly block: readonly Rule[]
  /** A rule by its list and id; without an id every rule of the list. */
  readonly without: readonly { readonly list: string; readonly id?: string }[]
}

const most = 200

/** Lists that only let something through: what is left out of them shows less. */
const openingLists = ['allow', 'trust', 'attributes', 'urls', 'messages', 'network', 'events', 'tags']

/**
 * Reads a redaction from anything, JSON included.
 * @throws RulesError
 */
export function parseRedaction(value: unknown): Redaction {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RulesError('not_an_object', '')
  }
  const { mask = [], block = [], without = [] } = value as Readonly<Record<string, unknown>>
  // Closing rules alone: nothing that is ordered shows more.
  const closing = parseRuleSet({ mask, block })
  if (!Array.isArray(without) || without.length + closing.mask.length + closing.block.length > most) {
    throw new RulesError('not_a_list', 'without')
  }
  return { mask: closing.mask, block: closing.block, without: without.map(parseLeftOut) }
}

function parseLeftOut(value: unknown): Redaction['without'][number] {
  const { list, id } = (value ?? {}) as Readonly<Record<string, unknown>>
  if (typeof list !== 'string' || !openingLists.includes(list)) throw new RulesError('bad_name', 'without')
  if (id === undefined) return { list }
  if (typeof id !== 'string') throw new RulesError('bad_id', 'without')
  return { list, id }
}

/** The one text of a redaction: what was proposed and what is confirmed can be compared by its hash. */
export function redactionText({ mask, block, without }: Redaction): string {
  const rules = ({ id, selector }: Rule): Rule => ({ id, selector })
  return JSON.stringify({
    block: block.map(rules),
    mask: mask.map(rules),
    without: without.map(({ list, id }) => ({ ...(id !== undefined && { id }), list })),
  })
}

/**
 * The rules of a recording with a redaction on top.
 * @throws RulesError
 */
export function applyRedaction(recorded: RuleSet, { mask, block, without }: Redaction): RuleSet {
  const isLeftOut = (list: string, id: string): boolean =>
    without.some((out) => out.list === list && (out.id === undefined || out.id === id))
  const kept = JSON.parse(canonicalRules(recorded)) as Record<string, unknown>
  for (const list of openingLists) {
    const rules = kept[list] as readonly { readonly id: string }[] | undefined
    if (rules) kept[list] = rules.filter(({ id }) => !isLeftOut(list, id))
  }
  const ids = new Set(idsIn(kept))
  const fresh = (rule: Rule): Rule => {
    let { id } = rule
    for (let n = 2; ids.has(id); n += 1) id = `${rule.id}-${n}`
    ids.add(id)
    return { id, selector: rule.selector }
  }
  return parseRuleSet({
    ...kept,
    mask: [...recorded.mask, ...mask.map(fresh)],
    block: [...recorded.block, ...block.map(fresh)],
  })
}

function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value !== 'object' || value === null) return []
  const own = 'id' in value && typeof value.id === 'string' ? [value.id] : []
  return [...own, ...Object.values(value).flatMap(idsIn)]
}
