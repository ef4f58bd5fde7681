// One text for equal rules (RFC 8785), and what is derived from it: hashes and fingerprints.

import { hash32 } from './hash32.ts'
import type { RuleSet } from './rule-set.ts'

// RFC 8785 for what rules are made of: objects, lists and well-formed strings.
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}

/**
 * The one text of a rule set whose SHA-256 goes into the stream header: RFC 8785, lists other than `allow`, `mask`
 * and `block` only when they hold something. The order of rules is kept: it is meaning for whoever reads a diff.
 */
export function canonicalRules(rules: RuleSet): string {
  const { version, allow, mask, block, detectors, ...lists } = rules
  return canonical({
    version,
    allow,
    mask,
    block,
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    ...(detectors.patterns.length > 0 && { detectors }),
  })
}

/**
 * `id:hash8` of one rule: 32 bits of FNV-1a over the UTF-16 code units of its canonical text, in hex. It tells a rule
 * from one that was changed under the same id; it is no proof against someone who looks for a collision.
 */
export function ruleFingerprint(rule: { readonly id: string }): string {
  return `${rule.id}:${hash32(canonical(rule)).toString(16).padStart(8, '0')}`
}
