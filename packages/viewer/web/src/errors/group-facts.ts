// What is said of a group of errors beside its numbers.
import type { ErrorGroupReply } from '../../../src/api-types.ts'

const newForMs = 7 * 86_400_000

/** Whether it was first seen within the last seven days. */
export function isNew({ firstSeenMs }: Pick<ErrorGroupReply, 'firstSeenMs'>, nowMs: number): boolean {
  return nowMs - firstSeenMs < newForMs
}

/** Where it was thrown: in the app's own source where a source map knows it, else in what was served. */
export function placeOf({ frames, place }: Pick<ErrorGroupReply, 'frames' | 'place'>): string {
  if (place !== undefined) {
    const { file, line, column, name } = place
    return `${name === undefined ? '' : `${name}, `}${file}:${line}:${column}`
  }
  const [first] = frames
  return first === undefined
    ? 'no stack'
    : `line ${first.line}, column ${first.column} of script ${first.source + 1}`
}
