// The export of a session: the one route that takes a service token, and for people the privacy officers' (design.md §8).
import { z } from 'zod'
import { noteLimit, purposes } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { exportSession } from './export-session.service.ts'

/** Text that the log can hold: no NUL, no half of a surrogate pair. */
const text = (longest: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => value.isWellFormed() && !value.includes('\0'))

/** A session's events as NDJSON, one rrweb event a line. */
export const exportSessionRoute: Route = defineRoute({
  method: 'get',
  path: '/api/sessions/:id/export',
  summary: 'Export a session: rrweb events as NDJSON',
  permission: ['privacy-officer'],
  serviceToken: true,
  stepUp: true,
  audit: 'recording.export',
  params: z.object({ id: z.uuid() }),
  query: z.strictObject({
    purpose: z.enum(purposes),
    note: z.exactOptional(text(noteLimit)),
    ticket: z.exactOptional(text(64)),
  }),
  mediaType: 'application/x-ndjson',
  handle: ({ params, query, actor, serviceToken, client, requestId }, deps) =>
    exportSession(deps, {
      ...query,
      session: params.id.toLowerCase(),
      actor,
      serviceToken,
      client,
      requestId,
    }),
})
