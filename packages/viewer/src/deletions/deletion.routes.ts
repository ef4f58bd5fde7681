// What was forgotten on purpose over HTTP, and its certificate, for privacy officers and auditors.
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { certify, listDeletions } from './deletion.service.ts'
import type { DeletionCertificate, DeletionListReply } from './deletions-api.ts'

const readers: readonly Role[] = ['privacy-officer', 'auditor']

const count = z.number().int()
const cause = z.enum(['withdrawal', 'redaction', 'officer', 'retention'])

const listReply: z.ZodType<DeletionListReply, DeletionListReply> = z.object({
  deletions: z
    .array(z.object({ app: z.string(), session: z.string(), cause, atMs: count, streamCount: count }))
    .readonly(),
  nextBefore: count.nullable(),
  withdrawals: z
    .array(
      z.object({
        app: z.string(),
        session: z.string(),
        requestedAtMs: count,
        state: z.enum(['waiting', 'held', 'unproven']),
      }),
    )
    .readonly(),
})

const certificate: z.ZodType<DeletionCertificate, DeletionCertificate> = z.object({
  format: z.literal('reseal/deletion-certificate/1'),
  app: z.string(),
  session: z.string(),
  issuedAtMs: count,
  issuedBy: z.string(),
  whole: z.boolean(),
  streams: z
    .array(
      z.object({
        stream: z.string(),
        headerHash: z.string(),
        cause,
        destroyedAtMs: count,
        derived: z.exactOptional(z.string()),
        tombstone: z.object({ index: count, leaf: z.string(), proof: z.string() }),
      }),
    )
    .readonly(),
  order: z.exactOptional(
    z.object({
      id: z.string(),
      kind: z.enum(['redact', 'shred']),
      proposedAtMs: count,
      proposedBy: z.exactOptional(z.string()),
      reason: z.exactOptional(z.string()),
      decidedAtMs: z.exactOptional(count),
      decidedBy: z.exactOptional(z.string()),
      auditIndex: z.exactOptional(count),
    }),
  ),
  remaining: z.object({ streamKeys: count, summaries: count, findings: count, notes: count }),
  backups: z.discriminatedUnion('declared', [
    z.object({ declared: z.literal(false) }),
    z.object({ declared: z.literal(true), maxAgeDays: count, effectiveAtMs: count }),
  ]),
  exported: z
    .array(
      z.object({
        auditIndex: count,
        atMs: count,
        by: z.exactOptional(z.string()),
        bytes: z.exactOptional(count),
      }),
    )
    .readonly(),
  readCount: count,
  log: z.object({ origin: z.string(), publicKey: z.string() }),
  verification: z.exactOptional(z.object({ atMs: count, intact: z.boolean() })),
})

const listDeletionsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/deletions',
  summary: 'List what was forgotten on purpose, newest first, and withdrawals that wait',
  permission: readers,
  audit: 'audit.read',
  query: z.object({
    app: z.exactOptional(z.string().regex(/^[a-z0-9-]{1,64}$/u)),
    before: z.exactOptional(z.coerce.number().int().min(1)),
  }),
  reply: listReply,
  handle: ({ actor, query, client, requestId }, deps): Promise<DeletionListReply> =>
    listDeletions(deps, { actor, client, requestId }, query),
})

const certifyRoute: Route = defineRoute({
  method: 'get',
  path: '/api/sessions/:id/deletion',
  summary:
    'The certificate of a session’s forgotten streams: tombstones with their inclusion proofs, what was destroyed, from when on, and what had left before',
  permission: readers,
  audit: 'deletion.certify',
  params: z.object({ id: z.uuid() }),
  reply: certificate,
  handle: ({ actor, params, client, requestId }, deps): Promise<DeletionCertificate> =>
    certify(deps, { actor, client, requestId }, params.id.toLowerCase()),
})

/** What was forgotten on purpose. */
export const deletionRoutes: readonly Route[] = [listDeletionsRoute, certifyRoute]
