// OpenAPI 3.1 description of the declared routes; docs/api/viewer.openapi.json is written from it.
import { z } from 'zod'
import type { Permission, Route } from './route.ts'

type Json = { readonly [key: string]: unknown }

/** Describes the routes. Each operation says who may call it and which audit action it leaves. */
export function describeRoutes(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/gu, '{$1}').replace(/\*$/u, '{path}')
    paths[path] ??= {}
    paths[path][route.method] = describeRoute(route)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Reseal viewer',
      version: '1',
      description:
        'Audited replay. Every unsafe request needs the viewer’s own Origin; errors are { error: { code, requestId } }.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'reseal_session' } },
      schemas: { Error: toJsonSchema(errorSchema, 'output') },
    },
  }
}

const errorSchema = z.object({ error: z.object({ code: z.string(), requestId: z.string() }) })

function describeRoute(route: Route): Json {
  return {
    summary: route.summary,
    'x-permission': route.permission,
    'x-audit': route.audit,
    ...(route.stepUp ? { 'x-step-up': true } : {}),
    security: route.permission === 'public' ? [] : [{ session: [] }],
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              [route.signedForm ? 'application/x-www-form-urlencoded' : 'application/json']: {
                schema: toJsonSchema(route.body, 'input'),
              },
            },
          },
        }),
    responses: {
      [String(route.status)]: {
        description: permissionText(route.permission),
        content: {
          [route.mediaType]: route.reply === undefined ? {} : { schema: toJsonSchema(route.reply, 'output') },
        },
      },
      default: {
        description: 'Refused or failed',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  }
}

function permissionText(permission: Permission): string {
  if (permission === 'public') return 'For anyone'
  if (permission === 'signed-in') return 'For anyone signed in'
  return `For ${permission.join(', ')}`
}

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return []
  const json = toJsonSchema(schema, 'input') as { properties?: Record<string, Json>; required?: string[] }
  return Object.entries(json.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (json.required ?? []).includes(name),
    schema: property,
  }))
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
