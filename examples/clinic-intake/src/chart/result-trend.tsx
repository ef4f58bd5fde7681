// How results have changed. It breaks on purpose where there is no earlier result, for a replay to show.
import type { LabResult } from '../patients/patient.ts'

export function ResultTrend({ results }: { readonly results: readonly LabResult[] }) {
  const changes = results.map((result) => `${result.test}: ${changeOf(result)}`)
  return (
    <ul id="result-trend" className="list">
      {changes.map((change) => (
        <li key={change} className="list-item">
          {change}
        </li>
      ))}
    </ul>
  )
}

function changeOf(result: LabResult & { readonly earlier?: { readonly value: string } }): string {
  try {
    const earlier = result.earlier as { readonly value: string }
    return `${earlier.value} → ${result.value}`
  } catch (cause) {
    throw new Error(`no trend for ${result.test} of ${result.collected}`, { cause })
  }
}
