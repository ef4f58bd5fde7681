// Takes the port from the viewer, and from nobody else (design.md §8).
import type { FrameCommand, FrameReport, Hello } from './frame-messages.ts'

/** The connection to the viewer. */
export interface ViewerPort {
  report(message: FrameReport): void
}

/**
 * Waits for the viewer's hello. It is taken from the embedding window only. That this window is the viewer's is
 * held twice: the server answers with `frame-ancestors <viewer origin>`, and where the browser tells which origins
 * embed the frame, the sender's has to be that one.
 */
export function acceptViewer(onCommand: (command: FrameCommand, port: ViewerPort) => void): void {
  if (window.parent === window) return
  const listen = (event: MessageEvent<unknown>) => {
    if (event.source !== window.parent || !isEmbedder(event.origin) || !isHello(event.data)) return
    const port = event.ports[0]
    if (port === undefined) return
    window.removeEventListener('message', listen)
    const viewer: ViewerPort = { report: (message) => port.postMessage(message) }
    port.onmessage = (message: MessageEvent<FrameCommand>) => onCommand(message.data, viewer)
    viewer.report({ type: 'ready' })
  }
  window.addEventListener('message', listen)
}

/** Whether the origin may embed this frame: the only ancestor, where the browser names its ancestors. */
function isEmbedder(origin: string): boolean {
  const { ancestorOrigins } = window.location
  if (ancestorOrigins === undefined) return origin !== 'null'
  return ancestorOrigins.length === 1 && ancestorOrigins[0] === origin
}

function isHello(data: unknown): data is Hello {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'hello'
}
