// Accesses as a table for people.
import { durationOf, type SessionAccess } from '@reseal/store'
import { formatDuration, formatMoment, formatTable } from '../command-line/table.ts'

/** One line an access. */
export function formatAccesses(accesses: readonly SessionAccess[]): string {
  return formatTable(
    [
      { title: 'First (UTC)' },
      { title: 'Last (UTC)' },
      { title: 'Who' },
      { title: 'As' },
      { title: 'Session' },
      { title: 'Opened', align: 'right' },
      { title: 'Watched', align: 'right' },
      { title: 'Exported', align: 'right' },
      { title: 'Refused', align: 'right' },
      { title: 'Why' },
    ],
    accesses.map((access) => [
      formatMoment(access.firstMs),
      formatMoment(access.lastMs),
      access.actor.subject ?? '(erased)',
      access.actor.roles.join(', ') || access.actor.issuer,
      access.session,
      countOrDash(access.opens),
      access.released.length === 0 ? '–' : formatDuration(durationOf(access.released)),
      countOrDash(access.exports),
      countOrDash(access.denied),
      [...access.purposes, ...access.tickets].join(' · ') || '–',
    ]),
  )
}

function countOrDash(count: number): string {
  return count === 0 ? '–' : String(count)
}
