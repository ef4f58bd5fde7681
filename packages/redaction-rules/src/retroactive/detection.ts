// The second line over what stays readable: all detectors that Node has, and those of the page.

import { findIdentifiers } from '../detectors/find-identifiers.ts'
import type { Finding } from '../detectors/finding.ts'
import { compilePattern, hasIdentifier } from '../detectors/light.ts'
import type { RuleSet } from '../rule-set.ts'
import type { Detection } from './readable-text.ts'

// Interface texts repeat, from keyframe to keyframe too; texts beyond these are asked about each time.
const maxKnown = 4_096
const maxKnownLength = 256

// A word that is a name or a place somewhere ("Reading", "Grace") identifies nobody by itself.
function isWord({ type, confidence }: Finding): boolean {
  return confidence === 'low' && (type === 'name' || type === 'place')
}

/** Prepares the detectors with the shapes of a rule set. */
export function createDetection({ detectors: { patterns } }: RuleSet): Detection {
  const compiled = patterns.map(({ pattern }) => compilePattern(pattern))
  const known = new Map<string, boolean>()

  function find(text: string): boolean {
    return hasIdentifier(text, compiled) || !findIdentifiers(text, { patterns }).every(isWord)
  }

  return {
    isIdentifying(text) {
      const answer = known.get(text)
      if (answer !== undefined) return answer
      const found = find(text)
      if (known.size < maxKnown && text.length <= maxKnownLength) known.set(text, found)
      return found
    },
  }
}
