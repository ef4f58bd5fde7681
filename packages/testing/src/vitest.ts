// Entry `@reseal/testing/vitest`: checks for tests of any runner that can throw, in Node and in the browser.
import type { Canary } from './canaries/canary.ts'
import type { CanaryBook } from './canaries/canary-book.ts'
import { formatLeakReport } from './report/format-report.ts'
import type { LeakReport } from './report/leak-report.ts'
import { textsOfBytes } from './search/decode.ts'
import { createCanaryFinder } from './search/find-canaries.ts'
import { walkStrings } from './search/walk-strings.ts'

export { type CanaryBook, createCanaryBook } from './canaries/canary-book.ts'
export { freshSeed } from './canaries/random.ts'

const mostListed = 10

/** The canaries in a value and where they are, as lines. */
function findingsIn(value: unknown, canaries: readonly Canary[]): readonly string[] {
  const finder = createCanaryFinder(canaries)
  const lines = new Set<string>()
  const searched = value instanceof Uint8Array ? textsOfBytes(value) : value
  walkStrings(searched, ({ text, path }) => {
    for (const { canary, form } of finder.inText(text)) {
      lines.add(
        `${canary.id} (${JSON.stringify(canary.value)}, ${form}) in ${path === '' ? 'the text' : path}`,
      )
    }
  })
  return [...lines]
}

/**
 * Fails when a canary can be read in the value: recorded events, a response, a log, bytes. Looks through encodings,
 * escapes, separators and reversal.
 */
export function expectNoCanaries(value: unknown, canaries: CanaryBook | readonly Canary[]): void {
  const list = 'canaries' in canaries ? canaries.canaries : canaries
  if (list.length === 0) throw new Error('no canary was planted: the check would prove nothing')
  const findings = findingsIn(value, list)
  if (findings.length === 0) return
  const more = findings.length > mostListed ? `\n  and ${findings.length - mostListed} more` : ''
  throw new Error(`canaries can be read:\n  ${findings.slice(0, mostListed).join('\n  ')}${more}`)
}

/** Fails unless a leak test passed, with its report as message. */
export function expectNoLeaks(report: LeakReport): void {
  if (report.verdict !== 'passed') throw new Error(`leak test ${formatLeakReport(report)}`)
}
