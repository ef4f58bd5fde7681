// Receipts over HTTP: C2SP tlog-proof texts that verify offline (docs/protocol.md §10.2). Reading one is an audit event itself.
import { z } from 'zod'
import { roles } from '../access/actor.ts'
import { sessionListRoles } from '../access/app-access.ts'
import { recordEvent } from '../audit/record-event.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { getEventReceipt, getStreamPlace, getStreamReceipt, type Receipt } from './receipt.service.ts'

const mediaType = 'text/plain; charset=utf-8'

/** The receipt of one event: its leaf, and a proof that leads to a signed, anchored checkpoint. */
export const auditReceiptRoute: Route = defineRoute({
  method: 'get',
  path: '/api/audit/:index/receipt',
  summary: 'Receipt of an audit event (C2SP tlog-proof): that it is in the anchored log; verifies offline',
  permission: roles,
  audit: 'audit.read',
  params: z.object({ index: z.coerce.number().int().min(0) }),
  mediaType,
  handle: async ({ actor, params, client, requestId, signal }, deps): Promise<Response> => {
    await recordEvent(deps, { action: 'audit.read', outcome: 'success', actor, client, requestId })
    return toResponse(await getEventReceipt(deps, actor, { index: params.index, signal }))
  },
})

/** The receipt of a stream's close leaf: how many segments it had, and its last link. */
export const streamReceiptRoute: Route = defineRoute({
  method: 'get',
  path: '/api/streams/:stream/receipt',
  summary:
    'Receipt of a closed stream (C2SP tlog-proof): how it ended, in the anchored log; verifies offline',
  permission: sessionListRoles,
  audit: 'audit.read',
  params: z.object({ stream: z.uuid() }),
  mediaType,
  handle: async ({ actor, params, client, requestId, signal }, deps): Promise<Response> => {
    const target = await getStreamPlace(deps, actor, params.stream)
    await recordEvent(deps, { action: 'audit.read', outcome: 'success', actor, client, requestId, target })
    return toResponse(await getStreamReceipt(deps, { stream: params.stream, signal }))
  },
})

function toResponse({ text, fileName }: Receipt): Response {
  return new Response(text, {
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  })
}
