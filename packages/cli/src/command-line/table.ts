// Tables for people: columns as wide as what is in them, numbers to the right.

/** One column. */
export interface TableColumn {
  readonly title: string
  readonly align?: 'right'
}

/** Lines of a table, its head underlined; no line ends in spaces. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, at) =>
    Math.max(title.length, ...rows.map((row) => clean(row[at] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, at) => {
        const [cell, width] = [clean(cells[at] ?? ''), widths[at] ?? 0]
        return align === 'right' ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  const head = line(columns.map(({ title }) => title))
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return `${[head, rule, ...rows.map(line)].join('\n')}\n`
}

// Names and notes are other people's text: none of it moves a terminal's cursor.
function clean(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')
}

/** A duration as h:mm:ss or m:ss. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000)
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const tail = `${String(rest).padStart(2, '0')}`
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}

/** A moment as people read it, in UTC, to the second. */
export function formatMoment(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ')
}
