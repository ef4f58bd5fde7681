// What a change of rules lets through or closes, selector by selector: for `reseal rules diff` and for whoever approves
// rules. Selectors are compared as text, so what only looks different counts as different.

import { ruleFingerprint } from './canonical-rules.ts'
import { eventParts, isKnownNetworkPart, networkParts, quote, tagParts, urlParts } from './rule-parts.ts'
import type { AllowRule, Rule, RuleSet } from './rule-set.ts'
import { splitSelector } from './split-selector.ts'
import { type Template, turned, uncovered } from './template-order.ts'

/** The lists of a rule set, as {@link RuleChange} names them. */
export type RuleListName =
  | 'allow'
  | 'mask'
  | 'block'
  | 'trust'
  | 'attributes'
  | 'urls'
  | 'messages'
  | 'network'
  | 'events'
  | 'tags'
  | 'patterns'

/** One change of one rule: which, and why it is listed. */
export interface RuleChange {
  readonly list: RuleListName
  readonly id: string
  /** The change in words. It repeats selectors and texts of the rules. */
  readonly reason: string
}

/** What becomes of recordings when one rule set gives way to another. A rule may be in more than one list. */
export interface RulesDiff {
  /** What shows now and did not, or may not have, before. */
  readonly readable: readonly RuleChange[]
  /** What showed, or may have shown, before and does not now. */
  readonly masked: readonly RuleChange[]
  /** What is written differently and shows the same. */
  readonly same: readonly RuleChange[]
}

interface AnyRule {
  readonly id: string
}

const opensOf = ({ opens = ['text'] }: AllowRule): readonly string[] => opens

const isSubset = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((one) => all.includes(one))

/** The rules of a list that have this selector among theirs. */
function withPart<T extends Rule>(list: readonly T[], part: string): readonly T[] {
  return list.filter(({ selector }) => splitSelector(selector).includes(part))
}

/** What is to be said of a selector: before it, and behind it. */
type Phrase = readonly [before: string, behind?: string]

// What one allow shows at one selector beyond what these others show there.
function allowedBeyond(rule: AllowRule, others: readonly AllowRule[]): Phrase | undefined {
  const opens = opensOf(rule)
  const { words } = rule
  const covers = (other: AllowRule): boolean =>
    isSubset(opens, opensOf(other)) &&
    (other.words === undefined || (words !== undefined && isSubset(words, other.words)))
  if (others.some(covers)) return undefined
  const newOpens = opens.filter((opening) => !others.some((other) => opensOf(other).includes(opening)))
  if (newOpens.length > 0) {
    return [`${newOpens.join(', ')} of `, words === undefined ? '' : `, of ${words.length} words only`]
  }
  const opened = opens.join(', ')
  if (words === undefined) return [`any word in ${opened} of `]
  const newWords = words.filter((word) => !others.some((other) => other.words?.includes(word) !== false))
  if (newWords.length > 0) return [`the words ${newWords.map(quote).join(', ')} in ${opened} of `]
  return [`${opened} of `, ', which took several rules']
}

/** Whether anything in the page can become readable under these rules; without, a mask hides nothing. */
function letsThrough({ allow, trust, attributes }: RuleSet): boolean {
  return allow.length + trust.length + attributes.length > 0
}

type Note = (list: RuleListName, rule: AnyRule, text: string) => void

// Selectors of which the same is to be said are named together.
function noteParts(
  note: Note,
  list: RuleListName,
  rule: Rule,
  phraseOf: (part: string) => Phrase | undefined,
): void {
  const groups = new Map<string, { readonly phrase: Phrase; readonly parts: string[] }>()
  for (const part of splitSelector(rule.selector)) {
    const phrase = phraseOf(part)
    if (phrase === undefined) continue
    const key = phrase.join('\n')
    const group = groups.get(key) ?? { phrase, parts: [] }
    groups.set(key, group)
    group.parts.push(quote(part))
  }
  for (const { phrase, parts } of groups.values()) {
    note(list, rule, `${phrase[0]}${parts.join(', ')}${phrase[1] ?? ''}`)
  }
}

// Rules that are made of parts, each of which shows or does not.
function noteNewParts<T extends AnyRule>(
  less: readonly T[],
  more: readonly T[],
  partsOf: (rule: T) => ReadonlyMap<string, string>,
  note: (rule: T, text: string) => void,
): void {
  const known = new Set(less.flatMap((rule) => [...partsOf(rule).keys()]))
  for (const rule of more) {
    for (const [key, text] of partsOf(rule)) if (!known.has(key)) note(rule, text)
  }
}

