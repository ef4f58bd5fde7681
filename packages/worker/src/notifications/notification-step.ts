// Delivers notifications (design.md §8): at least once, each way by itself, later and later where it fails. A row goes once
// it was taken; a worker that dies in between leaves one that is sent again, under the same id.
import { createOutboxRepository, type Database, type OutboxEntry, type OutboxRepository } from '@reseal/store'
import type { Log } from '../logging/log-line.ts'
import { SinkError } from '../sinks/sink-error.ts'
import type { Step } from '../steps.ts'
import { readNotificationSettings } from './notification-settings.ts'
import { type EmailSender, openEmail } from './send-email.ts'
import { openWebhook, type WebhookSender } from './send-webhook.ts'

/** How notifications are delivered. */
export interface NotificationOptions {
  /** Private file of the webhook and the mail server; without it, notifications are dropped. */
  readonly settingsFile: string
  /** Where links lead. */
  readonly publicOrigin: string
  /** Largest time without an answer; default 15 s. */
  readonly timeoutMs?: number
  /** After the first failure, doubled with each further one; default 1 s. */
  readonly retryAfterMs?: number
  /** Default 1 s. */
  readonly everyMs?: number
}

const defaults = { timeoutMs: 15_000, retryAfterMs: 1000, everyMs: 1000 }
const longestRetryMs = 5 * 60_000
const entriesPerTurn = 100
// Older than that nobody is helped by it.
const tooOldMs = 7 * 24 * 60 * 60_000

type Ways = Readonly<Record<OutboxEntry['channel'], Opened | undefined>>
type Opened = { readonly send: Send; readonly close: () => void } | SinkError
type Send = (entry: OutboxEntry, signal: AbortSignal) => Promise<void>

/** The step; `db` is the worker's. */
export function createNotificationStep(db: Database, given: NotificationOptions, log: Log): Step {
  const options = { ...defaults, ...given }
  const outbox = createOutboxRepository(db)
  return {
    name: 'notifications',
    everyMs: options.everyMs,
    async run({ signal }) {
      const due = await outbox.listDue(entriesPerTurn)
      if (due.length === 0) return false
      const ways = await openWays(options)
      try {
        for (const entry of due) {
          if (signal.aborted) break
          await deliver(entry, ways, { outbox, options, signal, log })
        }
      } finally {
        for (const way of Object.values(ways)) if (way && !(way instanceof SinkError)) way.close()
      }
      return true
    },
  }
}

interface Turn {
  readonly outbox: OutboxRepository
  readonly options: Required<NotificationOptions>
  readonly signal: AbortSignal
  readonly log: Log
}

async function deliver(entry: OutboxEntry, ways: Ways, turn: Turn): Promise<void> {
  const way = ways[entry.channel]
  const isGone = entry.channel === 'email' && entry.email === undefined
  // Nobody to tell, or nothing to tell it with.
  if (way === undefined || isGone || Date.now() - entry.createdAtMs > tooOldMs) {
    await turn.outbox.remove([entry.id])
    return
  }
  try {
    if (way instanceof SinkError) throw way
    await way.send(entry, turn.signal)
    await turn.outbox.remove([entry.id])
  } catch (error) {
    if (!(error instanceof SinkError)) throw error
    if (turn.signal.aborted) return
    const { channel } = entry
    if (entry.failing !== error.code) turn.log({ event: 'notification-failing', channel, code: error.code })
    const againInMs = pauseAfter(entry.failures, error, turn.options)
    await turn.outbox.fail(entry.id, { code: error.code, againInMs })
  }
}

/** A way that cannot be opened fails each entry by itself, so that the others go on. */
async function openWays(options: Required<NotificationOptions>): Promise<Ways> {
  const { settingsFile, timeoutMs } = options
  try {
    const { webhook, email } = await readNotificationSettings(settingsFile)
    return {
      webhook: webhook && orFailure(() => webhookWay(openWebhook(webhook, timeoutMs), options)),
      email: email && orFailure(() => emailWay(openEmail(email, timeoutMs), options)),
    }
  } catch (error) {
    if (!(error instanceof SinkError)) throw error
    return { webhook: error, email: error }
  }
}

function orFailure(open: () => Opened): Opened {
  try {
    return open()
  } catch (error) {
    if (error instanceof SinkError) return error
    throw error
  }
}

function webhookWay(sender: WebhookSender, { publicOrigin }: NotificationOptions): Opened {
  const send: Send = (entry, signal) => sender.send({ entry, url: publicOrigin + entry.link }, signal)
  return { send, close: sender.close }
}

function emailWay(sender: EmailSender, { publicOrigin }: NotificationOptions): Opened {
  const send: Send = (entry) => sender.send({ entry, url: publicOrigin + entry.link }, entry.email ?? '')
  return { send, close: sender.close }
}

/** Half of it by chance: what failed together does not come back together. */
function pauseAfter(
  failures: number,
  error: SinkError,
  { retryAfterMs }: Required<NotificationOptions>,
): number {
  const longestMs = Math.min(retryAfterMs * 2 ** Math.min(failures, 20), longestRetryMs)
  return Math.max(error.retryAfterMs ?? 0, longestMs * (0.5 + Math.random() / 2))
}
