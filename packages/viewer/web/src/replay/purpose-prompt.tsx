// One line before a replay: why it is opened. Enter opens it; the answer becomes part of the audit event.
import { type FormEvent, useState } from 'react'
import type { MeReply, SessionReply } from '../../../src/api-types.ts'
import type { Purpose } from '../../../src/replays/purpose.ts'
import { formatClock } from '../address/clock.ts'
import type { PurposeOfUse } from '../api/replays.ts'
import { ShortId } from '../elements/copyable.tsx'
import { Moment } from '../elements/moment.tsx'
import { purposeLabel } from './purpose-labels.ts'
import { recallPurpose, rememberPurpose } from './remembered-purpose.ts'

export function PurposePrompt(props: {
  readonly session: SessionReply
  readonly me: MeReply
  readonly opening: boolean
  readonly onOpen: (why: PurposeOfUse) => void
}) {
  const { session, me } = props
  const purposes = session.purposes.length > 0 ? session.purposes : me.purposes
  const [remembered] = useState(recallPurpose)
  const [purpose, setPurpose] = useState<Purpose | ''>(
    () => purposes.find((each) => each === usualPurpose(session, remembered?.purpose)) ?? purposes[0] ?? '',
  )
  const [ticket, setTicket] = useState(remembered?.ticket ?? '')
  const [note, setNote] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (purpose === '') return
    rememberPurpose({ purpose, ticket })
    props.onOpen({ purpose, ...(note === '' ? {} : { note }), ...(ticket === '' ? {} : { ticket }) })
  }
  return (
    <form className="prompt" onSubmit={submit}>
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
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            event.currentTarget.form?.requestSubmit()
          }}
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
          placeholder="Ticket"
          pattern={me.ticketPattern}
          title="The ticket’s key, such as ABC-123"
          value={ticket}
          onChange={({ target }) => setTicket(target.value.trim())}
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
          Open
        </button>
      </div>
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

function usualPurpose(session: SessionReply, remembered: string | undefined): string | undefined {
  return session.quarantined ? 'privacy-investigation' : remembered
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
