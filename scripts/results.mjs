// The one shape in which bench and size report: { results: [{ id, value, unit, floor, ratio, budget, met }] }.

/** A result with every field present; `floor`, `ratio` and `budget` are null where there is none. */
export function result({ id, value, unit, floor = null, ratio = null, budget = null, met = true }) {
  return { id, value, unit, floor, ratio, budget, met }
}

const round = (value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value)

/** Prints as JSON or as a table for people. */
export function printResults(results, { json }) {
  if (json) {
    process.stdout.write(`${JSON.stringify({ results }, null, 2)}\n`)
    return
  }
  for (const { id, value, unit, floor, ratio, budget, met } of results) {
    const parts = [`${id.padEnd(24)} ${String(round(value)).padStart(8)} ${unit}`]
    if (floor !== null) parts.push(`floor ${round(floor)}`)
    if (ratio !== null) parts.push(`ratio ${round(ratio)}`)
    if (budget !== null) parts.push(`budget ${budget}`)
    parts.push(met ? 'met' : 'NOT MET')
    process.stdout.write(`${parts.join('  ')}\n`)
  }
}
