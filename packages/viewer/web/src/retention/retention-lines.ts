// Rules as text that people edit, and back.
import type { RetentionRulesReply } from '../../../src/retention/retention-api.ts'

/** What the fields of the form hold. */
export interface RetentionLines {
  readonly days: string
  readonly daysWithErrors: string
  readonly minimumDays: string
  readonly maximumDays: string
  readonly apps: string
  readonly labels: string
}

/** The fields for rules; empty ones where there are none. */
export function linesOf(rules: RetentionRulesReply | undefined): RetentionLines {
  if (rules === undefined) {
    return { days: '', daysWithErrors: '', minimumDays: '1', maximumDays: '3653', apps: '', labels: '' }
  }
  const text = (days: number | undefined): string => (days === undefined ? '' : String(days))
  return {
    days: text(rules.days),
    daysWithErrors: text(rules.daysWithErrors),
    minimumDays: text(rules.minimumDays),
    maximumDays: text(rules.maximumDays),
    apps: Object.entries(rules.apps)
      .map(
        ([app, { days, daysWithErrors }]) =>
          `${app} ${days ?? '-'}${daysWithErrors === undefined ? '' : ` ${daysWithErrors}`}`,
      )
      .join('\n'),
    labels: rules.labels
      .map(({ name, value, days }) => `${name}${value === undefined ? '' : `=${value}`} ${days}`)
      .join('\n'),
  }
}

/** The rules that fields say; undefined where one cannot be read. The server looks at bounds. */
export function parseLines(lines: RetentionLines): RetentionRulesReply | undefined {
  const [days, minimumDays, maximumDays] = [lines.days, lines.minimumDays, lines.maximumDays].map(toDays)
  const withErrors = lines.daysWithErrors.trim() === '' ? 'none' : toDays(lines.daysWithErrors)
  const apps = linesIn(lines.apps).map(parseApp)
  const labels = linesIn(lines.labels).map(parseLabel)
  if (
    days === undefined ||
    minimumDays === undefined ||
    maximumDays === undefined ||
    withErrors === undefined
  ) {
    return undefined
  }
  if (apps.includes(undefined) || labels.includes(undefined)) return undefined
  return {
    minimumDays,
    maximumDays,
    days,
    ...(withErrors !== 'none' && { daysWithErrors: withErrors }),
    apps: Object.fromEntries(apps.filter((app) => app !== undefined)),
    labels: labels.filter((label) => label !== undefined),
  }
}

function toDays(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,4}\s*$/u.test(text) ? Number(text) : undefined
}

function linesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function parseApp(line: string): [string, RetentionRulesReply['apps'][string]] | undefined {
  const [, app = '', days = '', withErrors] =
    /^([a-z0-9-]{1,64})\s+(\d{1,4}|-)(?:\s+(\d{1,4}))?$/u.exec(line) ?? []
  if (app === '' || (days === '-' && withErrors === undefined)) return undefined
  return [
    app,
    {
      ...(days !== '-' && { days: Number(days) }),
      ...(withErrors !== undefined && { daysWithErrors: Number(withErrors) }),
    },
  ]
}

function parseLabel(line: string): RetentionRulesReply['labels'][number] | undefined {
  const [, name, value, days] = /^([^\s=]{1,64})(?:=(.{1,64}?))?\s+(\d{1,4})$/u.exec(line) ?? []
  if (name === undefined || days === undefined) return undefined
  return { name, ...(value !== undefined && { value }), days: Number(days) }
}
