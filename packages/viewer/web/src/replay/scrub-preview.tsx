// The small picture above the timeline: how the page looked at the moment under the pointer, of what is loaded.
import { useEffect, useRef, useState } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import type { EventRun } from './held-stream.ts'
import { connectPlayer } from './player-connection.ts'
import { watermarkText } from './player-frame.tsx'
import { startScrubPreview } from './preview-state.ts'

export function ScrubPreview(props: {
  readonly me: MeReply
  readonly stream: string
  /** The run that holds the moment. */
  readonly run: EventRun
  readonly atMs: number
  readonly onShown: (stream: string, atMs: number) => void
}) {
  const { me, stream, run, atMs } = props
  const frame = useRef<HTMLIFrameElement>(null)
  const onShown = useRef(props.onShown)
  onShown.current = props.onShown
  const [preview] = useState(() => startScrubPreview((shown, shownMs) => onShown.current(shown, shownMs)))
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    let close = () => undefined as void
    const connect = () => {
      close()
      const player = connectPlayer(element, me.replayOrigin, (report) => {
        if (report.type === 'ready') preview.attach(player.send)
        preview.receive(report)
      })
      close = player.close
    }
    element.addEventListener('load', connect)
    element.src = `${me.replayOrigin}/`
    return () => {
      element.removeEventListener('load', connect)
      close()
    }
  }, [preview, me.replayOrigin])
  useEffect(() => {
    preview.show({ events: run.events, stream }, atMs)
    return preview.leave
  }, [preview, run, stream, atMs])
  return (
    <span className="preview">
      <iframe
        ref={frame}
        className="preview-frame"
        title="Preview"
        tabIndex={-1}
        referrerPolicy="no-referrer"
        sandbox="allow-scripts allow-same-origin"
      />
      <span className="preview-mark" aria-hidden="true">
        {watermarkText(me, Date.now())}
      </span>
    </span>
  )
}