function noteOpened(less: RuleSet, more: RuleSet, note: Note): void {
  for (const rule of more.allow) {
    noteParts(note, 'allow', rule, (part) => allowedBeyond(rule, withPart(less.allow, part)))
  }
  for (const rule of more.trust) {
    noteParts(note, 'trust', rule, (part) =>
      withPart(less.trust, part).length > 0 ? undefined : ['what markup allows inside '],
    )
  }
  for (const rule of more.attributes) {
    noteParts(note, 'attributes', rule, (part) => {
      const known = withPart(less.attributes, part).flatMap(({ names }) => names)
      const names = rule.names.filter((name) => !known.includes(name))
      return names.length > 0 ? [`${names.join(', ')} of `] : undefined
    })
  }
  noteNewParts(less.urls, more.urls, urlParts, (rule, text) => note('urls', rule, text))
  const requests = new Set(less.network.flatMap((rule) => [...networkParts(rule).keys()]))
  for (const rule of more.network) {
    for (const [key, text] of networkParts(rule)) {
      if (!isKnownNetworkPart(requests, key)) note('network', rule, text)
    }
  }
  for (const rule of turned(less.network, more.network))
    note('network', rule, 'another place in the order of paths')
  for (const list of ['urls', 'network'] as const) {
    for (const rule of uncovered<AnyRule & Template>(less[list], more[list]))
      note(list, rule, 'addresses about which a rule before it decided')
  }
  noteNewParts(less.events, more.events, eventParts, (rule, text) => note('events', rule, text))
  noteNewParts(less.tags, more.tags, tagParts, (rule, text) => note('tags', rule, text))
  for (const rule of turned(less.urls, more.urls)) note('urls', rule, 'another place in the order of paths')
  for (const rule of more.messages) {
    if (!less.messages.some(({ text }) => text === rule.text)) note('messages', rule, quote(rule.text))
  }
}

function noteNoLongerClosed(less: RuleSet, more: RuleSet, note: Note): void {
  for (const rule of less.block) {
    noteParts(note, 'block', rule, (part) => {
      if (withPart(more.block, part).length > 0) return undefined
      return [withPart(more.mask, part).length > 0 ? 'the masked content of ' : 'what is in ']
    })
  }
  for (const rule of letsThrough(more) ? less.mask : []) {
    noteParts(note, 'mask', rule, (part) =>
      withPart([...more.mask, ...more.block], part).length > 0 ? undefined : ['what other rules allow in '],
    )
  }
  for (const rule of less.detectors.patterns) {
    if (!more.detectors.patterns.some(({ pattern }) => pattern === rule.pattern)) {
      note('patterns', rule, `allowed text that looks like ${quote(rule.pattern)}`)
    }
  }
}

function listsOf(rules: RuleSet): ReadonlyMap<RuleListName, readonly AnyRule[]> {
  const { version: _, detectors, ...lists } = rules
  return new Map<RuleListName, readonly AnyRule[]>([
    ...(Object.entries(lists) as [RuleListName, readonly AnyRule[]][]),
    ['patterns', detectors.patterns],
  ])
}

/**
 * Compares two rule sets by what they show. Rules that were split, merged, renamed or reordered without effect are
 * listed under `same`. Where it cannot tell, as between two selectors that are written differently, it lists the rule
 * as readable and as masked.
 */
export function diffRules(before: RuleSet, after: RuleSet): RulesDiff {
  const old = listsOf(before)
  const current = listsOf(after)
  const has = (lists: typeof old, list: RuleListName, { id }: AnyRule): boolean =>
    lists.get(list)?.some((rule) => rule.id === id) === true
  const verbOf = (list: RuleListName, rule: AnyRule): string => {
    if (!has(old, list, rule)) return 'added'
    return has(current, list, rule) ? 'changed' : 'removed'
  }
  const changesOf = (less: RuleSet, more: RuleSet): readonly RuleChange[] => {
    const changes: RuleChange[] = []
    const note: Note = (list, rule, text) => {
      changes.push({ list, id: rule.id, reason: `${verbOf(list, rule)}: ${text}` })
    }
    noteOpened(less, more, note)
    noteNoLongerClosed(less, more, note)
    return changes
  }
  const readable = changesOf(before, after)
  const masked = changesOf(after, before)
  const isListed = (list: RuleListName, { id }: AnyRule): boolean =>
    [...readable, ...masked].some((change) => change.list === list && change.id === id)
  const same: RuleChange[] = []
  for (const [list, rules] of current) {
    const prints = new Set(old.get(list)?.map(ruleFingerprint))
    for (const rule of rules) {
      if (prints.has(ruleFingerprint(rule)) || isListed(list, rule)) continue
      same.push({ list, id: rule.id, reason: `${verbOf(list, rule)}: shows nothing else` })
    }
  }
  for (const [list, rules] of old) {
    for (const rule of rules) {
      if (has(current, list, rule) || isListed(list, rule)) continue
      same.push({ list, id: rule.id, reason: 'removed: shows nothing else' })
    }
  }
  return { readable, masked, same }
}
