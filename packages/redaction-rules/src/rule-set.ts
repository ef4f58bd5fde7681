// Rule sets as typed data: validated at load, canonical for hashing (design §9). Levels are design §5.1's.

import { listOf, mapOf, objectOf, optional, or, type Parse, textOf } from './parse-values.ts'
import { RulesError } from './rules-error.ts'
import type { TextAttribute } from './text-attributes.ts'
import { passesWords } from './words.ts'

/** One matcher: `id` names it in the player and in diffs, `selector` is a CSS selector. */
export interface Rule {
  readonly id: string
  readonly selector: string
}

/** What may be told of a field without what it holds (section 20). */
export type FieldMark = 'invalid' | 'changed' | 'filled' | 'kind' | 'same'

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
  | FieldMark

/** Lets through what it names, below the elements that it matches. */
export interface AllowRule extends Rule {
  /** `['text']` when left out. */
  readonly opens?: readonly Opening[]
  /** When given, text passes only if each of its words is one of these (lower case); see `passesWords`. */
  readonly words?: readonly string[]
}

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

/** What may be read of a request or of its answer. */
export interface NetworkPart {
  /** By name in lower case. Those that carry credentials are refused. */
  readonly headers?: Readonly<Record<string, ValueKind>>
  /** Of a JSON body of at most 64 KiB, by JSON pointer (RFC 6901, without escapes): `/error/code`. */
  readonly fields?: Readonly<Record<string, ValueKind>>
}

/** The method of a request that a rule may name. */
export type NetworkMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'QUERY'

/** A template for addresses of requests and resources: what a replay shows of one is made of the rule's own text only. */
export interface NetworkRule {
  readonly id: string
  /** `https://api.clinic.example`, for sockets too; the page's own when left out. */
  readonly origin?: string
  /** As in {@link UrlRule}. */
  readonly path: string
  /** Any when left out. */
  readonly methods?: readonly NetworkMethod[]
  /** As in {@link UrlRule}. */
  readonly query?: Readonly<Record<string, readonly string[]>>
  readonly request?: NetworkPart
  readonly response?: NetworkPart
}

/** A console argument or error message that is exactly this text is kept. */
export interface MessageRule {
  readonly id: string
  readonly text: string
}

/**
 * What a value that the app reports may be: `count` (0 to 100,000) and `duration` (milliseconds) keep two digits,
 * `boolean` is true or false, a list names the values.
 */
export type ValueKind = 'count' | 'boolean' | 'duration' | readonly string[]

/** An event that the app reports with `recorder.event(name, fields)`. What is not declared here is not recorded; of one name the first rule counts. */
export interface EventRule {
  readonly id: string
  readonly name: string
  readonly fields?: Readonly<Record<string, ValueKind>>
}

/** A tag or feature flag that the app sets with `recorder.tag(key, value)` or `recorder.flag(key, value)`. */
export interface TagRule {
  readonly id: string
  readonly key: string
  readonly values: ValueKind
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
  readonly network: readonly NetworkRule[]
  readonly events: readonly EventRule[]
  readonly tags: readonly TagRule[]
  readonly detectors: { readonly patterns: readonly PatternRule[] }
}

/** What {@link defineRules} accepts: every part may be left out. */
export interface RuleSetInput extends Partial<Omit<RuleSet, 'detectors'>> {
  readonly detectors?: { readonly patterns?: readonly PatternRule[] }
}

const maxWords = 4096

const valueKind: Parse<ValueKind> = (value, path) =>
  Array.isArray(value)
    ? listOf(textOf('bad_kind', /\S/))(value, path)
    : textOf<'count'>('bad_kind', /^(?:count|boolean|duration)$/)(value, path)

const fieldName = textOf('bad_name', /^[a-z][\w.:-]*$/i)

