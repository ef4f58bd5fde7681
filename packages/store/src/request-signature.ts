// How a receiver of the customer's, a sink of checkpoints or of audit events, knows that the worker speaks.
import { createHmac } from 'node:crypto'

/**
 * The value of `Reseal-Signature`: `t=<seconds>,v1=<hex of HMAC-SHA-256 (RFC 2104) over "<seconds>.<body>">`. The time is signed
 * too, so that an old request cannot be passed off as a new one.
 */
export function requestSignature(key: string | Uint8Array, body: string | Uint8Array): string {
  const seconds = Math.floor(Date.now() / 1000)
  return `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.`).update(body).digest('hex')}`
}
