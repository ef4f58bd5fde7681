// Withdrawals that ingest has not taken yet (docs/protocol.md §7.1). They outlive the page: what was promised to whoever
// withdrew is done on a later page load if it cannot be done now.
import { decodeBase64url, encodeWithdrawal } from '@reseal/protocol'
import type { KeptRecord } from '../browser/kept-record.ts'
import type { Post } from './post.ts'

/** A session, and the token in base64url that withdraws it. */
export interface PendingWithdrawal {
  readonly id: string
  readonly withdrawalToken: string
}

/** Brings withdrawals to ingest. */
export interface PendingWithdrawals {
  /** Remembers one and sends it. */
  add(withdrawal: PendingWithdrawal): void
  /** Sends what is pending. Never rejects. */
  send(): Promise<void>
}

const maxPending = 16
const retryAfterMs = 60_000

/** Builds them; `url` is the app's address for withdrawals. Nothing is read, sent or listened to before a call. */
export function createPendingWithdrawals(record: KeptRecord, post: Post, url: string): PendingWithdrawals {
  let timer: ReturnType<typeof setTimeout> | undefined

  // Anyone with access to the page's storage may have written this; what is no withdrawal is not sent.
  function read(): PendingWithdrawal[] {
    const kept = record.read()
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'object' && one !== null) : []
  }

  function encode({ id, withdrawalToken }: PendingWithdrawal): Uint8Array<ArrayBuffer> | undefined {
    try {
      return encodeWithdrawal({ session: id, token: decodeBase64url(withdrawalToken) })
    } catch {
      return undefined
    }
  }

  /** Whether there is nothing left to do about it. */
  async function sendOne(withdrawal: PendingWithdrawal): Promise<boolean> {
    const body = encode(withdrawal)
    if (body === undefined) return true
    try {
      return (await post(url, body, { keepalive: true })).status === 202
    } catch {
      return false
    }
  }

  async function send(): Promise<void> {
    clearTimeout(timer)
    await Promise.all(
      read().map(async (one) => {
        // Another tab may have written meanwhile.
        if (await sendOne(one)) record.write(read().filter(({ id }) => id !== one.id))
      }),
    )
    if (read().length > 0) timer = setTimeout(() => void send(), retryAfterMs)
  }

  return {
    add({ id, withdrawalToken }) {
      record.write([...read(), { id, withdrawalToken }].slice(-maxPending))
      void send()
    },
    send,
  }
}
