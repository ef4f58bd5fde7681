// Findings by app and release over the last weeks: how well the rules work.
import type { FindingTrendReply } from '../../../src/api-types.ts'
import { getFindingTrend } from '../api/quarantines.ts'
import { useResource } from '../api/use-resource.ts'

interface Series {
  readonly app: string
  readonly release: string | undefined
  /** By week, oldest first. */
  readonly counts: readonly number[]
  readonly sessionCount: number
}

const shownSeries = 4
const barWidth = 6
const height = 20

export function TrendPanel() {
  const { resource } = useResource('trend', getFindingTrend)
  if (resource.state !== 'ready') return <div className="trend" aria-busy="true" />
  const { weeks, series } = toSeries(resource.value)
  const most = Math.max(1, ...series.flatMap(({ counts }) => counts))
  if (series.length === 0) return <p className="trend quiet">No finding in the last twelve weeks.</p>
  return (
    <div className="trend-panel">
      <ul className="trend" aria-label="Findings by app and release, the last twelve weeks">
        {series.slice(0, shownSeries).map((each) => (
          <li key={`${each.app} ${each.release ?? ''}`} className="trend-series">
            <span>
              {each.app} <span className="quiet">{each.release ?? 'no release named'}</span>
            </span>
            <Bars counts={each.counts} weeks={weeks} most={most} />
            <span className="quiet">
              {plural(sum(each.counts), 'finding')}, at most {Math.max(...each.counts)} a week, in{' '}
              {plural(each.sessionCount, 'session')}
            </span>
          </li>
        ))}
      </ul>
      <details className="trend-details">
        <summary>
          As a table{series.length > shownSeries ? `, with ${series.length - shownSeries} more` : ''}
        </summary>
        <TrendTable series={series} weeks={weeks} />
      </details>
    </div>
  )
}

function TrendTable(props: { readonly series: readonly Series[]; readonly weeks: readonly string[] }) {
  return (
    <div className="sheet trend-sheet" tabIndex={0} role="region" aria-label="Findings by week">
      <table className="table trend-table">
        <thead>
          <tr>
            <th className="trend-name">App and release</th>
            {props.weeks.map((week) => (
              <th key={week} className="number" title={`Week of ${week} (UTC)`}>
                {week.slice(5)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.series.map(({ app, release, counts }) => (
            <tr key={`${app} ${release ?? ''}`}>
              <td>
                {app} <span className="quiet">{release ?? 'no release named'}</span>
              </td>
              {counts.map((count, at) => (
                <td key={props.weeks[at]} className="number">
                  {count === 0 ? <span className="quiet">–</span> : count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Bars(props: {
  readonly counts: readonly number[]
  readonly weeks: readonly string[]
  /** Of all series, so that they compare. */
  readonly most: number
}) {
  const { counts, weeks, most } = props
  return (
    <svg
      className="trend-bars"
      width={counts.length * (barWidth + 2)}
      height={height}
      role="img"
      aria-label={counts.map((count, at) => `week of ${weeks[at]}: ${count}`).join(', ')}
    >
      {counts.map((count, at) => (
        <rect
          key={weeks[at]}
          x={at * (barWidth + 2)}
          y={height - Math.max(1, (count / most) * height)}
          width={barWidth}
          height={Math.max(1, (count / most) * height)}
          className={count === 0 ? 'trend-none' : 'trend-some'}
        >
          <title>{`Week of ${weeks[at]}: ${count}`}</title>
        </rect>
      ))}
    </svg>
  )
}

const weekMs = 7 * 24 * 60 * 60_000
const weekCount = 12

function toSeries({ weeks: rows }: FindingTrendReply): { weeks: string[]; series: Series[] } {
  const now = new Date()
  const monday = Date.UTC(
    now.getUTCFullYear(),
    now.getUTCMonth(),
    now.getUTCDate() - ((now.getUTCDay() + 6) % 7),
  )
  const weeks = Array.from({ length: weekCount }, (_, at) =>
    new Date(monday - (weekCount - 1 - at) * weekMs).toISOString().slice(0, 10),
  )
  const byRelease = Map.groupBy(rows, ({ app, release }) => `${app} ${release ?? ''}`)
  const series = Array.from(byRelease.values(), (group): Series => {
    const [first] = group
    return {
      app: first?.app ?? '',
      release: first?.release,
      counts: weeks.map((week) => sum(group.map((row) => (row.week === week ? row.findingCount : 0)))),
      sessionCount: sum(group.map((row) => row.sessionCount)),
    }
  })
  return { weeks, series: series.toSorted((a, b) => sum(b.counts) - sum(a.counts)) }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}

function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`
}
