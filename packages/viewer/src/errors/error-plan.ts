// How a search of error groups is carried out.
import type { AuditFilterName, ErrorGroupQuery } from '@reseal/store'
import { errorKeys, parseBounds, parseSpan, readSyntax, type SyntaxTerm } from '../search/search-syntax.ts'

/** What the store is asked for. */
export type ErrorPlan = Pick<ErrorGroupQuery, 'conditions'> & {
  /** The app that the text names. */
  readonly app?: string
}

/** The plan of a text at this moment; undefined where the text is no search. */
export function planOfErrors(text: string, nowMs: number): ErrorPlan | undefined {
  const { terms, problems } = readSyntax(text, errorKeys)
  if (problems.length > 0) return undefined
  const app = terms.find(({ key }) => key === 'app')?.value
  const conditions = terms.flatMap((term) => conditionOf(term, nowMs))
  return { conditions, ...(app !== undefined && { app }) }
}

/** Its fields as audit events name them. */
export function errorNamesOf(text: string): AuditFilterName[] {
  const names: Readonly<Record<string, AuditFilterName>> = {
    release: 'release',
    last: 'from',
    new: 'from',
    app: 'app',
  }
  return [...new Set(readSyntax(text, errorKeys).terms.map(({ key }) => names[key] ?? 'error-name'))]
}

function conditionOf({ key, value, isNot }: SyntaxTerm, nowMs: number): NonNullable<ErrorPlan['conditions']> {
  if (key === 'error')
    return value === 'any' ? [] : [{ kind: 'pattern', field: 'name', pattern: value, isNot }]
  if (key === 'release') return [{ kind: 'pattern', field: 'release', pattern: value, isNot }]
  if (key === 'last' || key === 'new') {
    const sinceMs = nowMs - (parseSpan(value) ?? 0)
    return [{ kind: 'since', field: key === 'new' ? 'first' : 'last', sinceMs }]
  }
  const bounds = parseBounds({ kind: 'count' }, value)
  if (bounds === undefined || (key !== 'sessions' && key !== 'events')) return []
  return [{ kind: 'count', field: key, bounds, isNot }]
}
