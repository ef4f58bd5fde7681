// The events as dense lines, of which only those in view are in the document.
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import type { AuditEventReply } from '../../../src/api-types.ts'
import { ShortId } from '../elements/copyable.tsx'
import { formatLocal, formatUtc } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { purposeLabel } from '../replay/purpose-labels.ts'
import { actionWords } from './action-words.ts'
import { AuditDetails } from './audit-details.tsx'
import { WatchedBar } from './watched-bar.tsx'

const columns = 6
const rowHeight = 36
const openHeight = 260
const readAheadRows = 15

interface Line {
  readonly event: AuditEventReply
  readonly row: number
  readonly isDetails: boolean
}

export function AuditTable(props: {
  readonly events: readonly AuditEventReply[]
  readonly isLoading: boolean
  readonly isWhole: boolean
  readonly isFiltered: boolean
  readonly selected: number
  readonly expanded: string | undefined
  readonly onMore: () => void
  readonly onToggle: (row: number) => void
}) {
  const { events, expanded, selected, isWhole, onMore } = props
  const body = useRef<HTMLTableElement>(null)
  const lines = useMemo(
    () =>
      events.flatMap((event, row): Line[] => [
        { event, row, isDetails: false },
        ...(event.id === expanded ? [{ event, row, isDetails: true }] : []),
      ]),
    [events, expanded],
  )
  const view = useVirtualizer({
    count: lines.length,
    getScrollElement: () => body.current?.closest('.sheet') ?? null,
    estimateSize: (at) => (lines[at]?.isDetails ? openHeight : rowHeight),
    getItemKey: (at) => `${lines[at]?.event.id} ${lines[at]?.isDetails}`,
    overscan: 12,
  })
  const shown = view.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (!isWhole && lines.length > 0 && last >= lines.length - readAheadRows) onMore()
  }, [isWhole, last, lines.length, onMore])
  useEffect(() => {
    const at = lines.findIndex(({ row, isDetails }) => row === selected && !isDetails)
    if (at >= 0) view.scrollToIndex(at, { align: 'auto' })
  }, [selected])
  const before = shown[0]?.start ?? 0
  const after = view.getTotalSize() - (shown.at(-1)?.end ?? 0)
  return (
    <table
      ref={body}
      className="table audit"
      aria-busy={props.isLoading}
      aria-rowcount={isWhole ? events.length + 1 : -1}
    >
      <thead>
        <tr>
          <th className="audit-when">
            When <span className="quiet">UTC</span>
          </th>
          <th className="audit-who">Who</th>
          <th className="audit-did">Did</th>
          <th className="audit-what">Session</th>
          <th className="audit-watched">Watched</th>
          <th>Why</th>
        </tr>
      </thead>
      <tbody>
        {props.isLoading && <SkeletonRows columns={columns} rows={14} />}
        {before > 0 && <Spacer height={before} />}
        {shown.map(({ index, key }) => {
          const line = lines[index]
          if (line === undefined) return null
          return line.isDetails ? (
            <tr key={key} ref={view.measureElement} data-index={index} className="audit-open">
              <td colSpan={columns}>
                <AuditDetails event={line.event} />
              </td>
            </tr>
          ) : (
            <EventRow
              key={key}
              index={index}
              measure={view.measureElement}
              event={line.event}
              place={line.row + 2}
              isSelected={line.row === selected}
              isExpanded={line.event.id === expanded}
              onToggle={() => props.onToggle(line.row)}
            />
          )
        })}
        {after > 0 && <Spacer height={after} />}
        {!props.isLoading && events.length === 0 && (
          <tr>
            <td colSpan={columns} className="quiet">
              {props.isFiltered
                ? 'No event matches. Filters are exact: a whole name, a whole session id. Of someone who was erased nothing can be found by name.'
                : 'The log has no events yet.'}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function Spacer({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden="true">
      <td className="audit-spacer" colSpan={columns} style={{ height }} />
    </tr>
  )
}

function EventRow(props: {
  readonly event: AuditEventReply
  readonly index: number
  readonly place: number
  readonly measure: (row: Element | null) => void
  readonly isSelected: boolean
  readonly isExpanded: boolean
  readonly onToggle: () => void
}) {
  const { event } = props
  const { actor, target } = event
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <tr
      ref={props.measure}
      data-index={props.index}
      className={event.outcome === 'success' ? 'row' : 'row row-refused'}
      aria-rowindex={props.place}
      aria-selected={props.isSelected}
      onClick={props.onToggle}
    >
      <td>
        <button
          type="button"
          className="audit-opener"
          aria-expanded={props.isExpanded}
          onClick={(click) => {
            click.stopPropagation()
            props.onToggle()
          }}
        >
          <time
            dateTime={new Date(event.timeMs).toISOString()}
            title={`${formatLocal(event.timeMs)} ${zone}`}
          >
            {formatUtc(event.timeMs).slice(5)}
          </time>
        </button>
      </td>
      <td title={`${actor.subject ?? 'erased'}, ${actor.roles.join(', ') || actor.issuer}`}>
        {actor.subject ?? (actor.method === 'service' ? 'Reseal' : <Erased />)}{' '}
        <span className="quiet">{actor.roles.join(', ') || actor.issuer}</span>
      </td>
      <td title={actionWords(event.action)}>
        <span className="mono">{event.action}</span>
      </td>
      <td>{target?.session !== undefined && <ShortId id={target.session} />}</td>
      <td>
        <WatchedBar event={event} />
      </td>
      <td>
        <Why event={event} />
      </td>
    </tr>
  )
}

function Why({ event }: { readonly event: AuditEventReply }) {
  if (event.purpose === undefined) return <span className="quiet">–</span>
  const ticket = event.ticket ?? ''
  return (
    <span title={event.note ?? undefined}>
      {purposeLabel(event.purpose)}
      {ticket !== '' && ` · ${ticket}`}
    </span>
  )
}

function Erased() {
  return (
    <span className="quiet" title="Erased with its salt; the leaf keeps a commitment only">
      erased
    </span>
  )
}
