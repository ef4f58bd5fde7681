// JUnit XML as CI systems read it: one suite, one test case for each canary and place.
import { adviceFor } from './advice.ts'
import type { CanaryReport, Leak, LeakReport } from './leak-report.ts'

interface TestCase {
  readonly name: string
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped'
  readonly message?: string
  readonly details?: string
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

// XML 1.0 §2.2: other characters may not stand in a document at all, not even as references.
const isXml = (code: number): boolean =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 32 && code < 0xd800) ||
  (code > 0xdfff && code < 0xfffe) ||
  code > 0xffff

function xml(text: string): string {
  return Array.from(text, (character) =>
    isXml(character.codePointAt(0) ?? 0) ? (escapes[character] ?? character) : '\ufffd',
  ).join('')
}

function detailsOf(leak: Leak): string {
  return [
    `value: ${leak.value} (${leak.form})`,
    `event: ${leak.eventIndex} of stream ${leak.stream}: ${leak.event}`,
    `path: ${leak.path}`,
    ...(leak.element === undefined ? [] : [`element in the ${leak.elementIn}: ${leak.element}`]),
    ...(leak.rule === undefined ? [] : [`rule: ${leak.rule.list} ${leak.rule.id}`]),
    `change: ${leak.suggestion.text}`,
  ].join('\n')
}

function casesOf(canary: CanaryReport, leaks: readonly Leak[]): TestCase[] {
  const own = leaks.filter((leak) => leak.canary === canary.id)
  if (!canary.seen && own.length === 0) {
    return [{ name: canary.id, outcome: 'skipped', message: 'never appeared in the page' }]
  }
  const places = [...new Set([...canary.places, ...own.map(({ place }) => place)])]
  return places.map((place) => {
    const found = own.filter((leak) => leak.place === place)
    const [first] = found
    const name = `${canary.id} in ${place}`
    if (first === undefined) return { name, outcome: 'passed' }
    const rule = first.rule === undefined ? '' : `, let through by ${first.rule.list} rule ${first.rule.id}`
    return {
      name,
      outcome: 'failure',
      message: `${canary.id} can be read in the recording${rule}`,
      details: found.map(detailsOf).join('\n\n'),
    }
  })
}

function recordingCase(report: LeakReport): TestCase {
  const name = 'the page is recorded and enough was planted'
  const message = adviceFor(report).join(' ')
  if (report.verdict === 'not-recorded') return { name, outcome: 'error', message }
  return report.verdict === 'unproven' ? { name, outcome: 'failure', message } : { name, outcome: 'passed' }
}

function writeCase({ name, outcome, message = '', details = message }: TestCase): string {
  const open = `    <testcase classname="reseal.leak-test" name="${xml(name)}" time="0"`
  if (outcome === 'passed') return `${open}/>`
  if (outcome === 'skipped') return `${open}><skipped message="${xml(message)}"/></testcase>`
  const type = outcome === 'error' ? 'NotRecorded' : 'Leak'
  return `${open}><${outcome} type="${type}" message="${xml(message)}">${xml(details)}</${outcome}></testcase>`
}

/** The report as JUnit XML. */
export function junitOf(report: LeakReport): string {
  const cases = [recordingCase(report), ...report.canaries.flatMap((canary) => casesOf(canary, report.leaks))]
  const number = (outcome: TestCase['outcome']): number =>
    cases.filter((one) => one.outcome === outcome).length
  const counts = `tests="${cases.length}" failures="${number('failure')}" errors="${number('error')}" skipped="${number('skipped')}"`
  const seconds = (report.durationMs / 1000).toFixed(3)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="reseal leak-test" ${counts} time="${seconds}">`,
    `  <testsuite name="${xml(report.url)}" ${counts} time="${seconds}">`,
    `    <properties><property name="seed" value="${xml(report.seed)}"/><property name="verdict" value="${report.verdict}"/></properties>`,
    ...cases.map(writeCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}
