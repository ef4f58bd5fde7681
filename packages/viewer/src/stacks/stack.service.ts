// Stacks in an opened replay: under the right by which it is watched, and with an event before anything leaves.
import type { StackReply } from '../api-types.ts'
import type { ViewerDeps } from '../deps.ts'
import { inReplay, type NoteRequest } from '../notes/note.service.ts'
import type { BuiltFrame } from './resolve-frames.ts'

/** Frames of a release. */
export interface StackRequest {
  readonly release: string
  readonly frames: readonly BuiltFrame[]
}

/** Resolves the frames by the maps of the replay's app. @throws ViewerError `not_found`, the deny reasons */
export async function resolveStack(
  deps: ViewerDeps,
  request: NoteRequest,
  { release, frames }: StackRequest,
): Promise<StackReply> {
  const app = await inReplay(deps, request, {
    action: 'stack.read',
    work: (_transaction, replay) => Promise.resolve({ done: replay.appId }),
  })
  return { frames: await deps.resolveStack({ app, release, frames, withSource: true }) }
}
