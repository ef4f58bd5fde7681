// What sessions can be narrowed by, with how many have it: a click adds a filter to the search, another takes it away.
import { useState } from 'react'
import type { FacetsReply, MeReply } from '../../../src/api-types.ts'
import {
  readSyntax,
  type SyntaxTerm,
  sameTerm,
  writeSyntax,
  writeTerm,
} from '../../../src/search/search-syntax.ts'
import type { SessionsAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import type { Resource } from '../api/use-resource.ts'
import { facetLabel, termOfFacet } from './facet-terms.ts'

interface Group {
  readonly name: string
  readonly label: string
  readonly fields: readonly string[]
  readonly isClosed?: true
  /** Of which happenings, where a field has several groups. */
  readonly holds?: (value: string) => boolean
}

const frustrations = new Set(['rage-click', 'dead-click', 'error-click'])

const groups: readonly Group[] = [
  { name: 'page', label: 'Page', fields: ['page'] },
  {
    name: 'happened',
    label: 'Error',
    fields: ['has', 'errorName'],
    holds: (value) => !frustrations.has(value),
  },
  { name: 'frustration', label: 'Frustration', fields: ['has'], holds: (value) => frustrations.has(value) },
  { name: 'release', label: 'Release', fields: ['release'] },
  { name: 'vital', label: 'Web vitals', fields: ['vital'] },
  { name: 'duration', label: 'Duration', fields: ['duration'] },
  { name: 'tag', label: 'Tags', fields: ['tag'] },
  { name: 'status', label: 'Request failed with', fields: ['status'], isClosed: true },
  { name: 'request', label: 'Request', fields: ['request'], isClosed: true },
  { name: 'browser', label: 'Browser', fields: ['browser'], isClosed: true },
  { name: 'environment', label: 'Environment', fields: ['environment'], isClosed: true },
]

const times = [
  ['1h', 'Last hour'],
  ['24h', 'Last 24 hours'],
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
] as const

const shownValues = 6

/** The address with another search. */
export function withSearch(address: SessionsAddress, terms: readonly SyntaxTerm[]): SessionsAddress {
  const { q: _, ...rest } = address
  return { ...rest, ...(terms.length > 0 && { q: writeSyntax(terms) }) }
}

export function FacetColumn(props: {
  readonly address: SessionsAddress
  readonly me: MeReply
  readonly resource: Resource<FacetsReply>
}) {
  const { address, me, resource } = props
  const { terms } = readSyntax(address.q ?? '')
  const facets = resource.state === 'ready' ? resource.value : undefined
  const appLink = (id: string): SessionsAddress => {
    const { app: _, ...rest } = address
    return address.app === id ? rest : { ...rest, app: id }
  }
  return (
    <>
      {me.apps.length > 1 && (
        <FacetGroup label="App">
          {me.apps.map(({ id, name }) => (
            <FacetLine key={id} to={appLink(id)} label={name} isChosen={address.app === id} />
          ))}
        </FacetGroup>
      )}
      <FacetGroup label="Time">
        {times.map(([value, label]) => {
          const others = terms.filter(({ key }) => key !== 'last')
          const isChosen = terms.some((term) => term.key === 'last' && term.value === value)
          const next = isChosen ? others : [...others, { key: 'last', value, isNot: false }]
          return <FacetLine key={value} to={withSearch(address, next)} label={label} isChosen={isChosen} />
        })}
      </FacetGroup>
      {facets !== undefined && !facets.isComplete && (
        <p className="facets-of quiet">
          Counts are of the newest {facets.sessionCount.toLocaleString('en')} sessions that match, not of all.
        </p>
      )}
      {facets === undefined ? (
        <FacetSkeleton />
      ) : (
        groups.map((group) => <FieldGroup key={group.name} {...{ group, facets, address, terms }} />)
      )}
    </>
  )
}

function FieldGroup(props: {
  readonly group: Group
  readonly facets: FacetsReply
  readonly address: SessionsAddress
  readonly terms: readonly SyntaxTerm[]
}) {
  const { group, facets, address, terms } = props
  const [showsAll, setShowsAll] = useState(false)
  const own = facets.values.filter(
    ({ field, value }) => group.fields.includes(field) && (field !== 'has' || (group.holds?.(value) ?? true)),
  )
  if (own.length === 0) return null
  return (
    <FacetGroup label={group.label} isClosed={group.isClosed === true}>
      {own.slice(0, showsAll ? own.length : shownValues).map(({ field, value, count }) => {
        const term = termOfFacet(field, value)
        if (term === undefined) return null
        const turned = { ...term, isNot: true }
        const isChosen = terms.some((other) => sameTerm(other, term))
        const isTurned = terms.some((other) => sameTerm(other, turned))
        const others = terms.filter((other) => !sameTerm(other, term) && !sameTerm(other, turned))
        return (
          <FacetLine
            key={`${field} ${value}`}
            to={withSearch(address, isChosen || isTurned ? others : [...others, term])}
            without={isTurned ? undefined : withSearch(address, [...others, turned])}
            label={facetLabel(field, value)}
            title={writeTerm(term)}
            isChosen={isChosen}
            isTurned={isTurned}
            count={count}
            of={facets}
            share={count / Math.max(1, facets.sessionCount)}
          />
        )
      })}
      {own.length > shownValues && (
        <li>
          <button type="button" className="facet-more" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? 'Fewer' : `${own.length - shownValues} more`}
          </button>
        </li>
      )}
    </FacetGroup>
  )
}

