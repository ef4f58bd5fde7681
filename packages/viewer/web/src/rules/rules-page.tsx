// Published rule sets of each app: which one recordings are read by, which wait for an officer and what they would show,
// and the static texts of each release.
import type { MeReply } from '../../../src/api-types.ts'
import type { AppRulesReply, PublishedSetReply } from '../../../src/rules/rules-api.ts'
import { readRules } from '../api/rules.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { Copyable } from '../elements/copyable.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { ManifestTable } from './manifest-table.tsx'
import { PendingSet } from './pending-set.tsx'
import './rules.css'

const acceptance: Readonly<Record<AppRulesReply['accepts'], string>> = {
  registered: 'Sessions under rules that nobody published are quarantined.',
  any: 'Sessions are taken under any rules.',
  'first-set': 'Sessions are taken under any rules until the first set is published.',
}

function acceptanceOf({ accepts, sets }: AppRulesReply): string {
  return acceptance[accepts === 'first-set' && sets.length > 0 ? 'registered' : accepts]
}

export function RulesPage({ me }: { readonly me: MeReply }) {
  const { resource, reload } = useResource('rules', readRules)
  useKeys({ r: reload })
  const isOfficer = me.user.roles.includes('privacy-officer')
  return (
    <main className="page">
      <div className="page-bar">
        <h1 className="page-title">Rules</h1>
        <span className="page-count">
          What shows more than the last set waits for a privacy officer, who is not its publisher.
        </span>
      </div>
      <div className="rules-apps">
        {resource.state === 'loading' && <div className="sheet" aria-busy="true" />}
        {resource.state === 'failed' && <FailureNotice failure={resource.failure} onRetry={reload} />}
        {resource.state === 'ready' &&
          resource.value.apps.map((app) => (
            <AppRules key={app.id} app={app} isOfficer={isOfficer} onDecided={reload} />
          ))}
        {resource.state === 'ready' && resource.value.apps.length === 0 && (
          <p className="quiet">No app is registered.</p>
        )}
      </div>
      <div className="page-foot">
        <span>
          <kbd>r</kbd> ask again · <kbd>?</kbd> all keys
        </span>
      </div>
    </main>
  )
}

function AppRules(props: {
  readonly app: AppRulesReply
  readonly isOfficer: boolean
  readonly onDecided: () => void
}) {
  const { app } = props
  const pending = app.sets.filter(({ state }) => state === 'pending')
  return (
    <section className="rules-app" aria-label={app.name}>
      <div className="rules-app-head">
        <h2>{app.name}</h2>
        <span className="quiet">{acceptanceOf(app)}</span>
      </div>
      {pending.map((set) => (
        <PendingSet
          key={set.seq}
          app={app.id}
          set={set}
          isOfficer={props.isOfficer}
          onDecided={props.onDecided}
        />
      ))}
      <div className="sheet">
        <SetTable sets={app.sets} />
      </div>
      {app.manifests.length > 0 && (
        <div className="sheet">
          <ManifestTable app={app.id} manifests={app.manifests} />
        </div>
      )}
    </section>
  )
}

function stateOf({ state, inForce }: PublishedSetReply): string {
  if (inForce) return 'in force'
  return state === 'pending' ? 'waits' : state
}

/** Why nobody decided; a page holds the newest, so that of a long list the first is not on it. */
function undecided({ state }: PublishedSetReply, isOldest: boolean): string {
  if (state !== 'approved') return '–'
  return isOldest ? 'the first, or shows no more than the last' : 'shows no more than the last'
}

function SetTable({ sets }: { readonly sets: readonly PublishedSetReply[] }) {
  return (
    <table className="table">
      <thead>
        <tr>
          <th className="rules-when">Published</th>
          <th className="rules-version">Rule set</th>
          <th className="rules-hash">Hash</th>
          <th className="rules-who">By</th>
          <th className="rules-state">State</th>
          <th>Decision</th>
        </tr>
      </thead>
      <tbody>
        {sets.map((set) => (
          <tr key={set.seq}>
            <td>
              <Moment atMs={set.publishedAtMs} />
            </td>
            <td title={set.version}>{set.version}</td>
            <td>
              <Copyable text={set.sha256} shown={set.sha256.slice(0, 8)} />
            </td>
            <td>{set.publishedBy ?? <span className="quiet">erased</span>}</td>
            <td>
              <span className={`rules-mark rules-mark-${set.inForce ? 'force' : set.state}`}>
                {stateOf(set)}
              </span>
            </td>
            <td title={set.reason}>
              {set.decidedBy === undefined ? (
                <span className="quiet">{undecided(set, set === sets.at(-1))}</span>
              ) : (
                `${set.decidedBy}: ${set.reason ?? ''}`
              )}
            </td>
          </tr>
        ))}
        {sets.length === 0 && (
          <tr>
            <td colSpan={6} className="quiet">
              No rule set is published: recordings are watched as they were made. `reseal rules publish`
              registers one.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}
