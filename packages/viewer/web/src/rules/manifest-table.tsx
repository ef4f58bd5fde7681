// The static texts of each release, and what each adds and takes away against the release before it.
import { useState } from 'react'
import type { ReleaseManifestReply } from '../../../src/rules/rules-api.ts'
import { readManifestChanges } from '../api/rules.ts'
import { useResource } from '../api/use-resource.ts'
import { Copyable } from '../elements/copyable.tsx'
import { FailureBar } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'

export function ManifestTable(props: {
  readonly app: string
  readonly manifests: readonly ReleaseManifestReply[]
}) {
  const [shown, setShown] = useState<string>()
  return (
    <table className="table rules-manifests">
      <thead>
        <tr>
          <th className="rules-when">Published</th>
          <th className="rules-version">Release</th>
          <th className="rules-hash">Hash</th>
          <th>Static texts</th>
          <th className="rules-texts">Changes</th>
        </tr>
      </thead>
      <tbody>
        {props.manifests.flatMap(({ release, sha256, textCount, publishedAtMs }) => {
          const key = `${release} ${sha256}`
          const isShown = shown === key
          return [
            <tr key={key}>
              <td>
                <Moment atMs={publishedAtMs} />
              </td>
              <td title={release}>{release}</td>
              <td>
                <Copyable text={sha256} shown={sha256.slice(0, 8)} />
              </td>
              <td>{textCount} may be read where they stand in the app’s own templates</td>
              <td>
                <button
                  type="button"
                  className="button"
                  aria-expanded={isShown}
                  onClick={() => setShown(isShown ? undefined : key)}
                >
                  {isShown ? 'Hide' : 'Show'}
                </button>
              </td>
            </tr>,
            ...(isShown
              ? [
                  <tr key={`${key} changes`}>
                    <td colSpan={5}>
                      <Changes app={props.app} release={release} />
                    </td>
                  </tr>,
                ]
              : []),
          ]
        })}
      </tbody>
    </table>
  )
}

function Changes({ app, release }: { readonly app: string; readonly release: string }) {
  const [search, setSearch] = useState('')
  const { resource } = useResource(`manifest ${app} ${release} ${search}`, (signal) =>
    readManifestChanges({ app, release, ...(search !== '' && { search }) }, signal),
  )
  if (resource.state === 'failed') return <FailureBar failure={resource.failure} />
  const changes = resource.state === 'ready' ? resource.value : undefined
  return (
    <div className="manifest-changes" aria-busy={changes === undefined}>
      <p>
        {changes === undefined
          ? '…'
          : `${changes.addedCount} added, ${changes.removedCount} removed ${
              changes.comparedTo === undefined ? '(the first release)' : `against ${changes.comparedTo}`
            }`}{' '}
        <input
          className="control"
          type="search"
          aria-label="Search in the texts"
          placeholder="Search in the texts"
          value={search}
          onChange={({ target }) => setSearch(target.value)}
        />
      </p>
      <Texts title="Added" tone="opens" texts={changes?.added ?? []} />
      <Texts title="Removed" tone="closes" texts={changes?.removed ?? []} />
    </div>
  )
}

function Texts(props: {
  readonly title: string
  readonly tone: 'opens' | 'closes'
  readonly texts: readonly string[]
}) {
  return (
    <div className="rules-changes" data-tone={props.tone}>
      <h3>{props.title}</h3>
      {props.texts.length === 0 ? (
        <p className="quiet">None.</p>
      ) : (
        <ul>
          {props.texts.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