function FacetGroup(props: {
  readonly label: string
  readonly isClosed?: boolean
  readonly children: React.ReactNode
}) {
  return (
    <details className="facet-group" open={props.isClosed !== true}>
      <summary className="facet-name">{props.label}</summary>
      <ul className="facet-values">{props.children}</ul>
    </details>
  )
}

function FacetLine(props: {
  readonly to: SessionsAddress
  readonly without?: SessionsAddress | undefined
  readonly label: string
  readonly title?: string
  readonly isChosen: boolean
  readonly isTurned?: boolean
  readonly count?: number
  /** What the count is over. */
  readonly of?: Pick<FacetsReply, 'sessionCount' | 'isComplete'>
  readonly share?: number
}) {
  const { to, without, label, title, isChosen, isTurned = false, count, of, share } = props
  const state = isTurned ? ' facet-turned' : isChosen ? ' facet-chosen' : ''
  return (
    <li className={`facet-line${state}`}>
      <Link to={to} className="facet" {...(title !== undefined && { title })}>
        {share !== undefined && (
          <span
            className="facet-share"
            aria-hidden="true"
            style={{ width: `${Math.min(100, share * 100)}%` }}
          />
        )}
        <span className="facet-value">{label}</span>
        {(isChosen || isTurned) && (
          <span className="visually-hidden">
            {isTurned ? ', left out: take away' : ', chosen: take away'}
          </span>
        )}
        {count !== undefined && (
          <span className="facet-count">
            {count.toLocaleString('en')}
            {of !== undefined && !of.isComplete && (
              <span className="visually-hidden"> of the newest {of.sessionCount.toLocaleString('en')}</span>
            )}
          </span>
        )}
      </Link>
      {without !== undefined && (
        <Link to={without} className="facet-not" title="Leave these out">
          <span aria-hidden="true">−</span>
          <span className="visually-hidden">Leave out {label}</span>
        </Link>
      )}
    </li>
  )
}

function FacetSkeleton() {
  return (
    <div aria-hidden="true">
      {Array.from({ length: 14 }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines without anything
        <div key={line} className="facet">
          <span className="skeleton" style={{ width: `${40 + ((line * 13) % 5) * 9}%` }} />
        </div>
      ))}
    </div>
  )
}
