// The filters of the sessions list as they stand in a request: `filter=has:error,page:/patients/:id`, all of which a session
// is to have, or `q` in the syntax that people write.
import { type AuditFilterName, type SearchField, type SearchTerm, searchFields } from '@reseal/store'
import { z } from 'zod'
import { planNamesOf, planOf, type SearchPlan } from './search-plan.ts'
import { maxSyntaxLength } from './search-syntax.ts'

/** More at once than anybody reads. */
const maxTerms = 8
const maxValueLength = 300

/** Reads the terms; undefined where one is none. */
export function parseTerms(text: string): SearchTerm[] | undefined {
  const terms = text.split(',').map((part) => {
    const colon = part.indexOf(':')
    const field = searchFields.find((known) => known === part.slice(0, colon))
    const value = part.slice(colon + 1)
    return field !== undefined && value.length > 0 && value.length <= maxValueLength
      ? { field, value }
      : undefined
  })
  const known = terms.filter((term) => term !== undefined)
  return known.length === terms.length && known.length <= maxTerms ? known : undefined
}

/** What a request says of the sessions that it wants. */
export interface FilterRequest {
  readonly app?: string
  /** In the syntax. */
  readonly q?: string
  readonly filter?: readonly SearchTerm[]
  /** Starts, `[from, to)`. */
  readonly from?: number
  readonly to?: number
}

/** One plan of it all at this moment. */
export function planRequest(
  { app, q = '', filter = [], from, to }: FilterRequest,
  nowMs: number,
): SearchPlan {
  const { terms, predicates, ...plan } = planOf(q, nowMs) ?? { terms: [] }
  const fromMs = Math.max(plan.fromMs ?? 0, from ?? 0)
  const toMs = Math.min(plan.toMs ?? Number.MAX_SAFE_INTEGER, to ?? Number.MAX_SAFE_INTEGER)
  return {
    ...plan,
    terms: [...terms, ...filter],
    ...(predicates !== undefined && { predicates }),
    ...(app !== undefined && { app }),
    ...(fromMs > 0 && { fromMs }),
    ...(toMs < Number.MAX_SAFE_INTEGER && { toMs }),
  }
}

/** Whether it asks for less than all there is. */
export function isFiltered({ q, filter, from, to }: FilterRequest): boolean {
  return (q ?? '') !== '' || [filter, from, to].some((part) => part !== undefined)
}

/** The names of what it filters by, for the log. */
export function requestNamesOf({ app, q, filter, from, to }: FilterRequest): AuditFilterName[] {
  const given: AuditFilterName[] = [
    ...(app === undefined ? [] : (['app'] as const)),
    ...(from === undefined ? [] : (['from'] as const)),
    ...(to === undefined ? [] : (['to'] as const)),
  ]
  return [...new Set([...given, ...filterNamesOf(filter ?? []), ...planNamesOf(q ?? '')])]
}

/** `q`, `filter`, `from` and `to` of a query; times are starts of sessions, ms since 1970, `[from, to)`. */
export const filterQuery: {
  readonly q: z.ZodExactOptional<z.ZodString>
  readonly filter: z.ZodExactOptional<z.ZodType<SearchTerm[], string>>
  readonly from: z.ZodExactOptional<z.ZodCoercedNumber>
  readonly to: z.ZodExactOptional<z.ZodCoercedNumber>
} = {
  q: z.exactOptional(
    z
      .string()
      .max(maxSyntaxLength)
      .refine((text) => planOf(text, 0) !== undefined),
  ),
  filter: z.exactOptional(
    z
      .string()
      .max(2_000)
      .transform((text, context) => {
        const terms = parseTerms(text)
        if (terms !== undefined) return terms
        context.addIssue({ code: 'custom', message: 'not a filter' })
        return z.NEVER
      }),
  ),
  from: z.exactOptional(z.coerce.number().int().min(0).max(8_640_000_000_000_000)),
  to: z.exactOptional(z.coerce.number().int().min(0).max(8_640_000_000_000_000)),
}

/** The fields of terms as audit events name them: never what was searched for. */
export function filterNamesOf(terms: readonly SearchTerm[]): AuditFilterName[] {
  return [...new Set(terms.map(({ field }) => auditName(field)))]
}

function auditName(field: SearchField): AuditFilterName {
  return field === 'errorName' ? 'error-name' : field
}
