// Holds what the browser got against what the log says was released before it: byte by byte.
import { constants, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { RangeAnswer } from './recording-proxy.ts'
import type { CommittedRange, WatchedSession } from './watched-session.ts'

/** What was found; empty lists where all is well. */
export interface Coverage {
  readonly answerCount: number
  readonly byteCount: number
  /** Sentences without content. */
  readonly violations: readonly string[]
  /** `stream:index` of every segment of which something arrived, and of every one that was released. */
  readonly received: ReadonlySet<string>
  readonly released: ReadonlySet<string>
}

/** Compares everything up to now. */
export async function checkCoverage(watched: WatchedSession): Promise<Coverage> {
  const ranges = await watched.releasedRanges()
  const byIndex = new Map(ranges.map((range) => [range.index, range]))
  const violations: string[] = []
  const received = new Set<string>()
  let byteCount = 0
  for (const answer of watched.proxy.answers) {
    const text = decode(answer)
    byteCount += text.length
    const problem = problemOf(watched, answer, {
      text,
      range: byIndex.get(answer.auditIndex ?? -1),
      received,
    })
    if (problem !== undefined)
      violations.push(`${problem} (status ${answer.status}, event ${answer.auditIndex})`)
  }
  const released = new Set(
    ranges.flatMap(({ stream, fromIndex, toIndex }) =>
      Array.from({ length: toIndex - fromIndex + 1 }, (_, step) => `${stream}:${fromIndex + step}`),
    ),
  )
  return { answerCount: watched.proxy.answers.length, byteCount, violations, received, released }
}

interface Judged {
  readonly text: string
  readonly range: CommittedRange | undefined
  readonly received: Set<string>
}

function problemOf(watched: WatchedSession, answer: RangeAnswer, judged: Judged): string | undefined {
  const { text, range, received } = judged
  if (answer.status !== 200) {
    // What died on its way says nothing.
    return text === '' || /^\{"error":\{"code":"[a-z_]+","requestId":"[0-9a-f-]{36}"\}\}$/u.test(text)
      ? undefined
      : 'a refusal held more than its code'
  }
  if (text === '') return undefined
  if (!answer.wasCommitted) return 'bytes came before their event was committed'
  if (range === undefined || range.stream !== answer.stream) return 'bytes of a stream that no event releases'
  const expected = watched.linesOf(range.stream, range.fromIndex, range.toIndex)
  const events = text.slice(0, expected.length)
  const trailer = text.slice(expected.length)
  if (!expected.startsWith(events)) return 'bytes that the released range does not hold'
  if (trailer !== '' && !/^\{"(?:end|error)":\{[^{}]*\}\}\n?$/u.test(trailer))
    return 'bytes behind the released range'
  if (answer.isWhole && !trailer.startsWith('{"end"')) return 'a whole answer without its end'
  for (let index = range.fromIndex; index <= range.toIndex; index += 1) {
    if (
      index > range.fromIndex &&
      watched.linesOf(range.stream, range.fromIndex, index - 1).length >= events.length
    )
      break
    received.add(`${range.stream}:${index}`)
  }
  return undefined
}

/** Also of an answer that broke off: what a browser could read of it. */
function decode({ encoding, chunks }: RangeAnswer): string {
  const bytes = Buffer.concat(chunks)
  if (bytes.length === 0) return ''
  if (encoding === 'gzip') return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString()
  if (encoding === 'zstd')
    return zstdDecompressSync(bytes, { finishFlush: constants.ZSTD_e_flush }).toString()
  return bytes.toString()
}
