// The address bar is the state of the viewer: pure functions between an URL and what is shown.
import { formatPosition, parsePosition } from './clock.ts'

/** What the viewer shows. Times are milliseconds from the start of the session. */
export type Address =
  | { readonly page: 'sign-in' }
  | SessionsAddress
  | ErrorsAddress
  | { readonly page: 'replay'; readonly session: string; readonly tMs: number; readonly stream?: string }
  | AuditAddress
  | QuarantineAddress
  | { readonly page: 'passkeys' }
  | { readonly page: 'sign-ins'; readonly everyone?: boolean }
  | { readonly page: 'service-tokens' }
  | { readonly page: 'rules' }
  | AccessAddress
  | ReviewsAddress
  | { readonly page: 'people' }
  | { readonly page: 'missing' }

/** The list of sessions; `filter` is `has:error,page:/patients/:id`. */
export interface SessionsAddress {
  readonly page: 'sessions'
  readonly app?: string
  readonly filter?: string
  readonly cursor?: string
}

/** Errors by group; `error` is the fingerprint of the one that a link led to. */
export interface ErrorsAddress {
  readonly page: 'errors'
  readonly app?: string
  readonly error?: string
  readonly cursor?: string
}

/** Grants; `grant` is the one that a link led to, `of` what is listed to those who decide. */
export interface AccessAddress {
  readonly page: 'access'
  readonly grant?: string
  readonly of?: 'all' | 'mine'
}

/** The weekly review; without a week the one that presses most. */
export interface ReviewsAddress {
  readonly page: 'reviews'
  /** Its Monday, 2026-11-23. */
  readonly week?: string
}

/** The audit page with its filters; `before` is the leaf index the page ends below. */
export interface AuditAddress {
  readonly page: 'audit'
  readonly actor?: string
  readonly action?: string
  readonly app?: string
  readonly session?: string
  readonly purpose?: string
  readonly outcome?: string
  /** Days (UTC), 2026-11-22, both included. */
  readonly from?: string
  readonly to?: string
  readonly before?: number
}

