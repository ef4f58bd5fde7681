// The audit search as it is written, `actor:eng-1 outcome:denied last:7d`, and the address that it stands for. Conditions are
// exact: the log keeps commitments, not text that could be searched through.
import {
  type PlacedTerm,
  parseSpan,
  type ReadSyntax,
  type SyntaxProblem,
  wordsOf,
  writeTerm,
} from '../../../src/search/search-syntax.ts'
import { type AuditAddress, isId } from '../address/address.ts'
import { purposeLabel } from '../replay/purpose-labels.ts'
import type { Completion, Completions } from '../sessions/completion.ts'
import { actionWords } from './action-words.ts'
import { auditActionNames } from './audit-actions.ts'

/** What may be asked for, in the order of writing. */
const keys = [
  ['actor', 'who did it, the whole name', 'eng-1'],
  ['app', 'app that it was about', 'clinic-intake'],
  ['action', 'what was done', 'replay.read'],
  ['outcome', 'how it ended', 'denied'],
  ['purpose', 'purpose of use', 'debugging'],
  ['ticket', 'ticket that asked for it', 'RES-214'],
  ['session', 'a whole session id', '0191d3c2-…'],
  ['last', 'up to now', '7d'],
  ['from', 'first day, UTC', '2026-11-01'],
  ['to', 'last day, UTC', '2026-11-22'],
] as const

/** One of them. */
export type AuditKey = (typeof keys)[number][0]

const isKey = (name: string): name is AuditKey => keys.some(([key]) => key === name)

/** Reads a search. */
export function readAuditSyntax(text: string): ReadSyntax {
  const terms: PlacedTerm[] = []
  const problems: SyntaxProblem[] = []
  for (const { from, to } of wordsOf(text)) {
    const word = text.slice(from, to)
    const colon = word.indexOf(':')
    const [key, value] = [word.slice(0, colon).toLowerCase(), unquote(word.slice(colon + 1))]
    const message =
      colon < 1 || !isKey(key)
        ? `There is no filter “${colon < 1 ? word : key}”. Write ${keys.map(([name]) => `${name}:`).join(' ')}.`
        : (problemOf(key, value) ??
          (terms.some((term) => term.key === key) ? `${key}: stands here twice.` : undefined))
    if (message === undefined) terms.push({ key, value, isNot: false, from, to })
    else problems.push({ from, to, message })
  }
  return { terms, problems }
}

function unquote(value: string): string {
  return value.replace(/^"(.*?)"?$/u, '$1')
}

function problemOf(key: AuditKey, value: string): string | undefined {
  if (value === '') return `${key}: wants a value after it.`
  if (key === 'outcome' && !(value in outcomes)) return 'outcome: is success, denied or error.'
  if (key === 'action' && !auditActionNames.some((name) => name === value)) {
    return 'There is no such action; the list below the field has them all.'
  }
  if (key === 'session' && !isId(value)) return 'session: wants a whole session id.'
  if (key === 'last' && parseSpan(value) === undefined) return 'last: wants a time as in 24h or 7d.'
  const isDay = /^\d{4}-\d\d-\d\d$/u.test(value) && !Number.isNaN(Date.parse(value))
  return (key === 'from' || key === 'to') && !isDay ? `${key}: wants a day as in 2026-11-22.` : undefined
}

const outcomes: Readonly<Record<string, string>> = {
  success: 'succeeded',
  denied: 'was refused',
  error: 'failed',
}

/** The address of a search that can be read. */
export function addressOfSearch(text: string): AuditAddress {
  const given = readAuditSyntax(text).terms.map(({ key, value }) => [key, value] as const)
  return { page: 'audit', ...Object.fromEntries(given) }
}

/** The search that an address stands for. */
export function searchOfAddress(address: AuditAddress): string {
  return keys
    .flatMap(([key]) => {
      const value = address[key]
      return value === undefined ? [] : [writeTerm({ key, value, isNot: false })]
    })
    .join(' ')
}

/** What is known of what can be written. */
export interface KnownNames {
  readonly actors: readonly string[]
  readonly apps: readonly string[]
  readonly purposes: readonly string[]
  readonly tickets: readonly string[]
}

const mostChoices = 9

/** What can follow at the caret. */
export function completeAudit(text: string, caret: number, known: KnownNames): Completions {
  const word = wordsOf(text).find(({ from, to }) => from < caret && caret <= to)
  const { from, to } = word ?? { from: caret, to: caret }
  const typed = text.slice(from, caret).toLowerCase()
  const colon = typed.indexOf(':')
  const choices =
    colon < 0
      ? keys
          .filter(([key, meaning]) => key.startsWith(typed) || (typed.length > 2 && meaning.includes(typed)))
          .map(([key, meaning, example]) => ({
            text: `${key}:`,
            label: `${key}:`,
            detail: `${meaning}, as in ${example}`,
            isWhole: false,
          }))
      : valuesOf(typed.slice(0, colon), known).filter(({ label, detail }) =>
          `${label.slice(colon + 1)} ${detail}`
            .toLowerCase()
            .includes(typed.slice(colon + 1).replace('"', '')),
        )
  return { from, to, choices: choices.slice(0, mostChoices) }
}

function valuesOf(key: string, { actors, apps, purposes, tickets }: KnownNames): readonly Completion[] {
  const found = {
    actor: actors.map((name) => [name, 'in the events shown'] as const),
    app: apps.map((app) => [app, 'app'] as const),
    action: auditActionNames.map((name) => [name, actionWords(name)] as const),
    outcome: Object.entries(outcomes),
    purpose: purposes.map((purpose) => [purpose, purposeLabel(purpose)] as const),
    ticket: tickets.map((ticket) => [ticket, 'in the events shown'] as const),
    last: [
      ['24h', 'a day'],
      ['7d', 'a week'],
      ['30d', 'a month'],
      ['90d', 'a quarter'],
    ] as const,
  }
  const values = (found as Readonly<Record<string, readonly (readonly [string, string])[]>>)[key] ?? []
  return values.map(([value, detail]) => {
    const written = writeTerm({ key, value, isNot: false })
    return { text: written, label: written, detail, isWhole: true }
  })
}
