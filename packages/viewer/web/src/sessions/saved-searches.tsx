// Searches under a name: one's own, and those that others share within an app.
import { type FormEvent, useState } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import { formatAddress, parseAddress, type SessionsAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { listSavedSearches, removeSavedSearch, saveSearch } from '../api/search.ts'
import { useResource } from '../api/use-resource.ts'
import { Popup } from '../elements/popup.tsx'

export function SavedSearches({ address, me }: { readonly address: SessionsAddress; readonly me: MeReply }) {
  return (
    <Popup label="Saved" className="saved">
      {(close) => <SavedList address={address} me={me} close={close} />}
    </Popup>
  )
}

function SavedList(props: {
  readonly address: SessionsAddress
  readonly me: MeReply
  readonly close: () => void
}) {
  const { address, me, close } = props
  const [hasFailed, setFailed] = useState(false)
  const { resource, reload } = useResource('saved', listSavedSearches)
  const searches = resource.state === 'ready' ? resource.value.searches : []
  const query = formatAddress(address).split('?')[1] ?? ''
  const act = (work: Promise<unknown>) => {
    setFailed(false)
    work.then(reload, () => setFailed(true))
  }
  const keep = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [name, app] = [form.get('name'), form.get('app')]
    if (typeof name !== 'string' || name.trim() === '') return
    event.currentTarget.reset()
    act(saveSearch({ name: name.trim(), query, ...(typeof app === 'string' && app !== '' && { app }) }))
  }
  return (
    <div className="saved-body">
      {resource.state === 'ready' && searches.length === 0 && (
        <p className="quiet menu-note">No search is kept yet. Write one, then give it a name here.</p>
      )}
      <ul className="menu-lines">
        {searches.map(({ id, name, query: kept, app, isOwn }) => {
          const to = parseAddress(`/sessions?${kept}`)
          return (
            <li key={id} className="menu-line">
              {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the link inside has both */}
              <span className="saved-name" onClick={close}>
                <Link to={to} current={kept === query}>
                  {name}
                </Link>
              </span>
              <span className="quiet menu-detail">
                {app === undefined ? 'mine' : isOwn ? `shared in ${app}` : `from ${app}`}
              </span>
              {isOwn && (
                <button
                  type="button"
                  className="facet-not saved-remove"
                  title="Keep it no longer"
                  onClick={() => act(removeSavedSearch(id))}
                >
                  <span aria-hidden="true">×</span>
                  <span className="visually-hidden">Keep {name} no longer</span>
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {query === '' ? (
        searches.length > 0 && <p className="quiet menu-note">Write a search to keep it under a name.</p>
      ) : (
        <form onSubmit={keep} className="saved-form">
          <input
            className="control"
            name="name"
            aria-label="Name of this search"
            placeholder="Name of this search"
            maxLength={80}
          />
          <select className="control" name="app" aria-label="Who sees it">
            <option value="">only me</option>
            {me.apps.map(({ id, name }) => (
              <option key={id} value={id}>
                everyone of {name}
              </option>
            ))}
          </select>
          <button type="submit" className="button">
            Save
          </button>
        </form>
      )}
      {hasFailed && (
        <p className="menu-note" role="alert">
          That was not kept. Fifty searches are the most; then try again.
        </p>
      )}
    </div>
  )
}
