// Stacks of errors in an opened replay, as places in the app's own source.
import type { StackFrame } from '@reseal/redaction-rules'
import type { ResolvedFrame, StackReply } from '../../../src/api-types.ts'
import { postJson } from './request.ts'

export type { ResolvedFrame } from '../../../src/api-types.ts'

/** Frames of an error, and the release that it was recorded in. */
export interface RecordedStack {
  readonly release: string
  readonly frames: readonly StackFrame[]
}

/** One for each frame, in order; a frame that no map knows comes back as it went in, `isResolved` false. */
export async function resolveStack(
  replayId: string,
  { release, frames }: RecordedStack,
): Promise<readonly ResolvedFrame[]> {
  const body = {
    release,
    frames: frames.map(({ source, line, column, script }) => ({
      source,
      line,
      column,
      ...(script === undefined ? {} : { script }),
    })),
  }
  const reply = await postJson<StackReply>(`/api/replays/${replayId}/stacks`, body)
  return reply.frames
}
