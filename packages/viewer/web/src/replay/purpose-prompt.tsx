// One line before a replay: why it is opened. Enter opens it; the answer becomes part of the audit event.
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import type { MeReply, SessionReply } from '../../../src/api-types.ts'
import type { Purpose } from '../../../src/replays/purpose.ts'
import { formatClock } from '../address/clock.ts'
import type { PurposeOfUse } from '../api/replays.ts'
import { ShortId } from '../elements/copyable.tsx'
import { Moment } from '../elements/moment.tsx'
import { purposeLabel } from './purpose-labels.ts'
import { type RememberedPurpose, recallPurposes, rememberPurpose } from './remembered-purpose.ts'
import { ticketExample } from './ticket-example.ts'

export function PurposePrompt(props: {
  readonly session: SessionReply
  readonly me: MeReply
  readonly opening: boolean
  readonly onOpen: (why: PurposeOfUse) => void
  /** Takes the session out instead, for those who may. */
  readonly onExport?: (why: PurposeOfUse) => void
}) {
  const { session, me } = props
  const offered = session.purposes.length > 0 ? session.purposes : me.purposes
  const [recent] = useState(() => recallPurposes().filter(({ purpose }) => isOffered(offered, purpose)))
  const purposes = sortRecent(offered, recent)
  const usual = session.quarantined
    ? { purpose: 'privacy-investigation', ticket: recent[0]?.ticket ?? '' }
    : recent[0]
  const [purpose, setPurpose] = useState<Purpose | ''>(
    () => purposes.find((each) => each === usual?.purpose) ?? purposes[0] ?? '',
  )
  const [ticket, setTicket] = useState(usual?.ticket ?? '')
  const [note, setNote] = useState('')
  const [isRefused, setRefused] = useState(false)
  const pattern = me.ticketPattern
  const fits = (text: string) => text === '' || new RegExp(`^(?:${pattern})$`, 'v').test(text)
  const state = (why: RememberedPurpose, withNote: string, act: (stated: PurposeOfUse) => void) => {
    const known = offered.find((each) => each === why.purpose)
    if (known === undefined || props.opening) return
    if (!fits(why.ticket)) {
      setTicket(why.ticket)
      return setRefused(true)
    }
    rememberPurpose(why)
    act({
      purpose: known,
      ...(withNote === '' ? {} : { note: withNote }),
      ...(why.ticket === '' ? {} : { ticket: why.ticket }),
    })
  }
  const open = (why: RememberedPurpose, withNote: string) => state(why, withNote, props.onOpen)
  const { onExport } = props
  const submit = (event: FormEvent) => {
    event.preventDefault()
    open({ purpose, ticket }, note)
  }
  const press = (event: KeyboardEvent<HTMLSelectElement>) => {
    const again = recent[Number(event.key) - 1]
    if (event.key === 'Enter') event.currentTarget.form?.requestSubmit()
    else if (again !== undefined) open(again, note)
    else return
    event.preventDefault()
  }
  return (
    <form className="prompt" noValidate onSubmit={submit}>
      <h1 className="prompt-title">Why do you open this session?</h1>
      <div className="prompt-line">
        <select
          id="purpose"
          name="purpose"
          className="control prompt-purpose"
          aria-label="Purpose of use"
          // The prompt is the one thing to do on this page.
          autoFocus
          value={purpose}
          onChange={({ target }) => setPurpose(target.value as Purpose)}
          onKeyDown={press}
        >
          {purposes.map((each) => (
            <option key={each} value={each}>
              {purposeLabel(each)}
            </option>
          ))}
        </select>
        <input
          name="ticket"
          className="control prompt-ticket"
          aria-label="Ticket"
          aria-invalid={isRefused && !fits(ticket)}
          aria-describedby="ticket-form"
          placeholder="Ticket"
          title={ticketSentence(pattern)}
          autoComplete="off"
          value={ticket}
          onChange={({ target }) => setTicket(target.value.trim())}
          onBlur={() => setRefused(!fits(ticket))}
        />
        <input
          name="note"
          className="control prompt-note"
          aria-label="Note"
          placeholder="Note, if there is more to say"
          maxLength={me.noteLimit}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
        <button type="submit" className="button button-main" disabled={props.opening}>
          Open{' '}
          <kbd className="prompt-key" aria-hidden="true">
            Enter
          </kbd>
        </button>
        {onExport !== undefined && (
          <button
            type="button"
            className="button"
            title="Saves its rrweb events, as redacted as they are watched; what has left is beyond any later deletion"
            disabled={props.opening}
            onClick={() => state({ purpose, ticket }, note, onExport)}
          >
            Export
          </button>
        )}
      </div>
      <p id="ticket-form" className="prompt-problem" role="alert" hidden={!isRefused || fits(ticket)}>
        {isRefused && !fits(ticket) && `This is no ticket of yours: ${ticketSentence(pattern)}`}
      </p>
      {recent.length > 1 && (
        <div className="prompt-recent">
          <span className="quiet">Again</span>
          {recent.map((each, index) => (
            <button
              key={`${each.purpose} ${each.ticket}`}
              type="button"
              className="prompt-again"
              disabled={props.opening}
              onClick={() => open(each, note)}
            >
              <kbd>{index + 1}</kbd> {purposeLabel(each.purpose)}
              {each.ticket !== '' && <code>{each.ticket}</code>}
            </button>
          ))}
        </div>
      )}
      <p className="prompt-terms">{termsFor(me.user.roles)}</p>
      <dl className="facts">
        <Fact term="Session">
          <ShortId id={session.id} />
        </Fact>
        <Fact term="App">{session.app}</Fact>
        <Fact term="Began">
          <Moment atMs={session.startedAtMs} />
        </Fact>
        <Fact term="Duration">{formatClock(session.durationMs)}</Fact>
        <Fact term="Streams">{session.streamCount}</Fact>
        <Fact term="Segments">{session.segmentCount}</Fact>
      </dl>
    </form>
  )
}

const isOffered = (offered: readonly Purpose[], purpose: string): boolean =>
  offered.some((each) => each === purpose)

/** Those that were given last, first. */
function sortRecent(offered: readonly Purpose[], recent: readonly RememberedPurpose[]): readonly Purpose[] {
  const last = [...new Set(recent.map(({ purpose }) => purpose))]
  const known = last.flatMap((purpose) => offered.filter((each) => each === purpose))
  return [...known, ...offered.filter((each) => !known.includes(each))]
}

function ticketSentence(pattern: string): string {
  const example = ticketExample(pattern)
  return example === undefined ? `it has to match ${pattern}` : `one looks like ${example}`
}

/** What asking does; who will be refused hears it before. */
function termsFor(roles: MeReply['user']['roles']): string {
  if (roles.includes('engineer'))
    return 'Your name, the time, this purpose and each range you watch go into the audit log before anything is opened.'
  if (roles.includes('privacy-officer'))
    return 'As privacy officer you may watch quarantined sessions only: for any other, asking is refused. Either goes into the audit log, before anything is opened.'
  return `As ${roles.join(', ')} you may not watch replays: asking is refused, and the refusal goes into the audit log.`
}

function Fact(props: { readonly term: string; readonly children: React.ReactNode }) {
  return (
    <div className="fact">
      <dt className="fact-term">{props.term}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}
