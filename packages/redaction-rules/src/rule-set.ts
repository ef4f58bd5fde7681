// Rule sets as typed data: validated at load, canonical for hashing (design §9). Levels are design §5.1's.

import { RulesError } from './rules-error.ts'

/** One matcher: `id` names it in the player and in diffs, `selector` is a CSS selector. */
export interface Rule {
  readonly id: string
  readonly selector: string
}

/** What an allow may open, beside text: each has to be named. */
export type Opening =
  | 'text'
  | 'titles'
  | 'inputs'
  | 'options'
  | 'editables'
  | 'checked'
  | 'range'
  | 'typing'
  | 'length'
  | 'keys'
  | 'selection'
  | 'geometry'

/** Lets through what it names, below the elements that it matches. */
export interface AllowRule extends Rule {
  /** `['text']` when left out. */
  readonly opens?: readonly Opening[]
  /** When given, text passes only if each of its words is one of these (lower case); see `passesWords`. */
  readonly words?: readonly string[]
}

/** An attribute whose value is text that a person reads. No other can be let through. */
export type TextAttribute =
  | 'title'
  | 'alt'
  | 'placeholder'
  | 'aria-label'
  | 'aria-description'
  | 'aria-placeholder'
  | 'aria-roledescription'
  | 'aria-valuetext'
  | 'label'
  | 'summary'

/** Lets through attributes of the elements that it matches, not of those below. */
export interface AttributeRule extends Rule {
  readonly names: readonly TextAttribute[]
}

/** A template for the page's address: what a replay shows of an address is made of the rule's own text only. */
export interface UrlRule {
  readonly id: string
  /** `/patients/:id`: a segment that begins with a colon stands for any one segment. */
  readonly path: string
  /** Known keys, each with its known values; `[]` shows the key alone. */
  readonly query?: Readonly<Record<string, readonly string[]>>
  /** Known hashes, without `#`. */
  readonly hash?: readonly string[]
}

/** A console argument or error message that is exactly this text is kept. */
export interface MessageRule {
  readonly id: string
  readonly text: string
}

/** An identifier by its shape: `9` is a digit, `A` a letter, `X` either, all else itself: `MRN-99999999`. */
export interface PatternRule {
  readonly id: string
  readonly pattern: string
}

/**
 * A validated rule set. What no rule matches is masked; where several match, block beats mask beats allow.
 * Plain data: it survives JSON. Ids are unique across all lists.
 */
export interface RuleSet {
  readonly version: string
  readonly allow: readonly AllowRule[]
  readonly mask: readonly Rule[]
  readonly block: readonly Rule[]
  /** Containers inside which `data-reseal="allow"` in the page's markup is heard. */
  readonly trust: readonly Rule[]
  readonly attributes: readonly AttributeRule[]
  readonly urls: readonly UrlRule[]
  readonly messages: readonly MessageRule[]
  readonly detectors: { readonly patterns: readonly PatternRule[] }
}

/** What {@link defineRules} accepts: every part may be left out. */
export interface RuleSetInput extends Partial<Omit<RuleSet, 'detectors'>> {
  readonly detectors?: { readonly patterns?: readonly PatternRule[] }
}

// Rules of one list. A selector list with commas counts once; more than this is a generated mistake.
const maxRulesPerList = 256
const maxSelectorLength = 1024
const idPattern = /^[a-z0-9._-]{1,64}$/
const versionPattern = /^[ -~]{1,64}$/

function fieldsOf(value: unknown, known: readonly string[], path: string): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RulesError('not_an_object', path)
  }
  const fields = new Map<string, unknown>()
  // Own keys, enumerable or not, symbols included: nothing rides along unseen.
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key !== 'string' || !known.includes(key)) throw new RulesError('unknown_field', path)
    const field: unknown = Reflect.get(value, key)
    if (field !== undefined) fields.set(key, field)
  }
  return fields
}

function parseRule(value: unknown, path: string): Rule {
  const fields = fieldsOf(value, ['id', 'selector'], path)
  const id = fields.get('id')
  if (typeof id !== 'string' || !idPattern.test(id)) throw new RulesError('bad_id', `${path}.id`)
  const selector = fields.get('selector')
  if (typeof selector !== 'string' || selector.trim() === '' || selector.length > maxSelectorLength) {
    throw new RulesError('bad_selector', `${path}.selector`)
  }
  return Object.freeze({ id, selector: selector.trim() })
}

function parseRules(value: unknown, path: string, ids: Set<string>): readonly Rule[] {
  if (value === undefined) return Object.freeze([])
  if (!Array.isArray(value)) throw new RulesError('not_a_list', path)
  if (value.length > maxRulesPerList) throw new RulesError('too_many_rules', path)
  const rules = Array.from(value, (entry: unknown, index) => {
    const rule = parseRule(entry, `${path}[${index}]`)
    if (ids.has(rule.id)) throw new RulesError('duplicate_id', `${path}[${index}].id`)
    ids.add(rule.id)
    return rule
  })
  return Object.freeze(rules)
}

/**
 * Parses a rule set from anything, JSON included. Selectors are checked for shape only: whether they
 * parse is for the browser to say, which `startCapture` asks before it records.
 *
 * @throws RulesError with `code` and the `path` of the entry.
 */
export function parseRuleSet(value: unknown): RuleSet {
  const fields = fieldsOf(value, ['version', 'allow', 'mask', 'block'], '')
  const version = fields.get('version') ?? '1'
  if (typeof version !== 'string' || !versionPattern.test(version)) {
    throw new RulesError('bad_version', 'version')
  }
  const ids = new Set<string>()
  return Object.freeze({
    version,
    allow: parseRules(fields.get('allow'), 'allow', ids),
    mask: parseRules(fields.get('mask'), 'mask', ids),
    block: parseRules(fields.get('block'), 'block', ids),
    trust: [],
    attributes: [],
    urls: [],
    messages: [],
    detectors: { patterns: [] },
  })
}

/**
 * Declares a rule set: {@link parseRuleSet} with a typed argument.
 *
 * @throws RulesError with `code` and the `path` of the entry.
 */
export function defineRules(input: RuleSetInput): RuleSet {
  return parseRuleSet(input)
}

/** The rule set when none is given: nothing allowed, so all text, values, titles and URLs are masked. */
export const defaultRules: RuleSet = /* @__PURE__ */ defineRules({ version: 'strict-1' })

/**
 * The one text of a rule set whose SHA-256 goes into the stream header. RFC 8785 for this shape: members
 * sorted, no space, strings as JSON.stringify writes them. The order of rules is kept: it is meaning for
 * whoever reads a diff.
 */
export function canonicalRules(rules: RuleSet): string {
  const list = (entries: readonly Rule[]): string =>
    `[${entries.map((rule) => `{"id":${JSON.stringify(rule.id)},"selector":${JSON.stringify(rule.selector)}}`).join(',')}]`
  return `{"allow":${list(rules.allow)},"block":${list(rules.block)},"mask":${list(rules.mask)},"version":${JSON.stringify(rules.version)}}`
}
