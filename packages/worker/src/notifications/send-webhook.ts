// Tells a webhook, signed as batches of audit events are and to the address that was checked (docs/audit-export.md).
import type { OutboxEntry } from '@reseal/store'
import { createHttpsPusher } from '../sinks/push-https.ts'
import type { WebhookSettings } from './notification-settings.ts'

/** What a notification says, whichever way: that something happened, and where it is shown. */
export interface NotificationText {
  readonly entry: OutboxEntry
  /** Address in the viewer. */
  readonly url: string
}

/** A webhook that is open for a turn. */
export interface WebhookSender {
  /** Resolves once it was taken. @throws SinkError */
  send(text: NotificationText, signal: AbortSignal): Promise<void>
  close(): void
}

/** Opens it. @throws SinkError `insecure`, `address`, `secret` */
export function openWebhook(
  { url, ca, isPrivate = false, signingKey }: WebhookSettings,
  timeoutMs: number,
): WebhookSender {
  const place = { kind: 'https', url, isPrivate, ...(ca !== undefined && { ca }) } as const
  const pusher = createHttpsPusher({ name: 'notifications', place, signingKey, timeoutMs })
  return {
    send: async ({ entry, url: link }, signal) => {
      const { eventId, kind, createdAtMs, id } = entry
      const said = { id: eventId, kind, time: new Date(createdAtMs).toISOString(), link }
      const body = Buffer.from(`${JSON.stringify(said)}\n`)
      await pusher.push(
        { first: id, last: id, body, mediaType: 'application/json', extension: 'json' },
        signal,
      )
    },
    close: pusher.close,
  }
}
