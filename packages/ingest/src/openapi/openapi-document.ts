// OpenAPI 3.1 of the routes that ingest declares.
import { z } from 'zod'
import type { ResponseDeclaration, RouteDeclaration } from './route-declaration.ts'

type JsonObject = { readonly [key: string]: unknown }

// Equal routes give equal documents.
function createOpenapiDocument(routes: readonly RouteDeclaration[]): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Reseal ingest',
      version: '1',
      description:
        'Takes sealed segments from recorders and acknowledges them with signed receipts. Opens nothing.',
    },
    paths,
  }
}

function operationOf(route: RouteDeclaration): JsonObject {
  const { operationId, summary, description, parameters, body, responses } = route
  return {
    operationId,
    summary,
    ...(description !== undefined && { description }),
    ...(parameters !== undefined && { parameters: Object.entries(parameters).map(parameterOf) }),
    ...(body !== undefined && {
      requestBody: {
        required: true,
        description: body.description,
        content: { [body.mediaType]: { schema: { type: 'string', format: 'binary' } } },
      },
    }),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [status, responseOf(response)]),
    ),
  }
}

function parameterOf([name, parameter]: [string, { in: string; description: string }]): JsonObject {
  return { name, ...parameter, required: true, schema: { type: 'string' } }
}

function responseOf({ description, schema, mediaType, headers }: ResponseDeclaration): JsonObject {
  const content =
    schema !== undefined
      ? { 'application/json': { schema: withoutDialect(z.toJSONSchema(schema)) } }
      : mediaType !== undefined && { [mediaType]: { schema: { type: 'string' } } }
  return {
    description,
    ...(headers !== undefined && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [
          name,
          { description: text, schema: { type: 'string' } },
        ]),
      ),
    }),
    ...(content !== false && { content }),
  }
}

function withoutDialect(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema'))
}

/** The document as the file in docs/api holds it. */
export function renderOpenapi(routes: readonly RouteDeclaration[]): string {
  return `${JSON.stringify(createOpenapiDocument(routes), null, 2)}\n`
}
