// Property tests make the same cases in every run: a build that fails, fails again. Other cases and more of them are for
// whoever explores, through the environment (CONTRIBUTING.md).
import fc from 'fast-check'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Undefined lets fast-check choose; it prints what it chose when a property fails. */
    propertySeed: number | undefined
    /** How many times the usual number of cases. */
    propertyTimes: number
  }
}

const seed = inject('propertySeed')
fc.configureGlobal({ numRuns: 100 * inject('propertyTimes'), ...(seed !== undefined && { seed }) })
