// The replay frame on its own origin, what covers it while there is nothing to see, and the watermark.
import { type PointerEvent, useEffect, useRef, useState } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import { formatUtc } from '../elements/moment.tsx'
import type { RulesPreviewControl } from '../rules/rules-preview-state.ts'
import { gapAt, gapSentence } from './gaps.ts'
import { heldGaps } from './held-stream.ts'
import type { InspectorControl } from './panels/inspector-state.ts'
import { PickLayer } from './panels/pick-layer.tsx'
import { connectPlayer } from './player-connection.ts'
import type { ProvenanceControl } from './provenance-state.ts'
import type { ReplayControl, ReplayState } from './replay-state.ts'
import { ThingNote } from './thing-note.tsx'

/** It tells the minute. */
const watermarkEveryMs = 15_000

export function PlayerFrame(props: {
  readonly control: ReplayControl
  readonly state: ReplayState
  readonly provenance: ProvenanceControl
  readonly inspector: InspectorControl
  readonly preview: RulesPreviewControl | undefined
  readonly me: MeReply
}) {
  const { control, state, me, provenance, inspector, preview } = props
  const frame = useRef<HTMLIFrameElement>(null)
  const { replayOrigin } = me
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    let close = () => undefined as void
    const connect = () => {
      close()
      const player = connectPlayer(element, replayOrigin, (report) => {
        if (report.type === 'ready') {
          control.attach(player.send)
          provenance.attach(player.send)
          inspector.attach(player.send)
          preview?.attach(player.send)
        }
        control.receive(report)
        provenance.receive(report)
        inspector.receive(report)
        preview?.receive(report)
      })
      close = player.close
    }
    element.addEventListener('load', connect)
    element.src = `${replayOrigin}/`
    return () => {
      element.removeEventListener('load', connect)
      close()
    }
  }, [control, provenance, inspector, preview, replayOrigin])
  const ask = ({ clientX, clientY }: Pick<PointerEvent, 'clientX' | 'clientY'>) => {
    const { left, top } = frame.current?.getBoundingClientRect() ?? { left: 0, top: 0 }
    provenance.probe(clientX - left, clientY - top)
  }
  return (
    <div
      className="player"
      onPointerMove={ask}
      onPointerLeave={provenance.away}
      onWheel={(event) => {
        if (state.fit === 'whole') return
        control.pan(event.deltaX, event.deltaY)
        ask(event)
      }}
    >
      <iframe
        ref={frame}
        className="player-frame"
        title="Replay"
        tabIndex={-1}
        referrerPolicy="no-referrer"
        /* What would run there could neither lead this page away, nor open another, nor ask anything of a person. */
        sandbox="allow-scripts allow-same-origin"
      />
      <Watermark me={me} />
      <ThingNote control={provenance} me={me} />
      <PickLayer inspector={inspector} />
      <PlayerSentence state={state} onRetry={control.retry} />
    </div>
  )
}

/** Who watches and when. */
export function watermarkText(me: MeReply, nowMs: number): string {
  return `${me.user.name} · ${formatUtc(nowMs).slice(0, 16)} UTC`
}

/** Who watches and when, faint across the picture and readable in its corner: also on a picture that someone takes of it. */
function Watermark({ me }: { readonly me: MeReply }) {
  const [nowMs, setNowMs] = useState(Date.now)
  useEffect(() => {
    const timer = window.setInterval(() => setNowMs(Date.now()), watermarkEveryMs)
    return () => window.clearInterval(timer)
  }, [])
  const text = watermarkText(me, nowMs)
  return (
    <div className="watermark" aria-hidden="true">
      {Array.from({ length: 12 }, (_, index) => (
        <span key={index} className="watermark-mark">
          {text}
        </span>
      ))}
      <span className="watermark-corner">{text}</span>
    </div>
  )
}

function PlayerSentence({ state, onRetry }: { readonly state: ReplayState; readonly onRetry: () => void }) {
  const held = state.stream === undefined ? undefined : state.held.get(state.stream)
  if (held === undefined || held.stream.segmentCount === 0) {
    return (
      <p className="player-sentence">Nothing of this session has arrived yet. Reload in a few seconds.</p>
    )
  }
  if (state.broken) {
    return (
      <p className="player-sentence">
        The player could not show this range.{' '}
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      </p>
    )
  }
  if (state.waiting && state.checking) {
    return (
      <p className="player-sentence player-waiting" role="status">
        This part has just arrived and is looked at first. It goes on by itself.
      </p>
    )
  }
  if (state.waiting && state.failure === undefined) {
    return (
      <p className="player-sentence player-waiting">
        {held.runs.length === 0 ? 'Opening…' : 'Not loaded yet: reading from here on…'}
      </p>
    )
  }
  const gap = gapAt(heldGaps(held), state.atMs)
  if (gap === undefined) return null
  return (
    <p
      className={gap.isPart ? 'player-sentence player-part' : 'player-sentence player-unrecorded'}
      role="status"
    >
      {gapSentence(gap)}
    </p>
  )
}
