// What a route says of itself: the routes are mounted by it and docs/api/ingest.openapi.json is made from it.
import { z } from 'zod'

/** A response of a route. */
export interface ResponseDeclaration {
  readonly description: string
  readonly schema?: z.ZodType
  /** Of a body that is not JSON. */
  readonly mediaType?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A route with everything that a client must know. */
export interface RouteDeclaration {
  readonly method: 'get' | 'post'
  /** In Hono's form: `:name` for a parameter. */
  readonly path: string
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  /** Parameters of the path and the headers of the request, by name. */
  readonly parameters?: Readonly<
    Record<string, { readonly in: 'path' | 'header'; readonly description: string }>
  >
  readonly body?: { readonly mediaType: string; readonly description: string }
  readonly responses: Readonly<Record<number, ResponseDeclaration>>
}

/** The body of every refusal. */
export function refusalSchema(...codes: readonly string[]): z.ZodType {
  return z.strictObject({
    error: z.strictObject({ code: z.enum(codes), requestId: z.uuid() }),
  })
}
