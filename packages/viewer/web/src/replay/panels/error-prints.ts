// The fingerprint that the server groups an error by: name, masked message, and the innermost places of the stack
// (packages/worker/src/indexing/fingerprint.ts). What it is made of is what this browser has anyway.
import type { ErrorDescription } from '@reseal/redaction-rules'

const comparedFrames = 3

/** What a fingerprint is made of. Scripts bear other tokens in each stream, so a script is its place in the stack. */
export function errorForm({ name, message, frames }: ErrorDescription): string {
  const sources = [...new Set(frames.map(({ source }) => source))]
  const places = frames
    .slice(0, comparedFrames)
    .map(({ source, line, column }) => [sources.indexOf(source), line, column])
  return JSON.stringify([name, message, places])
}

/** 32 hex digits; undefined where the browser makes no digests. */
export async function errorPrint(form: string): Promise<string | undefined> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto.subtle
  if (subtle === undefined) return undefined
  const digest = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(form)))
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
