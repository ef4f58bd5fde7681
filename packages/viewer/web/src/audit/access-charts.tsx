// Accesses by day, by person, app and purpose: a line of small bars each, on one scale, and the same as a table.
import { useState } from 'react'
import type { AccessTrendReply, TrendSeries } from '../../../src/audit/audit-questions-api.ts'
import type { AuditAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { getAccessTrend } from '../api/audit.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { purposeLabel } from '../replay/purpose-labels.ts'

const shownDays = 28
const storedFold = 'reseal:audit-charts'

export function AccessCharts({ address }: { readonly address: AuditAddress }) {
  const [isOpen, setOpen] = useState(() => window.localStorage.getItem(storedFold) !== 'folded')
  return (
    <details
      className="charts"
      open={isOpen}
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open)
        window.localStorage.setItem(storedFold, currentTarget.open ? 'open' : 'folded')
      }}
    >
      <summary>Recordings opened or exported, {shownDays} days</summary>
      {isOpen && <Charts address={address} />}
    </details>
  )
}

function Charts({ address }: { readonly address: AuditAddress }) {
  const { resource, reload } = useResource('trend', (signal) => getAccessTrend(shownDays, signal))
  if (resource.state === 'failed') return <FailureBar failure={resource.failure} onRetry={reload} />
  if (resource.state === 'loading') return <div className="charts-row" aria-busy="true" />
  const trend = resource.value
  if (trend.total === 0) {
    return (
      <p className="quiet charts-none">Nobody opened or exported a recording in these days, or tried to.</p>
    )
  }
  return (
    <div className="charts-row">
      <Chart
        title="By person"
        trend={trend}
        series={trend.persons}
        toAddress={(actor) => ({ ...address, actor })}
      />
      <Chart title="By app" trend={trend} series={trend.apps} toAddress={(app) => ({ ...address, app })} />
      <Chart
        title="By purpose"
        trend={trend}
        series={trend.purposes}
        shown={purposeLabel}
        toAddress={(purpose) => ({ ...address, purpose })}
      />
      {trend.isPartial && (
        <p className="quiet">There were more than are counted here; the oldest are missing.</p>
      )}
    </div>
  )
}

const mostRows = 5

function Chart(props: {
  readonly title: string
  readonly trend: AccessTrendReply
  readonly series: readonly TrendSeries[]
  readonly shown?: (name: string) => string
  readonly toAddress: (name: string) => AuditAddress
}) {
  const { title, trend, series, shown = (name) => name } = props
  const rows = series.slice(0, mostRows)
  const most = Math.max(1, ...series.flatMap(({ counts }) => counts))
  return (
    <table className="chart">
      <caption>
        {title}
        {series.length > rows.length && <span className="quiet"> · {series.length - rows.length} more</span>}
      </caption>
      <thead className="visually-hidden">
        <tr>
          <th>{title}</th>
          <th>By day</th>
          <th>In all</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, counts, total, refused }) => (
          <tr key={name}>
            <th scope="row">
              {name === null ? (
                <span className="quiet">none named</span>
              ) : (
                <Link to={props.toAddress(name)} title={`Only ${shown(name)}`}>
                  {shown(name)}
                </Link>
              )}
            </th>
            <td>
              <Bars counts={counts} days={trend.days} most={most} />
            </td>
            <td className="chart-total" title={refused > 0 ? `${refused} of them refused` : undefined}>
              {total.toLocaleString('en')}
              {refused > 0 && <span className="audit-denied">, {refused} refused</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const height = 20
const step = 5

function Bars(props: {
  readonly counts: readonly number[]
  readonly days: readonly number[]
  readonly most: number
}) {
  const { counts, days, most } = props
  const words = counts.flatMap((count, day) => (count > 0 ? [`${dayName(days[day])} ${count}`] : []))
  return (
    <svg
      className="chart-bars"
      viewBox={`0 0 ${counts.length * step} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words.join(', ')}
    >
      <rect y={height - 1} width={counts.length * step} height="1" className="chart-base" />
      {counts.map((count, day) => {
        const tall = count === 0 ? 0 : Math.max(2, (count / most) * height)
        return (
          <rect
            key={days[day]}
            x={day * step}
            y={height - tall}
            width={step - 1}
            height={tall}
            className="chart-bar"
          >
            <title>{`${dayName(days[day])}: ${count}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}

function dayName(atMs = 0): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
