// Who saw what: the audit log, newest first. Reading it is itself an audit event.
import { useCallback, useMemo, useRef, useState } from 'react'
import type { AuditEventReply, MeReply } from '../../../src/api-types.ts'
import { type AuditAddress, formatAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { timeOf } from '../api/audit.ts'
import { useKeys } from '../app/keyboard.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { useRowSelection } from '../elements/use-row-selection.ts'
import { AnchorLine } from '../integrity/trust-line.tsx'
import { SearchField } from '../sessions/search-field.tsx'
import './audit.css'
import { AccessCharts } from './access-charts.tsx'
import { AttentionStrip } from './attention-strip.tsx'
import { addressOfSearch, completeAudit, readAuditSyntax, searchOfAddress } from './audit-syntax.ts'
import { AuditTable } from './audit-table.tsx'
import { ExportMenu } from './export-menu.tsx'
import { SessionSpans } from './session-span.ts'
import { useAuditPages } from './use-audit-pages.ts'
import { WhoSawPanel } from './who-saw-panel.tsx'

export function AuditPage({ address, me }: { readonly address: AuditAddress; readonly me: MeReply }) {
  const key = formatAddress(address)
  const { events, state, size, isWhole, more, reload } = useAuditPages(address, key)
  const [expanded, setExpanded] = useState<string>()
  const { selected, setSelected, move } = useRowSelection(events.length, key)
  const field = useRef<HTMLInputElement>(null)
  const toggle = (event: AuditEventReply | undefined) => {
    if (event !== undefined) setExpanded((shown) => (shown === event.id ? undefined : event.id))
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => toggle(events[selected]),
    r: reload,
    '/': () => {
      const input = field.current
      input?.focus()
      input?.setSelectionRange(input.value.length, input.value.length)
    },
  })
  const seesAll = me.user.roles.some((role) => role === 'auditor' || role === 'privacy-officer')
  const known = useMemo(() => namesIn(events, me), [events, me])
  const complete = useCallback((text: string, caret: number) => completeAudit(text, caret, known), [known])
  const { session, actor } = address
  const isSearched = searchOfAddress(address) !== ''
  return (
    <main className="page audit-page">
      <div className="audit-head">
        <div className="page-bar">
          <h1 className="page-title">Who saw what</h1>
          {size !== undefined && (
            <span className="page-count">
              {size.toLocaleString('en')} events in the log{seesAll ? '' : ', yours shown'}
            </span>
          )}
          <ExportMenu address={address} />
        </div>
        <div className="audit-state">
          <AnchorLine />
          {seesAll && <AttentionStrip />}
        </div>
        <div className="audit-search">
          <SearchField
            key={key}
            field={field}
            value={searchOfAddress(address)}
            label="Search the audit log"
            placeholder="actor:eng-1 outcome:denied last:7d"
            complete={complete}
            read={readAuditSyntax}
            onSearch={(text) => navigate(addressOfSearch(text))}
          />
          {(isSearched || address.before !== undefined) && (
            <Link to={{ page: 'audit' }} className="button button-plain">
              Show all
            </Link>
          )}
        </div>
        {session !== undefined && <WhoSawPanel asked={{ sessions: [session] }} />}
        {session === undefined && actor !== undefined && (
          <WhoSawPanel key={key} asked={{ actor, ...timeOf(address) }} />
        )}
        {seesAll && session === undefined && actor === undefined && <AccessCharts address={address} />}
      </div>
      <div className="sheet audit-sheet">
        {state.state === 'failed' ? (
          <FailureNotice failure={state.failure} onRetry={reload} />
        ) : (
          <SessionSpans>
            <AuditTable
              events={events}
              isLoading={state.state === 'loading'}
              isWhole={isWhole}
              onMore={more}
              selected={selected}
              expanded={expanded}
              isFiltered={isSearched}
              onToggle={(row) => {
                setSelected(row)
                toggle(events[row])
              }}
            />
          </SessionSpans>
        )}
      </div>
      <div className="page-foot">
        <span>
          <kbd>/</kbd> search · <kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> open · from a terminal:{' '}
          <code>reseal audit export</code>
        </span>
        <span className="quiet">Reading this page is in the log too.</span>
      </div>
    </main>
  )
}

function namesIn(events: readonly AuditEventReply[], me: MeReply) {
  const distinct = (read: (event: AuditEventReply) => string | null | undefined) => [
    ...new Set(events.flatMap((event) => read(event) ?? [])),
  ]
  return {
    actors: distinct(({ actor }) => actor.subject),
    apps: [...new Set([...me.apps.map(({ id }) => id), ...distinct(({ target }) => target?.app)])],
    purposes: [...me.purposes, 'withdrawal', 'redaction', 'officer'],
    tickets: distinct(({ ticket }) => ticket).filter((ticket) => ticket !== ''),
  }
}
