// The open replay: player, timeline, and what the console and the page said beside it.
import type { ContextPayload } from '@reseal/redaction-rules'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { MeReply, SessionReply } from '../../../src/api-types.ts'
import { formatAddress } from '../address/address.ts'
import { formatClock } from '../address/clock.ts'
import { Link } from '../address/link.tsx'
import { replaceAddress } from '../address/use-address.ts'
import { readRange, reportPlayed } from '../api/replays.ts'
import { useKeys } from '../app/keyboard.ts'
import { Copyable, ShortId } from '../elements/copyable.tsx'
import { FailureBar } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { NotesPanel } from '../notes/notes-panel.tsx'
import { useNotes } from '../notes/use-notes.ts'
import { ConsentLine } from './consent-line.tsx'
import { heldContext, heldSignals } from './held-stream.ts'
import { Legend } from './legend.tsx'
import { startPlayedReports } from './played-reports.ts'
import { createPlayedSpans, type PlayedStream } from './played-spans.ts'
import { PlayerFrame } from './player-frame.tsx'
import { startProvenance } from './provenance-state.ts'
import { purposeLabel } from './purpose-labels.ts'
import { replayKeys } from './replay-keys.ts'
import type { OpenedReplay, ReplayAddress } from './replay-page.tsx'
import { type ReplayControl, type ReplayState, startReplay } from './replay-state.ts'
import { SignalList } from './signal-list.tsx'
import { streamSignals } from './signals.ts'
import { createTimeline, type Timeline } from './timeline.ts'
import { TimelineBar } from './timeline-bar.tsx'
import { Transport } from './transport.tsx'

export function ReplayView(props: {
  readonly address: ReplayAddress
  readonly me: MeReply
  readonly session: SessionReply
  readonly opened: OpenedReplay
  readonly onExpired: () => void
}) {
  const { session, opened, me } = props
  const timeline = useMemo(() => createTimeline(session), [session])
  const { control, state } = useReplay(props, timeline)
  useAddressOf(session.id, timeline, state)
  useAddressJumps(props.address, timeline, control)
  const signals = useMemo(
    () => heldSignals(state.held.values(), streamSignals(timeline)),
    [state.held, timeline],
  )
  const link = shownAddress(session.id, timeline, state)
  const [provenance] = useState(() => startProvenance(window.localStorage))
  const notes = useNotes(opened.replayId)
  const noteField = useRef<HTMLInputElement>(null)
  const copy = () => void copyLink(link)
  const writeNote = () => noteField.current?.focus()
  useKeys(replayKeys({ control, provenance, signals, copyLink: copy, writeNote }))
  return (
    <main className="replay">
      <ReplayHead
        session={session}
        opened={opened}
        context={heldContext(state.held.get(state.stream ?? ''))}
        consentHash={session.streams.find(({ stream }) => stream === state.stream)?.consentHash}
      />
      <div className="replay-stage">
        <PlayerFrame control={control} state={state} provenance={provenance} me={me} />
        <div className="replay-side">
          <SignalList signals={signals} control={control} state={state} timeline={timeline} />
          <NotesPanel notes={notes} control={control} state={state} timeline={timeline} field={noteField} />
        </div>
      </div>
      {state.failure !== undefined && (
        <FailureBar
          failure={state.failure}
          onRetry={state.failure.code === 'replay_expired' ? props.onExpired : control.retry}
        />
      )}
      <div className="replay-foot">
        <Transport control={control} state={state} timeline={timeline} link={link}>
          <Legend control={provenance} />
        </Transport>
        <TimelineBar
          control={control}
          state={state}
          timeline={timeline}
          signals={signals}
          notes={notes.notes}
        />
      </div>
    </main>
  )
}

function ReplayHead(props: {
  readonly session: SessionReply
  readonly opened: OpenedReplay
  readonly context: ContextPayload | undefined
  readonly consentHash: string | undefined
}) {
  const { session, opened, context } = props
  const { purpose, ticket, note } = opened.why
  return (
    <div className="replay-head">
      <Link to={{ page: 'sessions' }} className="button button-plain replay-back">
        ← Sessions
      </Link>
      <ShortId id={session.id} />
      <span>{session.app}</span>
      <ReplayContext context={context} />
      <ConsentLine context={context} consentHash={props.consentHash} />
      <Moment atMs={session.startedAtMs} />
      <span>{formatClock(session.durationMs)}</span>
      {session.state === 'open' && (
        <span className="state state-open" title="Reload the page for what has come since">
          recording
        </span>
      )}
      <span className="replay-why" title={note}>
        <span className="quiet">why:</span> {purposeLabel(purpose)}
        {ticket !== undefined && (
          <>
            {' · '}
            <Copyable text={ticket} />
          </>
        )}
      </span>
    </div>
  )
}

