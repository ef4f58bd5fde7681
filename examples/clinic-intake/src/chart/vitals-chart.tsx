// Blood pressure and pulse as an SVG line chart.
import type { Vital } from '../patients/patient.ts'

const width = 560
const height = 180
const left = 36
const bottom = 24

export function VitalsChart({ vitals }: { readonly vitals: readonly Vital[] }) {
  const x = (index: number) => left + (index * (width - left - 16)) / Math.max(1, vitals.length - 1)
  const y = (value: number) => height - bottom - ((value - 50) * (height - bottom - 12)) / 110
  const line = (of: (vital: Vital) => number) =>
    vitals.map((vital, index) => `${x(index).toFixed(1)},${y(of(vital)).toFixed(1)}`).join(' ')
  return (
    <svg
      id="vitals-chart"
      className="vitals"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      {[60, 90, 120, 150].map((value) => (
        <g key={value}>
          <line className="vitals-grid" x1={left} x2={width - 16} y1={y(value)} y2={y(value)} />
          <text className="vitals-label" x={left - 8} y={y(value) + 4} textAnchor="end">
            {value}
          </text>
        </g>
      ))}
      {vitals.map((vital, index) => (
        <text key={vital.day} className="vitals-label" x={x(index)} y={height - 6} textAnchor="middle">
          {vital.day}
        </text>
      ))}
      <polyline className="vitals-systolic" points={line((vital) => vital.systolic)} />
      <polyline className="vitals-pulse" points={line((vital) => vital.pulse)} />
      {vitals.map((vital, index) => (
        <circle key={vital.day} className="vitals-dot" cx={x(index)} cy={y(vital.systolic)} r="3" />
      ))}
    </svg>
  )
}