/** Quarantined sessions; `state` is `quarantined` where it is left out. */
export interface QuarantineAddress {
  readonly page: 'quarantine'
  readonly session?: string
  readonly app?: string
  readonly state?: string
  readonly cursor?: string
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether the text is a session's or stream's id. */
export function isId(text: string): boolean {
  return uuidPattern.test(text)
}

/** Reads a path with its query. Parameters that do not parse are left out rather than refused. */
export function parseAddress(pathAndQuery: string): Address {
  const url = new URL(pathAndQuery, 'https://viewer.invalid')
  const path = url.pathname.replace(/\/+$/, '')
  if (path === '' || path === '/sessions') return parseSessions(url.searchParams)
  if (path === '/sign-in') return { page: 'sign-in' }
  if (path === '/sign-ins') {
    return { page: 'sign-ins', ...(url.searchParams.get('of') === 'everyone' ? { everyone: true } : {}) }
  }
  if (path === '/passkeys') return { page: 'passkeys' }
  if (path === '/service-tokens') return { page: 'service-tokens' }
  if (path === '/errors') return parseErrors(url.searchParams)
  if (path === '/people') return { page: 'people' }
  if (path === '/access') return parseAccess(url.searchParams)
  const week = /^\/reviews(?:\/(\d{4}-\d\d-\d\d))?$/.exec(path)
  if (week !== null) return { page: 'reviews', ...optional('week', dayOf(week[1] ?? null)) }
  if (path === '/audit') return parseAudit(url.searchParams)
  if (path === '/rules') return { page: 'rules' }
  if (path === '/quarantine') return parseQuarantine(url.searchParams)
  const quarantined = /^\/quarantine\/([^/]+)$/.exec(path)?.[1]
  if (quarantined !== undefined && isId(quarantined)) return { page: 'quarantine', session: quarantined }
  const session = /^\/sessions\/([^/]+)$/.exec(path)?.[1]
  if (session !== undefined && isId(session)) return parseReplay(session, url.searchParams)
  return { page: 'missing' }
}

/** The path with query of an address; {@link parseAddress} reads it back. */
export function formatAddress(address: Address): string {
  switch (address.page) {
    case 'sign-in':
      return '/sign-in'
    case 'sign-ins':
      return address.everyone === true ? '/sign-ins?of=everyone' : '/sign-ins'
    case 'passkeys':
    case 'service-tokens':
      return `/${address.page}`
    case 'sessions':
      return withQuery('/sessions', { app: address.app, filter: address.filter, cursor: address.cursor })
    case 'errors':
      return withQuery('/errors', { app: address.app, error: address.error, cursor: address.cursor })
    case 'replay': {
      const t = address.tMs > 0 ? formatPosition(address.tMs) : undefined
      return withQuery(`/sessions/${address.session}`, { t, stream: address.stream })
    }
    case 'audit': {
      const before = address.before === undefined ? undefined : String(address.before)
      const { page: _, before: __, ...filters } = address
      return withQuery('/audit', { ...filters, before })
    }
    case 'quarantine': {
      const { page: _, session, ...query } = address
      return session === undefined ? withQuery('/quarantine', { ...query }) : `/quarantine/${session}`
    }
    case 'rules':
      return '/rules'
    case 'people':
      return '/people'
    case 'access':
      return withQuery('/access', { of: address.of, grant: address.grant })
    case 'reviews':
      return address.week === undefined ? '/reviews' : `/reviews/${address.week}`
    case 'missing':
      return '/'
  }
}

function parseAccess(query: URLSearchParams): AccessAddress {
  const [grant, of] = [query.get('grant'), query.get('of')]
  return {
    page: 'access',
    ...(of === 'all' || of === 'mine' ? { of } : {}),
    ...(grant !== null && isId(grant) ? { grant } : {}),
  }
}

function parseSessions(query: URLSearchParams): Address {
  return {
    page: 'sessions',
    ...optional('app', query.get('app')),
    ...optional('filter', query.get('filter')),
    ...optional('cursor', query.get('cursor')),
  }
}

function parseErrors(query: URLSearchParams): ErrorsAddress {
  const error = query.get('error') ?? ''
  return {
    page: 'errors',
    ...optional('app', query.get('app')),
    ...(/^[0-9a-f]{32}$/.test(error) ? { error } : {}),
    ...optional('cursor', query.get('cursor')),
  }
}

function parseReplay(session: string, query: URLSearchParams): Address {
  const stream = query.get('stream')
  return {
    page: 'replay',
    session,
    tMs: parsePosition(query.get('t') ?? '') ?? 0,
    ...(stream !== null && isId(stream) ? { stream } : {}),
  }
}

function parseQuarantine(query: URLSearchParams): QuarantineAddress {
  return {
    page: 'quarantine',
    ...optional('app', query.get('app')),
    ...optional('state', stateOf(query.get('state'))),
    ...optional('cursor', query.get('cursor')),
  }
}

function stateOf(text: string | null): string | null {
  return text !== null && /^(?:all|quarantined|released|redacted|shredded)$/.test(text) ? text : null
}

function parseAudit(query: URLSearchParams): AuditAddress {
  const before = query.get('before') ?? ''
  return {
    page: 'audit',
    ...optional('actor', query.get('actor')),
    ...optional('action', query.get('action')),
    ...optional('app', query.get('app')),
    ...optional('session', query.get('session')),
    ...optional('purpose', query.get('purpose')),
    ...optional('outcome', query.get('outcome')),
    ...optional('from', dayOf(query.get('from'))),
    ...optional('to', dayOf(query.get('to'))),
    ...(/^\d{1,15}$/.test(before) ? { before: Number(before) } : {}),
  }
}

function dayOf(text: string | null): string | null {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null
}

function optional<Name extends string>(name: Name, value: string | null): { readonly [N in Name]?: string } {
  return value === null || value === '' ? {} : ({ [name]: value } as { readonly [N in Name]: string })
}

function withQuery(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const query = Object.entries(values)
    .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
    // A colon is allowed in a query, and `t=0:08` is meant to be read by people.
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%3A', ':')}`)
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}
