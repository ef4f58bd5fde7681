// A moment in the viewer's time zone, with UTC on hover.

const dayFormat = new Intl.DateTimeFormat(undefined, { month: 'short', day: '2-digit' })
const timeFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** `Nov 22 14:22:07` in the local zone. */
export function formatLocal(atMs: number): string {
  return `${dayFormat.format(atMs)} ${timeFormat.format(atMs)}`
}

/** `2026-11-22 14:22:07` in UTC. */
export function formatUtc(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')
}

export function Moment({ atMs }: { readonly atMs: number }) {
  return (
    <time dateTime={new Date(atMs).toISOString()} title={`${formatUtc(atMs)} UTC`}>
      {formatLocal(atMs)}
    </time>
  )
}
