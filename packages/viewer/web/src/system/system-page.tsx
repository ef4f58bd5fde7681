// The state of the deployment, for admins: what answers, what waits, how much there is. Each number says what it means.
import { type ReactNode, useEffect } from 'react'
import type { SystemReply } from '../../../src/system/system-api.ts'
import { Link } from '../address/link.tsx'
import { readSystem } from '../api/system.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { formatBytes } from '../elements/byte-size.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { formatLocal } from '../elements/moment.tsx'
import { jobMeanings } from './job-words.ts'
import './system.css'

const askEveryMs = 5000

export function SystemPage() {
  const { resource, reload } = useResource('system', readSystem)
  useKeys({ r: reload })
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload()
    }, askEveryMs)
    return () => clearInterval(timer)
  }, [reload])
  return (
    <main className="page page-scrolled" aria-busy={resource.state === 'loading'}>
      <div className="page-bar">
        <h1 className="page-title">System</h1>
        {resource.state === 'ready' && (
          <>
            <span className="mark">
              <span className={`dot dot-${toneOf(resource.value.state)}`} aria-hidden="true" />
              {stateWords[resource.value.state]}
            </span>
            <button type="button" className="button" onClick={reload}>
              Ask again
            </button>
            <span className="page-count">
              as of {formatLocal(resource.value.atMs)} · asked again every 5 s
            </span>
          </>
        )}
      </div>
      {resource.state === 'failed' && (
        <div className="sheet">
          <FailureNotice failure={resource.failure} onRetry={reload} />
        </div>
      )}
      {resource.state === 'ready' && <SystemPanels system={resource.value} />}
    </main>
  )
}

const stateWords = { good: 'works', late: 'works, and is behind', bad: 'something does not answer' } as const

function toneOf(state: 'good' | 'late' | 'bad'): 'good' | 'warning' | 'error' {
  return state === 'good' ? 'good' : state === 'late' ? 'warning' : 'error'
}

