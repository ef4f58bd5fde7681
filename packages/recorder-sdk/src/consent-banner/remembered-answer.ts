// The answer to a notice, as this browser remembers it.
import type { KeptRecord } from '../browser/kept-record.ts'

/** What was answered, to which notice, when (milliseconds since the Unix epoch). */
export interface RememberedAnswer {
  readonly answer: 'granted' | 'declined'
  readonly noticeVersion: string
  readonly atMs: number
}

/** Reads an answer; undefined where there is none, or what is there is none: anyone on the page may have written it. */
export function readAnswer(record: KeptRecord): RememberedAnswer | undefined {
  const value = record.read()
  if (typeof value !== 'object' || value === null) return undefined
  const { answer, noticeVersion, atMs } = value as Readonly<Record<string, unknown>>
  if (answer !== 'granted' && answer !== 'declined') return undefined
  if (typeof noticeVersion !== 'string' || !Number.isSafeInteger(atMs)) return undefined
  return { answer, noticeVersion, atMs: atMs as number }
}

/** Whether an answer still counts for a notice: it is to that notice, not older than `rememberMs`, and not of the future. */
export function stillCounts(
  { noticeVersion, atMs }: RememberedAnswer,
  asked: { readonly noticeVersion: string; readonly rememberMs: number; readonly nowMs: number },
): boolean {
  const ageMs = asked.nowMs - atMs
  return noticeVersion === asked.noticeVersion && ageMs >= 0 && ageMs < asked.rememberMs
}
