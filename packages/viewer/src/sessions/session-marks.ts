// What of a session's summary stands in its line of the list.
import { drawActivity, type Summary } from '@reseal/store'
import type { SessionCounts, SessionSummary } from '../api-types.ts'

const shownPages = 8
const shownErrors = 5

const shownCounts = [
  'errors',
  'handledErrors',
  'consoleErrors',
  'failedRequests',
  'slowRequests',
  'rageClicks',
  'deadClicks',
  'errorClicks',
] as const satisfies readonly (keyof SessionCounts)[]

type MarkedSession = Pick<
  SessionSummary,
  'counts' | 'release' | 'pages' | 'pageCount' | 'errors' | 'vitals' | 'activity'
>

/** Counts, release, first pages, errors, vitals and activity; nothing where the indexer has not been. */
export function marksOf(summary: Summary | undefined): MarkedSession {
  if (summary === undefined) return {}
  const { counts, labels, activity } = summary
  const known: SessionCounts = {}
  for (const name of shownCounts) {
    const count = counts[name]
    if (count !== undefined) known[name] = count
  }
  return {
    counts: known,
    ...(labels.release === undefined ? {} : { release: labels.release }),
    ...(labels.pages.length > 0 && {
      pages: labels.pages.slice(0, shownPages),
      pageCount: labels.pages.length,
    }),
    ...(Object.keys(labels.vitals).length > 0 && { vitals: labels.vitals }),
    ...(activity !== undefined && { activity: drawActivity(activity) }),
    ...(labels.errors.length > 0 && {
      errors: labels.errors
        .slice(0, shownErrors)
        .map(({ fingerprint, name, count, firstMs }) => ({ fingerprint, name, count, firstMs })),
    }),
  }
}
