// Several rule sets at once: what is left is what each of them by itself would leave.
import type { RuleSet } from '../rule-set.ts'
import { createRetroactiveRedactor, type RetroactiveRedactor } from './retroactive-redactor.ts'

/** A redactor for one range, as `createRetroactiveRedactor`, by all of these sets; each only takes away. */
export function createRedactorOfAll(sets: readonly RuleSet[]): RetroactiveRedactor {
  const redactors = sets.map((rules) => createRetroactiveRedactor(rules))
  return {
    redact: (event) => {
      let left: unknown = event
      for (const redactor of redactors) {
        left = redactor.redact(left)
        if (left === undefined) return undefined
      }
      return left as ReturnType<RetroactiveRedactor['redact']>
    },
  }
}
