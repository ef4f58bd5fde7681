// Apps over HTTP, for admins: what there is, a new one, what changes of one, and how far its first recording came.
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { readContact } from './app-contact.service.ts'
import { addApp, changeApp, listApps } from './apps.service.ts'
import { type AppContactReply, type AppsReply, commandWords } from './apps-api.ts'
import { isAppOrigin } from './origins.ts'

const admins: readonly Role[] = ['admin']

const count = z.number().int()
const use = z.object({ parcels: count, bytes: count })

const sealingKey = z.object({
  id: z.string(),
  publicKey: z.string(),
  state: z.enum(['in-use', 'listed']),
  apps: z.array(z.string()).readonly(),
})

const appReply = z.object({
  id: z.string(),
  name: z.string(),
  appKey: z.string(),
  origins: z.array(z.string()).readonly(),
  sealingKeyId: z.string(),
  sealingKey: z.string().nullable(),
  command: z.enum(commandWords),
  parcelsRefused: z.boolean(),
  grantsRequired: z.boolean(),
  dailyQuotaBytes: count.nullable(),
  today: use,
  ruleSet: z.exactOptional(z.object({ version: z.string(), sha256: z.string(), publishedAtMs: count })),
  changes: z
    .array(
      z.object({
        atMs: count,
        by: z.exactOptional(z.string()),
        setting: z.string(),
        from: z.exactOptional(z.string()),
        to: z.exactOptional(z.string()),
      }),
    )
    .readonly(),
})

const appsReply: z.ZodType<AppsReply, AppsReply> = z.object({
  apps: z.array(appReply).readonly(),
  recorders: z.object({
    endpoint: z.string().nullable(),
    receiptKey: z.string().nullable(),
    viewerUrl: z.string(),
  }),
  sealingKeys: z.array(sealingKey).readonly(),
  ticketPattern: z.string(),
})

const contactReply: z.ZodType<AppContactReply, AppContactReply> = z.object({
  isListening: z.boolean(),
  refused: z.array(z.object({ atMs: count, code: z.string(), origin: z.string() })).readonly(),
  today: use,
  newest: z.exactOptional(
    z.object({
      session: z.string(),
      receivedAtMs: count,
      segments: count,
      indexedSegments: count,
      isFailed: z.boolean(),
      isQuarantined: z.boolean(),
      hasConsentReceipt: z.boolean(),
      sdk: z.string(),
    }),
  ),
  engineers: count,
})

const appId = z.string().regex(/^[a-z0-9-]{1,64}$/u)
const origins = z.array(z.string().refine(isAppOrigin, 'an origin')).min(1).max(32)
const sealingKeyId = z.string().regex(/^[0-9a-f]{16}$/u)
const params = z.object({ app: appId })

/** Text that the database can hold. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text))

// A petabyte, and more than a number of JSON says exactly is none.
const mostBytes = 2 ** 50

const listAppsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/apps',
  summary: 'Apps with their settings, what is given to their pages, and what was changed of them',
  permission: admins,
  audit: 'configuration.view',
  reply: appsReply,
  handle: ({ actor, client, requestId }, deps): Promise<AppsReply> =>
    listApps(deps, { actor, client, requestId }),
})

const addAppRoute: Route = defineRoute({
  method: 'post',
  path: '/api/apps',
  summary: 'Register an app, with a fresh key',
  permission: admins,
  audit: 'configuration.change',
  body: z.strictObject({ id: appId, name, origins, sealingKeyId: z.exactOptional(sealingKeyId) }),
  reply: appsReply,
  status: 201,
  handle: ({ actor, client, requestId, body }, deps): Promise<AppsReply> =>
    addApp(deps, { actor, client, requestId }, body),
})

const changeAppRoute: Route = defineRoute({
  method: 'post',
  path: '/api/apps/:app',
  summary: 'Change what ingest takes of an app, or what its recorders are told',
  permission: admins,
  audit: 'configuration.change',
  params,
  body: z.strictObject({
    allowedOrigins: z.exactOptional(origins),
    command: z.exactOptional(z.enum(commandWords)),
    dailyQuotaBytes: z.exactOptional(count.min(0).max(mostBytes)),
    parcelsRefused: z.exactOptional(z.boolean()),
  }),
  reply: appsReply,
  handle: ({ actor, client, requestId, params: { app }, body }, deps): Promise<AppsReply> =>
    changeApp(deps, { actor, client, requestId }, { id: app, ...body }),
})

// Who may watch, and to which key: what a borrowed browser must not change.
const changeAccessRoute: Route = defineRoute({
  method: 'post',
  path: '/api/apps/:app/access',
  summary: 'Change whether engineers of an app need grants, or the sealing key that its pages are given',
  permission: admins,
  audit: 'configuration.change',
  stepUp: true,
  params,
  body: z.strictObject({
    grantsRequired: z.exactOptional(z.boolean()),
    sealingKeyId: z.exactOptional(sealingKeyId),
  }),
  reply: appsReply,
  handle: ({ actor, client, requestId, params: { app }, body }, deps): Promise<AppsReply> =>
    changeApp(deps, { actor, client, requestId }, { id: app, ...body }),
})

const contactRoute: Route = defineRoute({
  method: 'get',
  path: '/api/apps/:app/contact',
  summary: 'How far the newest recording of an app came, and which origins ingest refused',
  permission: admins,
  audit: 'none',
  params,
  reply: contactReply,
  handle: ({ params: { app } }, deps): Promise<AppContactReply> => readContact(deps, app),
})

/** All of them. */
export const appRoutes: readonly Route[] = [
  listAppsRoute,
  addAppRoute,
  changeAppRoute,
  changeAccessRoute,
  contactRoute,
]
