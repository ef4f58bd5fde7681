// The viewer's end of the replay frame: one hello by origin-checked postMessage, then a port.
import type { FrameCommand, FrameReport } from '../../../replay-frame/src/frame-messages.ts'

/** The frame once it listens. */
export interface PlayerConnection {
  send(command: FrameCommand): void
  close(): void
}

/**
 * Connects to a frame that has loaded. The hello names the origin it is meant for, so a frame that shows anything
 * else never gets the port.
 */
export function connectPlayer(
  frame: HTMLIFrameElement,
  origin: string,
  onReport: (report: FrameReport) => void,
): PlayerConnection {
  const channel = new MessageChannel()
  channel.port1.onmessage = (message: MessageEvent<FrameReport>) => onReport(message.data)
  frame.contentWindow?.postMessage({ type: 'hello' }, origin, [channel.port2])
  return {
    send: (command) => channel.port1.postMessage(command),
    close: () => channel.port1.close(),
  }
}
