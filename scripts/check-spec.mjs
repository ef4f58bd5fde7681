// Each rule of packages/redaction-rules/SPEC.md is cited by a test, and tests cite no rule that is not there.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './steps.mjs'

const ruleDefinition = /\*\*(R-\d+\.\d+)\*\*/g
const ruleCitation = /\bR-\d+\.\d+\b/g
const testFiles = ['packages/*/src/**/*.test.{ts,tsx}', 'tests/**/*.ts']

/** Rules without a test, and citations without a rule; empty lists when all is well. */
function checkSpec() {
  const spec = readFileSync(join(root, 'packages/redaction-rules/SPEC.md'), 'utf8')
  const rules = new Set(Array.from(spec.matchAll(ruleDefinition), ([, rule]) => rule))
  const cited = new Set()
  for (const file of globSync(testFiles, { cwd: root, exclude: ['**/node_modules/**'] })) {
    for (const [citation] of readFileSync(join(root, file), 'utf8').matchAll(ruleCitation))
      cited.add(citation)
  }
  return {
    untested: [...rules].filter((rule) => !cited.has(rule)),
    unknown: [...cited].filter((rule) => !rules.has(rule)),
    count: rules.size,
  }
}

/** Prints what is missing; the exit code. */
export function reportSpec() {
  const { untested, unknown, count } = checkSpec()
  for (const rule of untested) process.stderr.write(`SPEC.md: no test cites ${rule}\n`)
  for (const rule of unknown) process.stderr.write(`SPEC.md has no rule ${rule}, which a test cites\n`)
  if (untested.length + unknown.length > 0) return 1
  process.stdout.write(`${count} rules of SPEC.md, each cited by a test\n`)
  return 0
}

if (import.meta.main) process.exitCode = reportSpec()
