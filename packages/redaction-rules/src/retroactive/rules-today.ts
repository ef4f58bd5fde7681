// Today's rule set held against the rules that were in force at capture: what was let through then stays only where
// the same rule still says so, and what closes now and did not then closes all that it might match.

import { ruleFingerprint } from '../canonical-rules.ts'
import { type Fields, listField } from '../read.ts'
import type { AllowRule, AttributeRule, Opening, Rule, RuleSet } from '../rule-set.ts'
import { fieldMarks } from '../signals/field.ts'
import type { Matcher } from './matcher.ts'
import type { PageNode } from './page-mirror.ts'
import { compileSelectors, type Selector } from './selector.ts'

/** What today's rules say of a recording. */
export interface RulesToday {
  /** Takes note of the rules in force at capture: the payload of `reseal/rules`. */
  begin(inForce: Fields): void
  /** Whether the allow or trust rule with this mark is still there, and opens this. */
  opens(mark: unknown, openings: readonly Opening[]): boolean
  /** Whether the attribute rule with this mark is still there, and names the attribute. */
  opensAttribute(mark: unknown, name: string): boolean
  /** Whether a rule that was not in force may mask or block the element or one around it. */
  closes(element: PageNode): boolean
  /** Whether a rule that was not in force may block the element itself. */
  boxes(element: PageNode): boolean
  /** Whether text that was closed at capture below an element might be open today. */
  mayOpen(element: PageNode | undefined): boolean
  /** Whether text in a box might be open today; what is in it is not known. */
  mayOpenBoxes(): boolean
  /** Forgets what was found: the page has changed. */
  forget(): void
}

interface NewRules {
  /** Those that let text through. */
  readonly allow: readonly (readonly Selector[])[]
  readonly mask: readonly (readonly Selector[])[]
  readonly block: readonly (readonly Selector[])[]
  /** Today's shapes differ, or what closed at capture is gone, or other markup is trusted. */
  readonly isOtherwise: boolean
}

function byFingerprint<T extends { readonly id: string }>(rules: readonly T[]): ReadonlyMap<unknown, T> {
  return new Map(rules.map((rule) => [ruleFingerprint(rule), rule]))
}

function compileNew(rules: readonly Rule[], inForce: readonly unknown[]): readonly (readonly Selector[])[] {
  return newOf(rules, inForce).map((rule) => compileSelectors(rule.selector))
}

function newOf<T extends { readonly id: string }>(
  rules: readonly T[],
  inForce: readonly unknown[],
): readonly T[] {
  return rules.filter((rule) => !inForce.includes(ruleFingerprint(rule)))
}

function isGone(rules: readonly Rule[], inForce: readonly unknown[]): boolean {
  const now = new Set<unknown>(rules.map(ruleFingerprint))
  return inForce.some((fingerprint) => !now.has(fingerprint))
}

// One that opens marks of fields and nothing else lets no text through.
function opensText({ opens }: AllowRule): boolean {
  const marks: readonly Opening[] = fieldMarks
  return opens?.every((opening) => marks.includes(opening)) !== true
}

function compareRules(current: RuleSet, inForce: Fields): NewRules {
  const listed = (name: string): readonly unknown[] => listField(inForce, name)
  const isLooser = isGone(current.mask, listed('mask')) || isGone(current.block, listed('block'))
  const hasNewShapes = newOf(current.detectors.patterns, listed('patterns')).length > 0
  return {
    allow: compileNew(current.allow.filter(opensText), listed('allow')),
    mask: compileNew(current.mask, listed('mask')),
    block: compileNew(current.block, listed('block')),
    isOtherwise: isLooser || hasNewShapes || newOf(current.trust, listed('trust')).length > 0,
  }
}

/** Prepares a rule set. */
export function createRulesToday(current: RuleSet, matcher: Matcher): RulesToday {
  const allow = byFingerprint(current.allow)
  const trust = byFingerprint(current.trust)
  const attributes = byFingerprint<AttributeRule>(current.attributes)
  const closed = new Map<PageNode, boolean>()
  let inForce: Fields = {}
  let added = compareRules(current, inForce)

  function mayMatch(rules: readonly (readonly Selector[])[], element: PageNode): boolean {
    return rules.some((selectors) => matcher.matches(selectors, element) !== 'no')
  }

  return {
    begin(payload) {
      inForce = payload
      added = compareRules(current, payload)
      closed.clear()
    },
    opens(mark, openings) {
      if (typeof mark !== 'number') return false
      const allowed = listField(inForce, 'allow')
      const rule = allow.get(allowed[mark])
      if (rule !== undefined) return (rule.opens ?? ['text']).some((opening) => openings.includes(opening))
      return openings.includes('text') && trust.has(listField(inForce, 'trust')[mark - allowed.length])
    },
    opensAttribute(mark, name) {
      if (typeof mark !== 'number') return false
      const rule = attributes.get(listField(inForce, 'attributes')[mark])
      return rule?.names.some((known) => known === name) === true
    },
    closes(element) {
      const path: PageNode[] = []
      let result = false
      for (let at: PageNode | undefined = element; at !== undefined; at = at.parent) {
        const known = closed.get(at)
        if (known !== undefined) {
          result = known
          break
        }
        path.push(at)
      }
      for (const at of path.reverse()) {
        result ||= at.kind === 'element' && (mayMatch(added.mask, at) || mayMatch(added.block, at))
        closed.set(at, result)
      }
      return result
    },
    boxes: (element) => mayMatch(added.block, element),
    mayOpen(element) {
      if (added.isOtherwise) return true
      if (added.allow.length === 0) return false
      for (let at = element; at !== undefined; at = at.parent) {
        if (at.kind === 'element' && mayMatch(added.allow, at)) return true
      }
      return false
    },
    mayOpenBoxes: () => added.isOtherwise || added.allow.length > 0,
    forget() {
      closed.clear()
      matcher.forget()
    },
  }
}
