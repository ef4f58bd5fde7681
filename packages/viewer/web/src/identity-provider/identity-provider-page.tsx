// A test of the identity provider, for admins: what it offers and lacks, and what a person's groups come to.
import { type FormEvent, useState } from 'react'
import type { ProviderCheckReply } from '../../../src/system/system-api.ts'
import { checkProvider } from '../api/system.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { Copyable } from '../elements/copyable.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import './identity-provider.css'

type Provider = NonNullable<ProviderCheckReply['provider']>

export function IdentityProviderPage() {
  const [groups, setGroups] = useState<readonly string[]>()
  const { resource, reload } = useResource(`provider ${groups?.join('\n') ?? ''}`, (signal) =>
    checkProvider(groups, signal),
  )
  useKeys({ r: reload })
  return (
    <main className="page page-scrolled" aria-busy={resource.state === 'loading'}>
      <div className="page-bar">
        <h1 className="page-title">Identity provider</h1>
        <button type="button" className="button" onClick={reload}>
          Test again
        </button>
        <span className="page-count">
          The test asks it what it offers. Nobody is signed in, nothing is changed.
        </span>
      </div>
      {resource.state === 'failed' && (
        <div className="sheet">
          <FailureNotice failure={resource.failure} onRetry={reload} />
        </div>
      )}
      {resource.state === 'loading' && <p className="quiet">Asking the provider …</p>}
      {resource.state === 'ready' &&
        (resource.value.provider === undefined ? (
          <NoProvider links={resource.value.links} />
        ) : (
          <Found provider={resource.value.provider} onGroups={setGroups} />
        ))}
    </main>
  )
}

function NoProvider({ links }: { readonly links: boolean }) {
  return (
    <div className="panel">
      <p>
        <strong>No identity provider is configured.</strong> People sign in with passkeys
        {links && ', or with one-time links'}.
      </p>
      <p className="quiet">
        To use one, give the viewer RESEAL_OIDC_ISSUER, RESEAL_OIDC_CLIENT_ID and its secret, and start it
        anew; docs/identity.md has each setting.
      </p>
    </div>
  )
}

const signs = { good: '✓', note: 'i', problem: '!' } as const
const words = { good: 'good', note: 'note', problem: 'problem' } as const

function Found(props: {
  readonly provider: Provider
  readonly onGroups: (groups: readonly string[] | undefined) => void
}) {
  const { provider } = props
  const problems = provider.findings.filter(({ kind }) => kind === 'problem').length
  return (
    <div className="panels">
      <section className="panel panel-wide" aria-label="What was found">
        <h2>
          {problems === 0
            ? 'People can sign in'
            : `${problems} ${problems === 1 ? 'thing stands' : 'things stand'} in the way`}
        </h2>
        <ul className="checks">
          {provider.findings.map(({ kind, text }) => (
            <li key={text} className={`check check-${kind === 'good' ? 'done' : kind}`}>
              <span className="check-sign" aria-hidden="true">
                {signs[kind]}
              </span>
              <span>
                <span className="visually-hidden">{words[kind]}: </span>
                {text}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section className="panel" aria-label="Settings">
        <h2>Settings</h2>
        <dl className="facts">
          <dt>Issuer</dt>
          <dd>
            <Copyable text={provider.issuer} />
          </dd>
          <dt>Client id</dt>
          <dd>
            <Copyable text={provider.clientId} />
          </dd>
          <dt title="The provider has to know exactly this one">Redirect URI</dt>
          <dd>
            <Copyable text={provider.redirectUri} />
          </dd>
          <dt>Groups come in</dt>
          <dd className="mono">{provider.groupsClaim}</dd>
        </dl>
        <p className="quiet">
          {provider.mapsRoles ? 'Groups give the roles.' : 'Roles are given on the page People.'}{' '}
          {provider.mapsApps ? 'Groups give the apps.' : 'Apps are given on the page People.'}
        </p>
      </section>
      <GroupTest provider={provider} onGroups={props.onGroups} />
    </div>
  )
}

function GroupTest({ provider, onGroups }: Parameters<typeof Found>[0]) {
  const [text, setText] = useState('')
  const { given } = provider
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const groups = text
      .split(/[\n,]/)
      .map((group) => group.trim())
      .filter((group) => group !== '')
    onGroups(groups.length === 0 ? undefined : groups.slice(0, 100))
  }
  return (
    <section className="panel" aria-label="What groups come to">
      <h2>What groups come to</h2>
      <form className="group-test" onSubmit={submit}>
        <textarea
          className="control"
          aria-label="Groups, one a line"
          placeholder="One group a line, as the token has it"
          rows={3}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className="button">
          Show
        </button>
      </form>
      {given !== undefined && (
        <dl className="facts" aria-live="polite">
          <dt>Roles</dt>
          <dd>
            {!provider.mapsRoles
              ? 'as given here'
              : given.roles.length === 0
                ? 'none: nobody gets in'
                : given.roles.join(', ')}
          </dd>
          <dt>Apps</dt>
          <dd>
            {!provider.mapsApps ? 'as given here' : given.apps.length === 0 ? 'none' : given.apps.join(', ')}
          </dd>
          {given.unknown.length > 0 && (
            <>
              <dt>In no map</dt>
              <dd>{given.unknown.join(', ')}</dd>
            </>
          )}
        </dl>
      )}
    </section>
  )
}