const addressPart = textOf('bad_value', /^\S*$/)
const addressParts = listOf(addressPart)
// No rule reads what opens a door, whatever it lists.
const headerName = textOf(
  'bad_header',
  /^(?!.*(?:auth|cookie|token|secret|session|key|csrf|xsrf|sign|cred|pass))[a-z\d-]+$/,
)
const networkPart: Parse<NetworkPart> = (value, path) =>
  objectOf<NetworkPart>({
    headers: optional(mapOf(headerName, valueKind)),
    fields: optional(mapOf(textOf('bad_field', /^(?:\/[^\s/~]+)+$/), valueKind)),
  })(value, path)
const none: readonly never[] = Object.freeze([])

const word: Parse<string> = (value, path) => {
  const text = textOf('bad_word', /./)(value, path)
  // One that no text can hold is a mistake: a capital, a space, a stop.
  if (!passesWords(text, new Set([text]))) throw new RulesError('bad_word', path)
  return text
}

function parserOf(ids: Set<string>): Parse<RuleSet> {
  const id: Parse<string> = (value, path) => {
    const parsed = textOf('bad_id', /^[a-z0-9._-]+$/)(value, path)
    if (ids.size === ids.add(parsed).size) throw new RulesError('duplicate_id', path)
    return parsed
  }
  const selector: Parse<string> = (value, path) => textOf('bad_selector', /\S/, 1024)(value, path).trim()
  const rule = { id, selector }
  const rules = or(listOf(objectOf<Rule>(rule)), none)
  const opening = textOf<Opening>(
    'bad_opening',
    /^(?:text|titles|inputs|options|editables|checked|range|typing|length|keys|selection|geometry|invalid|changed|filled|kind|same)$/,
  )
  const name = textOf<TextAttribute>(
    'bad_name',
    /^(?:title|alt|placeholder|aria-(?:label|description|placeholder|roledescription|valuetext)|label|summary)$/,
  )
  const address = {
    id,
    path: textOf<string>('bad_path', /^(?:\/(?::\w+|[^\s?#/:][^\s?#/]*)?)+$/, 512),
    query: optional(mapOf(addressPart, addressParts)),
  }
  const url = objectOf<UrlRule>({ ...address, hash: optional(addressParts) })
  const network = objectOf<NetworkRule>({
    ...address,
    origin: optional(textOf('bad_origin', /^https?:\/\/(?:[a-z\d.-]+|\[[\da-f:.]+\])(?::\d+)?$/, 256)),
    methods: optional(
      listOf(textOf<NetworkMethod>('bad_method', /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|QUERY)$/)),
    ),
    request: optional(networkPart),
    response: optional(networkPart),
  })
  const event = objectOf<EventRule>({
    id,
    name: fieldName,
    fields: optional(mapOf(fieldName, valueKind)),
  })
  return objectOf<RuleSet>({
    version: or(textOf('bad_version', /^[ -~]+$/), '1'),
    allow: or(
      listOf(
        objectOf<AllowRule>({
          ...rule,
          opens: optional(listOf(opening)),
          words: optional(listOf(word, maxWords)),
        }),
      ),
      none,
    ),
    mask: rules,
    block: rules,
    trust: rules,
    attributes: or(listOf(objectOf<AttributeRule>({ ...rule, names: listOf(name) })), none),
    urls: or(listOf(url), none),
    messages: or(listOf(objectOf<MessageRule>({ id, text: textOf('bad_text', /\S/, 1024) })), none),
    network: or(listOf(network), none),
    events: or(listOf(event), none),
    tags: or(listOf(objectOf<TagRule>({ id, key: fieldName, values: valueKind })), none),
    detectors: (value, path) =>
      objectOf<RuleSet['detectors']>({
        patterns: or(listOf(objectOf<PatternRule>({ id, pattern: textOf('bad_pattern', /[9AX]/) })), none),
      })(value === undefined ? {} : value, path),
  })
}

/**
 * Parses a rule set from anything, JSON included. Selectors are checked for shape only: whether they
 * parse is for the browser to say, which `startCapture` asks before it records.
 *
 * @throws RulesError with `code` and the `path` of the entry.
 */
export function parseRuleSet(value: unknown): RuleSet {
  return parserOf(new Set())(value, '')
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
