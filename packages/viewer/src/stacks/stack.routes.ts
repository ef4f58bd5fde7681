// Stacks of errors in an opened replay, as places in the app's own source.
import { z } from 'zod'
import { replayRoles } from '../access/app-access.ts'
import type { StackReply } from '../api-types.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { resolveStack } from './stack.service.ts'

const count = z.number().int().min(0).max(99_999_999)

const reply: z.ZodType<StackReply, StackReply> = z.object({
  frames: z
    .array(
      z.object({
        file: z.string(),
        line: z.number().int(),
        column: z.number().int(),
        name: z.exactOptional(z.string()),
        source: z.exactOptional(z.array(z.string()).readonly()),
        sourceFrom: z.exactOptional(z.number().int()),
        isResolved: z.boolean(),
      }),
    )
    .readonly(),
})

/** Places in the app's source for frames of a release; those that no map knows come back as they went in. */
export const resolveStackRoute: Route = defineRoute({
  method: 'post',
  path: '/api/replays/:replayId/stacks',
  summary: 'Resolve an error’s stack by the source maps of the release, in an opened replay',
  permission: replayRoles,
  audit: 'stack.read',
  params: z.object({ replayId: z.uuid() }),
  body: z.strictObject({
    release: z.string().min(1).max(64),
    frames: z
      .array(
        z.strictObject({
          source: z.string().max(64),
          line: count,
          column: count,
          script: z.exactOptional(count),
        }),
      )
      .max(352),
  }),
  reply,
  handle: ({ actor, params, body, client, requestId }, deps): Promise<StackReply> =>
    resolveStack(deps, { ...params, actor, client, requestId }, body),
})
