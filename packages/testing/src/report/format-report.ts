// The report as lines for a person, the verdict first.
import { adviceFor } from './advice.ts'
import type { Leak, LeakReport } from './leak-report.ts'

const count = (value: number, one: string, many = `${one}s`): string =>
  `${value.toLocaleString('en-US')} ${value === 1 ? one : many}`

const headlines: Readonly<Record<LeakReport['verdict'], (report: LeakReport) => string>> = {
  passed: ({ coverage }) =>
    `passed: none of ${count(coverage.recorded, 'canary', 'canaries')} can be read in the recording`,
  leaked: ({ canaries }) =>
    `leaked: ${count(canaries.filter(({ survived }) => survived).length, 'canary', 'canaries')} can be read in the recording`,
  unproven: () => 'unproven: nothing leaked, but too little was tested to say so',
  'not-recorded': () => 'not recorded: no recording of the page came, so nothing was tested',
}

// One line of change for each rule, not for each of the forty texts that it lets through.
const mostElements = 6

function whereOf(leak: Leak): string {
  const attribute = leak.attribute === undefined ? '' : ` ${leak.attribute}`
  return `${leak.place}${attribute}${leak.element === undefined ? '' : ` of ${leak.element}`}`
}

function ruleOf({ rule }: Leak): string {
  return rule === undefined ? 'no rule known' : `${rule.list} rule "${rule.id}"`
}

function formLine({ form }: Leak): string {
  return form === 'plain' ? '' : ` (${form})`
}

function leakLines(leaks: readonly Leak[]): string[] {
  const groups = Map.groupBy(leaks, ruleOf)
  return [...groups].flatMap(([rule, group]) => {
    const places = Map.groupBy(group, whereOf)
    const lines = [`  let through by ${rule}: ${count(places.size, 'place')}`]
    for (const [where, found] of [...places].slice(0, mostElements)) {
      const [first] = found
      if (first === undefined) continue
      lines.push(
        `    ${where}`,
        `      ${found.map((leak) => `${leak.canary} ${JSON.stringify(leak.value)}${formLine(leak)}`).join(', ')}`,
        `      first in event ${first.eventIndex} of stream ${first.stream.slice(0, 8)}: ${first.event}, ${first.path}`,
      )
    }
    if (places.size > mostElements)
      lines.push(`    and ${count(places.size - mostElements, 'more place')}; --json has all`)
    const advice = new Set(group.map(({ suggestion }) => suggestion.text))
    const [first, ...others] = advice
    if (first !== undefined) lines.push(`    ${first}`)
    if (others.length > 0) lines.push(`    (and alike for the others; --json has a rule for each)`)
    return lines
  })
}

function unseenLines({ canaries }: LeakReport): string[] {
  const unseen = canaries.filter(({ seen }) => !seen).map(({ id }) => id)
  const unrecorded = canaries.filter(({ seen, recorded }) => seen && !recorded).map(({ id }) => id)
  const line = (what: string, ids: readonly string[]): string[] =>
    ids.length === 0 ? [] : [`  ${what}, so they prove nothing: ${ids.join(', ')}`]
  return [
    ...line('never appeared in the page', unseen),
    ...line('appeared where the recording shows nothing', unrecorded),
  ]
}

/** The report as text. */
export function formatLeakReport(report: LeakReport): string {
  const { coverage, recording, rules, recorder } = report
  const whose = recorder === 'app' ? "the app's own recorder" : 'an injected recorder'
  const which =
    rules === undefined ? "the app's rules" : `rules ${rules.version} (${rules.sha256.slice(0, 8)})`
  const lines = [
    headlines[report.verdict](report),
    ...leakLines(report.leaks),
    ...adviceFor(report).map((line) => `  ${line}`),
    `  planted ${count(coverage.planted, 'canary', 'canaries')}, ${coverage.seen} seen in the page, ${coverage.recorded} of them in places that the recording has; ${count(coverage.pages, 'page')}, ${count(coverage.fields, 'field')} filled, ${count(coverage.clicks, 'click')}`,
    ...unseenLines(report),
    `  recorded by ${whose} under ${which}: ${count(recording.streams, 'stream')}, ${count(recording.segments, 'segment')}, ${count(recording.events, 'event')}`,
    `  seed ${report.seed}, took ${(report.durationMs / 1000).toFixed(1)} s`,
  ]
  return `${lines.join('\n')}\n`
}
