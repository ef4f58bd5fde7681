// The filters that count, as chips that can be taken away; under which name they are kept.
import { type FormEvent, useState } from 'react'
import { formatAddress, parseAddress, type SessionsAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { listSavedSearches, removeSavedSearch, saveSearch } from '../api/search.ts'
import { useResource } from '../api/use-resource.ts'
import { fieldNames, readTerms, valueLabel, writeTerms } from './filter-terms.ts'

/** The address with other filters, at its first page. */
export function withFilter(address: SessionsAddress, filter: string | undefined): SessionsAddress {
  const { filter: _, cursor: __, ...rest } = address
  return { ...rest, ...(filter === undefined ? {} : { filter }) }
}

export function FilterBar(props: { readonly address: SessionsAddress; readonly keepsSearches: boolean }) {
  const { address, keepsSearches } = props
  const terms = readTerms(address.filter)
  return (
    <div className="filter-bar">
      {terms.map((term) => (
        <Link
          key={`${term.field} ${term.value}`}
          to={withFilter(address, writeTerms(terms.filter((other) => other !== term)))}
          className="chip"
        >
          <span className="quiet">{fieldNames[term.field]}</span> {valueLabel(term)}
          <span aria-hidden="true"> ×</span>
          <span className="visually-hidden">: take away</span>
        </Link>
      ))}
      {terms.length > 1 && (
        <Link to={withFilter(address, undefined)} className="button button-plain">
          Clear
        </Link>
      )}
      {keepsSearches && <SavedSearches address={address} />}
    </div>
  )
}

function SavedSearches({ address }: { readonly address: SessionsAddress }) {
  const [version, setVersion] = useState(0)
  const [isNaming, setNaming] = useState(false)
  const [hasFailed, setFailed] = useState(false)
  const { resource } = useResource(`saved ${version}`, listSavedSearches)
  const searches = resource.state === 'ready' ? resource.value.searches : []
  const query = formatAddress(withFilter(address, address.filter)).split('?')[1] ?? ''
  const current = searches.find((search) => search.query === query)
  const act = (work: Promise<unknown>) => {
    setFailed(false)
    work.then(
      () => setVersion(version + 1),
      () => setFailed(true),
    )
  }
  const keep = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const field = new FormData(event.currentTarget).get('name')
    const name = typeof field === 'string' ? field.trim() : ''
    setNaming(false)
    if (name !== '') act(saveSearch({ name, query }))
  }
  return (
    <span className="saved">
      {searches.length > 0 && (
        <select
          className="control"
          aria-label="Saved searches"
          value={current?.id ?? ''}
          onChange={({ target }) => {
            const chosen = searches.find(({ id }) => id === target.value)
            if (chosen !== undefined) navigate(parseAddress(`/sessions?${chosen.query}`))
          }}
        >
          <option value="">Saved searches</option>
          {searches.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      {isNaming ? (
        <form onSubmit={keep} className="saved">
          {/* biome-ignore lint/a11y/noAutofocus: the field is what was just asked for */}
          <input className="control" name="name" aria-label="Name of the search" maxLength={80} autoFocus />
          <button type="submit" className="button">
            Save
          </button>
        </form>
      ) : current !== undefined ? (
        <button
          type="button"
          className="button button-plain"
          onClick={() => act(removeSavedSearch(current.id))}
        >
          Forget this search
        </button>
      ) : (
        query !== '' && (
          <button type="button" className="button button-plain" onClick={() => setNaming(true)}>
            Save this search
          </button>
        )
      )}
      {hasFailed && <span className="quiet">That was not kept. Try again.</span>}
    </span>
  )
}
