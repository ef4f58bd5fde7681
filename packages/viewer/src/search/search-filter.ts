// The filters of the sessions list as they stand in an address: `has:error,page:/patients/:id`, all of which a session is
// to have.
import { type AuditFilterName, type SearchField, type SearchTerm, searchFields } from '@reseal/store'
import { z } from 'zod'

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

/** `filter`, `from` and `to` of a query; times are starts of sessions, ms since 1970, `[from, to)`. */
export const filterQuery: {
  readonly filter: z.ZodExactOptional<z.ZodType<SearchTerm[], string>>
  readonly from: z.ZodExactOptional<z.ZodCoercedNumber>
  readonly to: z.ZodExactOptional<z.ZodCoercedNumber>
} = {
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
