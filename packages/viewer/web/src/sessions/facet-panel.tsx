// What sessions can be filtered by, with how many of the newest that match have it.
import type { SessionsAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { getFacets } from '../api/search.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { withFilter } from './filter-bar.tsx'
import { fieldNames, readTerms, valueLabel, writeTerms } from './filter-terms.ts'

export function FacetPanel({ address }: { readonly address: SessionsAddress }) {
  const { app, filter } = address
  const { resource, reload } = useResource(`${app ?? ''} ${filter ?? ''}`, (signal) =>
    getFacets({ app, filter }, signal),
  )
  if (resource.state === 'failed') return <FailureNotice failure={resource.failure} onRetry={reload} />
  if (resource.state === 'loading') {
    return <aside className="facets quiet" aria-label="Filters" aria-busy="true" />
  }
  const { sessionCount, isComplete, values } = resource.value
  const terms = readTerms(filter)
  const isChosen = (field: string, value: string): boolean =>
    terms.some((term) => term.field === field && term.value === value)
  return (
    <aside className="facets" aria-label="Filters">
      <p className="facets-of quiet">
        {sessionCount === 0
          ? 'No session that was looked through matches.'
          : isComplete
            ? `${sessionCount.toLocaleString('en')} ${sessionCount === 1 ? 'session matches' : 'sessions match'}.`
            : `Of the newest ${sessionCount.toLocaleString('en')} that match.`}
      </p>
      {Object.keys(fieldNames)
        .filter((field) => values.some((value) => value.field === field))
        .map((field) => (
          <section key={field}>
            <h2 className="facet-name">{fieldNames[field]}</h2>
            <ul className="facet-values">
              {values
                .filter((value) => value.field === field)
                .map(({ value, count }) => {
                  const chosen = isChosen(field, value)
                  const next = chosen
                    ? terms.filter((term) => term.field !== field || term.value !== value)
                    : [...terms, { field, value }]
                  return (
                    <li key={value}>
                      <Link
                        to={withFilter(address, writeTerms(next))}
                        className={chosen ? 'facet facet-chosen' : 'facet'}
                      >
                        <span className="facet-value" title={value}>
                          {valueLabel({ field, value })}
                        </span>
                        <span className="quiet">{count}</span>
                      </Link>
                    </li>
                  )
                })}
            </ul>
          </section>
        ))}
    </aside>
  )
}