/** What the app said of itself; nothing where it said nothing. */
function ReplayContext({ context }: { readonly context: ContextPayload | undefined }) {
  const { release, environment, identity, tags = [], flags = [] } = context ?? {}
  const held = [...tags, ...flags].map(({ key, value }) => `${key} = ${value}`)
  return (
    <>
      {release !== undefined && (
        <span title="Release">
          <span className="quiet">release</span> {release}
        </span>
      )}
      {environment !== undefined && (
        <span className="state" title="Environment">
          {environment}
        </span>
      )}
      {identity !== undefined && (
        <span title="Identity that the app gave: random, of its back end">
          <span className="quiet">who</span> <ShortId id={identity} />
        </span>
      )}
      {held.length > 0 && (
        <span className="replay-tags" title={`Tags and flags:\n${held.join('\n')}`}>
          {held.join(' · ')}
        </span>
      )}
    </>
  )
}

function useReplay(
  props: { readonly address: ReplayAddress; readonly opened: OpenedReplay },
  timeline: Timeline,
): { readonly control: ReplayControl; readonly state: ReplayState } {
  const { replayId } = props.opened
  const first = useRef(props.address)
  const [played] = useState(createPlayedSpans)
  const [control, setControl] = useState(() => create())
  function create() {
    return startReplay({
      timeline,
      startMs: timeline.fromMs + first.current.tMs,
      startStream: first.current.stream,
      read: (stream, range, signal) => readRange({ replayId, stream }, range, signal),
      onShown: played.shown,
    })
  }
  const made = useRef({ timeline, replayId })
  useEffect(() => {
    if (made.current.timeline === timeline && made.current.replayId === replayId) return
    made.current = { timeline, replayId }
    setControl(create())
  }, [timeline, replayId])
  useEffect(() => control.stop, [control])
  useEffect(() => {
    const isPlaying = () => control.getState().playing
    const send = (streams: readonly PlayedStream[], isLeaving: boolean) =>
      reportPlayed(replayId, streams, isLeaving)
    return startPlayedReports({ played, isPlaying, send }).stop
  }, [control, played, replayId])
  return { control, state: useSyncExternalStore(control.subscribe, control.getState) }
}

/** Where the replay is, as a path that a colleague can open. */
function shownAddress(session: string, timeline: Timeline, state: ReplayState): string {
  const tMs = Math.round(state.atMs - timeline.fromMs)
  const named = timeline.streams.length > 1 && state.stream !== undefined ? { stream: state.stream } : {}
  return formatAddress({ page: 'replay', session, tMs, ...named })
}

/** Keeps the address bar at the shown moment: at once when paused, each second while playing. */
function useAddressOf(session: string, timeline: Timeline, state: ReplayState): void {
  const sinceStartMs = Math.max(0, state.atMs - timeline.fromMs)
  const tMs = state.playing ? Math.floor(sinceStartMs / 1000) * 1000 : Math.round(sinceStartMs)
  const stream = timeline.streams.length > 1 ? state.stream : undefined
  useEffect(() => {
    replaceAddress({ page: 'replay', session, tMs, ...(stream === undefined ? {} : { stream }) })
  }, [session, tMs, stream])
}

/** Follows the history's back and forward to another moment of the same session. */
function useAddressJumps(address: ReplayAddress, timeline: Timeline, control: ReplayControl): void {
  const seen = useRef(address.tMs)
  useEffect(() => {
    const shownMs = control.getState().atMs - timeline.fromMs
    if (address.tMs === seen.current || Math.abs(address.tMs - shownMs) < 1_500) return
    seen.current = address.tMs
    control.seek(timeline.fromMs + address.tMs, address.stream)
  }, [address, timeline, control])
}

async function copyLink(path: string): Promise<void> {
  await navigator.clipboard.writeText(new URL(path, window.location.origin).href)
}
