// What a route of the viewer's API must declare before it exists: who may call it and how it is audited
// (design.md §8: deny by default; a route without a declared permission and audit class fails a test).
import type { AuditAction, ServiceToken } from '@reseal/store'
import type { z } from 'zod'
import type { Actor, ClientInfo, Role } from '../access/actor.ts'
import type { ViewerDeps } from '../deps.ts'

/** Who may call a route: anyone, anyone signed in, or whoever holds one of the roles. */
export type Permission = 'public' | 'signed-in' | readonly Role[]

/** Which audit action a call leaves in the log; `none` for what reads or changes nothing worth a record. */
export type AuditClass = 'none' | AuditAction

/** A request after permission, origin and schemas were checked. */
export interface RouteRequest<P extends Permission, Params, Query, Body> {
  actor: P extends 'public' ? undefined : Actor
  /** What a service came with, on a route that takes it; a person has none. */
  serviceToken: ServiceToken | undefined
  params: Params
  query: Query
  body: Body
  client: ClientInfo
  requestId: string
  /** Path of the URL, for the routes that serve files. */
  path: string
  /** Value of the session cookie, if there was one. */
  cookie: string | undefined
  /** Value of the cookie of a sign-in under way at the identity provider. */
  ceremonyCookie: string | undefined
  /** Header of the same name. */
  acceptEncoding: string | undefined
  /** Aborts when the client goes away. */
  signal: AbortSignal
}

/** The declaration of a route and its handler. */
export interface RouteSpec<
  P extends Permission,
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
> {
  method: 'get' | 'post'
  /** Hono's pattern, `:name` for parameters. */
  path: string
  summary: string
  permission: P
  audit: AuditClass
  /** Only with an authentication of the last five minutes; without one the answer is `step_up_required`. */
  stepUp?: true
  /**
   * The body is a form from a service that signs what it says, and that has no cookie: no page of the viewer’s sends it. Only where
   * the permission is `public`.
   */
  signedForm?: P extends 'public' ? true : never
  /** Takes a service token in the Authorization header instead of a person; no other route does. */
  serviceToken?: true
  params?: Params
  query?: Query
  body?: Body
  /** Schema of the JSON answer; what it does not name never leaves. Absent where the handler makes the Response. */
  reply?: Reply
  /** Status of the JSON answer. */
  status?: 200 | 201 | 204 | 303
  /** Media type of the answer where it is not JSON. */
  mediaType?: string
  handle: (
    request: RouteRequest<P, z.output<Params>, z.output<Query>, z.output<Body>>,
    deps: ViewerDeps,
  ) => Promise<z.input<Reply> | Response>
}

/** A declared route with its types erased, as the registry holds it. */
export interface Route {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly summary: string
  readonly permission: Permission
  readonly audit: AuditClass
  readonly stepUp: boolean
  readonly signedForm: boolean
  readonly serviceToken: boolean
  readonly params: z.ZodType | undefined
  readonly query: z.ZodType | undefined
  readonly body: z.ZodType | undefined
  readonly reply: z.ZodType | undefined
  readonly status: 200 | 201 | 204 | 303
  readonly mediaType: string
  readonly handle: (
    request: RouteRequest<Permission, unknown, unknown, unknown>,
    deps: ViewerDeps,
  ) => Promise<unknown>
}

/** Declares a route: checks the handler's types against its schemas, then erases them. */
export function defineRoute<
  P extends Permission,
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Reply extends z.ZodType = z.ZodNever,
>(spec: RouteSpec<P, Params, Query, Body, Reply>): Route {
  return {
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    permission: spec.permission,
    audit: spec.audit,
    stepUp: spec.stepUp ?? false,
    signedForm: spec.signedForm ?? false,
    serviceToken: spec.serviceToken ?? false,
    params: spec.params,
    query: spec.query,
    body: spec.body,
    reply: spec.reply,
    status: spec.status ?? 200,
    mediaType: spec.mediaType ?? 'application/json',
    // The registry parses with these very schemas and checks this very permission before it calls.
    handle: spec.handle as Route['handle'],
  }
}
