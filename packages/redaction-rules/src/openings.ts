// What the rules open at an element, and which text may pass (section 12, R-4.3, R-13.1).

import { compilePattern } from './detectors/light.ts'
import type { RedactorOptions, Ruling } from './redaction-options.ts'
import type { Opening } from './rule-set.ts'
import { RulesError } from './rules-error.ts'
import { isSafeText } from './second-line.ts'
import { passesWords } from './words.ts'

/** Asks the rules of one stream. Elements are named by id, rules by their index as in {@link Ruling}. */
export interface Openings {
  rulingOf(id: number): Ruling | undefined
  /** The innermost allow rule at an element that opens all that is needed; its `words` have to pass `text`. */
  ruleAt(id: number, needed: readonly Opening[], text?: string): number | undefined
  /** The attribute rule that lets through this attribute of an element. */
  attributeRuleAt(id: number, name: string, value: string): number | undefined
  /** Whether a whole text (a field's value, an option, an attribute) shows nothing that identifies. */
  isSafe(text: string): boolean
  /** Whether a text node shows nothing that identifies, by itself or with what stands around it; a number as a whole may. */
  isSafePiece(id: number, text: string, isWhole: boolean): boolean
}

const textOnly: readonly Opening[] = ['text']

// A number by itself may be a piece of one.
const bareNumber = /^[^\p{L}\p{N}]*\p{N}\P{L}*$/u

/**
 * Creates the openings of one stream.
 *
 * @throws RulesError `no_page` when there are rules and nobody to ask: a block that nobody applies would be a leak.
 */
export function createOpenings(options: RedactorOptions): Openings {
  const { rules } = options
  const { allow, mask, block, trust, attributes } = rules
  const hasRules = [allow, mask, block, trust].some((list) => list.length > 0)
  if ((hasRules && !options.rulingOf) || (attributes.length > 0 && !options.attributeRuleOf)) {
    throw new RulesError('no_page', '')
  }
  const patterns = rules.detectors.patterns.map(({ pattern }) => compilePattern(pattern))
  const words = allow.map((rule) => rule.words && new Set(rule.words))
  const opensOf = (rule: number): readonly Opening[] => allow[rule]?.opens ?? textOnly
  const everOpened = new Set([...allow.keys(), allow.length].flatMap(opensOf))

  const rulingOf = (id: number): Ruling | undefined => (hasRules ? options.rulingOf?.(id) : undefined)
  const isSafe = (text: string): boolean => isSafeText(text, patterns)

  return {
    rulingOf,
    ruleAt(id, needed, text = '') {
      if (!hasRules || !needed.every((opening) => everOpened.has(opening))) return undefined
      const ruling = rulingOf(id)
      if (ruling?.level !== 'allow') return undefined
      return ruling.rules.findLast((rule) => {
        const known = words[rule]
        return (
          needed.every((opening) => opensOf(rule).includes(opening)) &&
          (text === '' || known === undefined || passesWords(text, known))
        )
      })
    },
    attributeRuleAt(id, name, value) {
      if (attributes.length === 0) return undefined
      const rule = options.attributeRuleOf?.(id, name)
      const names: readonly string[] | undefined = rule === undefined ? undefined : attributes[rule]?.names
      return names?.includes(name) && isSafe(value) ? rule : undefined
    },
    isSafe,
    isSafePiece(id, text, isWhole) {
      if ((!isWhole && bareNumber.test(text)) || !isSafe(text)) return false
      const run = options.runOf?.(id)
      return run === undefined || isSafe(run)
    },
  }
}
