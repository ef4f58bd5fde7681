// The open replay: player, timeline, and what the console and the page said beside it.
import {
  type CSSProperties,
  lazy,
  Suspense,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import type { MeReply, SessionReply } from '../../../src/api-types.ts'
import { formatAddress, type ReplayAddress } from '../address/address.ts'
import { replaceAddress } from '../address/use-address.ts'
import { readRange, reportPlayed } from '../api/replays.ts'
import { useKeys } from '../app/keyboard.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { NotesPanel } from '../notes/notes-panel.tsx'
import { useNotes } from '../notes/use-notes.ts'
import { startRulesPreview } from '../rules/rules-preview-state.ts'
import { heldContext, heldSignals } from './held-stream.ts'
import { Legend } from './legend.tsx'
import { startInspector } from './panels/inspector-state.ts'
import { type PanelName, panelOf, usualPanel } from './panels/panel-names.ts'
import { ReplayHead } from './panels/replay-head.tsx'
import { SideDivider, useSideWidth } from './panels/side-divider.tsx'
import { SidePanels } from './panels/side-panels.tsx'
import { pathsOf, StreamTabs } from './panels/stream-tabs.tsx'
import { startPlayedReports } from './played-reports.ts'
import { createPlayedSpans, type PlayedStream } from './played-spans.ts'
import { PlayerFrame } from './player-frame.tsx'
import { startProvenance } from './provenance-state.ts'
import { replayKeys } from './replay-keys.ts'
import type { OpenedReplay } from './replay-page.tsx'
import { type ReplayControl, type ReplayState, startReplay } from './replay-state.ts'
import { streamSignals } from './signals.ts'
import { createTimeline, type Timeline } from './timeline.ts'
import { TimelineBar } from './timeline-bar.tsx'
import { Transport } from './transport.tsx'

const RulesPreviewBar = lazy(async () => ({
  default: (await import('../rules/rules-preview-bar.tsx')).RulesPreviewBar,
}))

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
  const [panel, setPanel] = usePanel(props.address)
  const [previewed] = useState(props.address.preview)
  const [preview] = useState(() => (previewed === undefined ? undefined : startRulesPreview()))
  useAddressOf({ session: session.id, timeline, state, panel, preview: previewed })
  useAddressJumps(props.address, timeline, control)
  const signals = useMemo(
    () => heldSignals(state.held.values(), streamSignals(timeline)),
    [state.held, timeline],
  )
  const link = shownAddress({ session: session.id, timeline, state, panel })
  const [provenance] = useState(() => startProvenance(window.localStorage))
  const notes = useNotes(opened.replayId)
  const noteField = useRef<HTMLInputElement>(null)
  const [inspector] = useState(startInspector)
  const [sideWidth, setSideWidth] = useSideWidth()
  const copy = () => void copyLink(link)
  const [wantsNote, setWantsNote] = useState(false)
  const writeNote = () => {
    setPanel('notes')
    setWantsNote(true)
  }
  useEffect(() => {
    if (wantsNote && panel === 'notes') noteField.current?.focus()
    setWantsNote(false)
  }, [wantsNote, panel])
  const context = heldContext(state.held.get(state.stream ?? ''))
  const view = {
    control,
    state,
    timeline,
    session,
    signals,
    replayId: opened.replayId,
    highlight: control.highlight,
    release: context?.release ?? session.release,
  }
  useKeys(replayKeys({ control, provenance, signals, copyLink: copy, writeNote }))
  return (
    <main className="replay">
      <ReplayHead
        session={session}
        opened={opened}
        context={context}
        consentHash={session.streams.find(({ stream }) => stream === state.stream)?.consentHash}
        paths={session.pages ?? pathsOf(signals)}
      />
      <div
        className="replay-stage"
        style={sideWidth === undefined ? undefined : ({ '--side': `${sideWidth}px` } as CSSProperties)}
      >
        <div className="replay-main">
          <div>
            {preview !== undefined && previewed !== undefined && (
              <Suspense fallback={null}>
                <RulesPreviewBar control={preview} ruleSet={previewed} app={session.app} />
              </Suspense>
            )}
            <StreamTabs control={control} state={state} timeline={timeline} signals={signals} />
          </div>
          <PlayerFrame
            control={control}
            state={state}
            provenance={provenance}
            inspector={inspector}
            preview={preview}
            me={me}
          />
        </div>
        <SideDivider width={sideWidth} onWidth={setSideWidth} />
        <SidePanels
          view={view}
          panel={panel}
          onPanel={setPanel}
          inspector={inspector}
          noteCount={notes.notes.length}
          notes={
            <NotesPanel notes={notes} control={control} state={state} timeline={timeline} field={noteField} />
          }
        />
      </div>
      {state.failure !== undefined && (
        <FailureBar
          failure={state.failure}
          onRetry={state.failure.code === 'replay_expired' ? props.onExpired : control.retry}
        />
      )}
      <div className="replay-foot">
        <Transport control={control} state={state} timeline={timeline} link={link} />
        <TimelineBar
          control={control}
          state={state}
          timeline={timeline}
          signals={signals}
          notes={notes.notes}
          me={me}
        >
          <Legend control={provenance} />
        </TimelineBar>
      </div>
    </main>
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
      onGlimpsed: played.glimpsed,
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

/** The panel of the address, and how to choose another one. */
function usePanel(address: ReplayAddress): readonly [PanelName, (panel: PanelName) => void] {
  const [panel, setPanel] = useState(() => panelOf(address.panel))
  const seen = useRef(address.panel)
  // The address follows the choice; where it changed by itself, as by the way back, the choice follows.
  useEffect(() => {
    if (address.panel === seen.current) return
    seen.current = address.panel
    setPanel(panelOf(address.panel))
  }, [address.panel])
  return [panel, setPanel]
}

interface Shown {
  readonly session: string
  readonly timeline: Timeline
  readonly state: ReplayState
  readonly panel: PanelName
  readonly preview?: string | undefined
}

/** What of the address the replay's streams and panels are. */
function partsOf(shown: Shown): Pick<ReplayAddress, 'stream' | 'panel' | 'preview'> {
  const { timeline, state, panel, preview } = shown
  const named = timeline.streams.length > 1 && state.stream !== undefined
  return {
    ...(named && { stream: state.stream }),
    ...(panel !== usualPanel && { panel }),
    ...(preview !== undefined && { preview }),
  }
}

/** Where the replay is, as a path that a colleague can open. */
function shownAddress(shown: Shown): string {
  const tMs = Math.round(shown.state.atMs - shown.timeline.fromMs)
  return formatAddress({ page: 'replay', session: shown.session, tMs, ...partsOf(shown) })
}

/** Keeps the address bar at the shown moment: at once when paused, each second while playing. */
function useAddressOf(shown: Shown): void {
  const { session, timeline, state } = shown
  const sinceStartMs = Math.max(0, state.atMs - timeline.fromMs)
  const tMs = state.playing ? Math.floor(sinceStartMs / 1000) * 1000 : Math.round(sinceStartMs)
  const { stream, panel, preview } = partsOf(shown)
  useEffect(() => {
    const parts = {
      ...(stream === undefined ? {} : { stream }),
      ...(panel === undefined ? {} : { panel }),
      ...(preview === undefined ? {} : { preview }),
    }
    replaceAddress({ page: 'replay', session, tMs, ...parts })
  }, [session, tMs, stream, panel, preview])
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