function SystemPanels({ system }: { readonly system: SystemReply }) {
  return (
    <div className="panels">
      <Panel title="Parts">
        <ul className="system-parts">
          {system.parts.map(({ name, state, detail, required }) => (
            <li key={name} title={required ? 'Without it the viewer cannot work.' : undefined}>
              <span className={`dot dot-${toneOf(state)}`} aria-hidden="true" />
              <span>
                {name} <span className="quiet">{detail}</span>
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      <Logs system={system} />
      <Indexing system={system} />
      <Panel title="Queues">
        <Facts
          facts={[
            {
              name: 'Notifications waiting',
              value: count(system.notifications.waiting),
              means: 'Webhooks and emails that are still to be delivered; each is tried again, ever later.',
              isBad: system.notifications.failing > 0,
            },
            {
              name: 'of them failing',
              value: count(system.notifications.failing),
              means: 'The last attempt was refused. The worker’s log has the code.',
              isBad: system.notifications.failing > 0,
            },
            {
              name: 'Signals waiting',
              value:
                system.signals.waiting === 0
                  ? 'none'
                  : `${count(system.signals.waiting)}, for ${formatAge(system.signals.oldestMs)}`,
              means:
                'Redacted signals on their way to the collector (RESEAL_OTLP_ENDPOINT). Those of a rule set that waits for approval wait with it.',
            },
            ...system.sinks.map(({ name, behindLeaves, isFailing }) => ({
              name: `Audit sink ${name}`,
              value: `${count(behindLeaves)} behind`,
              means:
                'Audit events that this sink has not been given yet. None is lost: delivery goes on from its cursor.',
              isBad: isFailing,
            })),
          ]}
        />
        {system.sinks.length === 0 && <p className="quiet">There is no audit sink.</p>}
      </Panel>
      <Panel title="Storage">
        <Facts
          facts={[
            {
              name: 'Batches',
              value: count(system.storage.batches),
              means: 'Immutable objects, each with segments of many streams.',
            },
            {
              name: 'in them',
              value: formatBytes(system.storage.batchBytes),
              means: 'Sealed bytes in the object store.',
            },
            {
              name: 'Database',
              value: formatBytes(system.storage.databaseBytes),
              means: 'Everything in the database, indexes included.',
            },
          ]}
        />
      </Panel>
      <Panel title="Versions">
        <Facts
          facts={[
            { name: 'Reseal', value: system.version, means: 'Version of this viewer.' },
            {
              name: 'Schema',
              value: system.schema.newest,
              means: `Newest of ${system.schema.count} migrations of the database. “reseal migrate” brings it to a newer version.`,
            },
          ]}
        />
      </Panel>
      <Jobs system={system} />
    </div>
  )
}

function Logs({ system: { logs, anchorMaxAgeMs } }: { readonly system: SystemReply }) {
  const isLate = (ms: number) => ms > anchorMaxAgeMs
  return (
    <Panel title="Logs">
      <Facts
        facts={(['audit', 'recordings'] as const).flatMap((name) => {
          const log = logs[name]
          const waitingCount = log.size - log.anchoredSize
          return [
            {
              name: name === 'audit' ? 'Audit events' : 'Recordings leaves',
              value: count(log.size),
              means: 'Leaves of the log, of which none can be changed or taken out unseen.',
            },
            {
              name: 'unanchored',
              value:
                waitingCount === 0 ? 'none' : `${count(waitingCount)}, for ${formatAge(log.unanchoredForMs)}`,
              means: `Leaves that no checkpoint covers yet. After ${formatAge(anchorMaxAgeMs)} replays stop.`,
              isBad: isLate(log.unanchoredForMs),
            },
          ]
        })}
      />
    </Panel>
  )
}

function Indexing({ system: { index, quarantined } }: { readonly system: SystemReply }) {
  const streams = index.reduce((sum, each) => sum + each.streams, 0)
  const failed = index.reduce((sum, each) => sum + each.failed, 0)
  const oldestMs = Math.max(0, ...index.map(({ ageMs }) => ageMs))
  return (
    <Panel title="Indexer and sentinel">
      <Facts
        facts={[
          {
            name: 'Streams waiting',
            value: count(streams),
            means:
              'Streams with segments that the sentinel has not looked through. Nobody watches them before.',
          },
          {
            name: 'the oldest for',
            value: streams === 0 ? '–' : formatAge(oldestMs),
            means: 'How long the oldest such segment waits.',
            isBad: oldestMs > 30_000,
          },
          {
            name: 'do not open',
            value: count(failed),
            means: 'Streams sealed to another key, or altered. “reseal verify” names them.',
            isBad: failed > 0,
          },
          {
            name: 'Sessions in quarantine',
            value: count(quarantined),
            means: 'They wait for a privacy officer.',
          },
        ]}
      />
      {index
        .filter((each) => each.streams > 0 || each.failed > 0)
        .map(({ app, streams: waiting, failed: broken }) => (
          <p key={app} className="quiet">
            <Link to={{ page: 'apps', app }}>{app}</Link>: {count(waiting)} waiting
            {broken > 0 && `, ${count(broken)} do not open`}
          </p>
        ))}
    </Panel>
  )
}

function Jobs({ system: { jobs } }: { readonly system: SystemReply }) {
  const isAlive = jobs.some(({ isLed }) => isLed)
  return (
    <section className="panel panel-whole" aria-label="Worker">
      <h2>
        Worker{' '}
        <span className="mark quiet">
          <span className={`dot dot-${isAlive ? 'good' : 'error'}`} aria-hidden="true" />
          {isAlive ? 'alive' : 'no worker leads any job'}
        </span>
      </h2>
      <table className="table system-jobs">
        <thead>
          <tr>
            <th>Job</th>
            <th title="Some worker holds the lease of the job, and renews it every few seconds.">Led</th>
            <th title="Since the job last ended well, whichever worker ran it.">Last ended well</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map(({ job, isLed, succeededAgoMs }) => (
            <tr key={job} title={jobMeanings[job]}>
              <td>{job}</td>
              <td>{isLed ? 'yes' : <span className="error-text">no</span>}</td>
              <td>{succeededAgoMs === null ? 'not yet' : agoWords(succeededAgoMs)}</td>
            </tr>
          ))}
          {jobs.length === 0 && (
            <tr>
              <td colSpan={3} className="quiet">
                No worker has ever run. Start one with “reseal serve worker”.
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  )
}

interface Fact {
  readonly name: string
  readonly value: string
  /** Shown on hover. */
  readonly means: string
  readonly isBad?: boolean
}

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(({ name, value, means, isBad = false }, place) => (
        <div key={`${name}-${String(place)}`} className="fact" title={means}>
          <dt>{name}</dt>
          <dd className={isBad ? 'error-text' : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Panel({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

const count = (value: number): string => value.toLocaleString('en')

const agoWords = (ms: number): string => (ms < 1000 ? 'just now' : `${formatAge(ms)} ago`)

/** `0.4 s`, `3 min`, `2 h`. */
function formatAge(ms: number): string {
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)} s`
  return ms < 6_000_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`
}
