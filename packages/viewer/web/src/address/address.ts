// The address bar is the state of the viewer: pure functions between an URL and what is shown.
import { writeSyntax } from '../../../src/search/search-syntax.ts'
import { termsOfFilter } from '../sessions/facet-terms.ts'
import { formatPosition, parsePosition } from './clock.ts'

/** What the viewer shows. Times are milliseconds from the start of the session. */
export type Address =
  | { readonly page: 'sign-in' }
  | SessionsAddress
  | ErrorsAddress
  | ReplayAddress
  | AuditAddress
  | QuarantineAddress
  | { readonly page: 'passkeys' }
  | { readonly page: 'sign-ins'; readonly everyone?: boolean }
  | { readonly page: 'service-tokens' }
  | { readonly page: 'rules' }
  | { readonly page: 'retention' }
  | { readonly page: 'holds'; readonly session?: string; readonly all?: boolean }
  | DeletionsAddress
  | ConsentsAddress
  | AccessAddress
  | ReviewsAddress
  | { readonly page: 'people' }
  | BreachScopeAddress
  | { readonly page: 'integrity' }
  | { readonly page: 'apps' | 'setup'; readonly app?: string }
  | { readonly page: 'system' | 'sealing-keys' | 'identity-provider' }
  | { readonly page: 'missing' }

/** A session's replay; `panel` is what stands beside it, where that is not the usual one. */
export interface ReplayAddress {
  readonly page: 'replay'
  readonly session: string
  readonly tMs: number
  readonly stream?: string
  readonly panel?: string
  /** Hash of a rule set that waits: what it would open or close is outlined. */
  readonly preview?: string
}

/** The list of sessions; `q` is a search as people write it, `error:any page:/intake/**`. */
export interface SessionsAddress {
  readonly page: 'sessions'
  readonly app?: string
  readonly q?: string
}

/** Errors by group, those that `q` finds; `error` is the fingerprint of the one that is looked at. */
export interface ErrorsAddress {
  readonly page: 'errors'
  readonly app?: string
  readonly q?: string
  readonly error?: string
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
  readonly ticket?: string
  /** Up to now: `7d`. */
  readonly last?: string
  /** Days (UTC), 2026-11-22, both included. */
  readonly from?: string
  readonly to?: string
  readonly before?: number
}

/** What was forgotten; with a session its certificate. */
export interface DeletionsAddress {
  readonly page: 'deletions'
  readonly session?: string
  readonly app?: string
  readonly before?: number
}

/** Consent receipts; days (UTC), both included. */
export interface ConsentsAddress {
  readonly page: 'consents'
  readonly app?: string
  readonly notice?: string
  readonly from?: string
  readonly to?: string
  readonly cursor?: string
}

/** The scope of a breach; without a time the form alone. */
export interface BreachScopeAddress {
  readonly page: 'breach-scope'
  readonly actor?: string
  /** Id of a sealing key. */
  readonly key?: string
  readonly app?: string
  /** Days (UTC), both included. */
  readonly from?: string
  readonly to?: string
}

/** Quarantined sessions; `state` is `quarantined` where it is left out. */
export interface QuarantineAddress {
  readonly page: 'quarantine'
  readonly session?: string
  readonly app?: string
  readonly state?: string
  readonly detector?: string
  readonly release?: string
  /** `urgent` where it is left out. */
  readonly sort?: string
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
  if (path === '/system' || path === '/sealing-keys' || path === '/identity-provider') {
    return { page: path.slice(1) as 'system' | 'sealing-keys' | 'identity-provider' }
  }
  const ofApp = /^\/(apps|setup)(?:\/([a-z0-9-]{1,64}))?$/.exec(path)
  if (ofApp !== null) return { page: ofApp[1] as 'apps' | 'setup', ...optional('app', ofApp[2] ?? null) }
  if (path === '/access') return parseAccess(url.searchParams)
  const week = /^\/reviews(?:\/(\d{4}-\d\d-\d\d))?$/.exec(path)
  if (week !== null) return { page: 'reviews', ...optional('week', dayOf(week[1] ?? null)) }
  if (path === '/audit') return parseAudit(url.searchParams)
  if (path === '/integrity') return { page: 'integrity' }
  if (path === '/breach-scope') return parseBreachScope(url.searchParams)
  if (path === '/rules') return { page: 'rules' }
  if (path === '/retention') return { page: 'retention' }
  if (path === '/holds') return parseHolds(url.searchParams)
  if (path === '/consents') return parseConsents(url.searchParams)
  if (path === '/deletions') return parseDeletions(url.searchParams)
  const deleted = /^\/deletions\/([^/]+)$/.exec(path)?.[1]
  if (deleted !== undefined && isId(deleted)) return { page: 'deletions', session: deleted }
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
      return withQuery('/sessions', { app: address.app, q: address.q })
    case 'errors':
      return withQuery('/errors', { app: address.app, q: address.q, error: address.error })
    case 'replay': {
      const t = address.tMs > 0 ? formatPosition(address.tMs) : undefined
      return withQuery(`/sessions/${address.session}`, {
        t,
        stream: address.stream,
        panel: address.panel,
        preview: address.preview,
      })
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
    case 'retention':
      return '/retention'
    case 'holds':
      return withQuery('/holds', {
        session: address.session,
        of: address.all === true ? 'all' : undefined,
      })
    case 'deletions': {
      const before = address.before === undefined ? undefined : String(address.before)
      if (address.session !== undefined) return `/deletions/${address.session}`
      return withQuery('/deletions', { app: address.app, before })
    }
    case 'consents': {
      const { page: _, ...query } = address
      return withQuery('/consents', { ...query })
    }
    case 'people':
      return '/people'
    case 'integrity':
      return '/integrity'
    case 'breach-scope': {
      const { page: _, ...asked } = address
      return withQuery('/breach-scope', { ...asked })
    }
    case 'system':
    case 'sealing-keys':
    case 'identity-provider':
      return `/${address.page}`
    case 'apps':
    case 'setup':
      return address.app === undefined ? `/${address.page}` : `/${address.page}/${address.app}`
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
  const filter = query.get('filter')
  const q = query.get('q') ?? (filter === null ? null : writeSyntax(termsOfFilter(filter)))
  return { page: 'sessions', ...optional('app', query.get('app')), ...optional('q', q) }
}

function parseErrors(query: URLSearchParams): ErrorsAddress {
  const error = query.get('error') ?? ''
  return {
    page: 'errors',
    ...optional('app', query.get('app')),
    ...optional('q', query.get('q')),
    ...(/^[0-9a-f]{32}$/.test(error) ? { error } : {}),
  }
}

function parseReplay(session: string, query: URLSearchParams): Address {
  const stream = query.get('stream')
  return {
    page: 'replay',
    session,
    tMs: parsePosition(query.get('t') ?? '') ?? 0,
    ...(stream !== null && isId(stream) ? { stream } : {}),
    ...optional('panel', panelIn(query)),
    ...optional('preview', hashIn(query, 'preview')),
  }
}

function hashIn(query: URLSearchParams, name: string): string | null {
  const hash = query.get(name)
  return hash !== null && /^[0-9a-f]{64}$/.test(hash) ? hash : null
}

function panelIn(query: URLSearchParams): string | null {
  const panel = query.get('panel')
  return panel !== null && /^[a-z]{1,16}$/.test(panel) ? panel : null
}

function parseHolds(query: URLSearchParams): Address {
  const session = query.get('session')
  return {
    page: 'holds',
    ...(session !== null && isId(session) ? { session } : {}),
    ...(query.get('of') === 'all' ? { all: true } : {}),
  }
}

function parseDeletions(query: URLSearchParams): DeletionsAddress {
  const before = query.get('before') ?? ''
  return {
    page: 'deletions',
    ...optional('app', query.get('app')),
    ...(/^\d{1,15}$/.test(before) ? { before: Number(before) } : {}),
  }
}

function parseConsents(query: URLSearchParams): ConsentsAddress {
  return {
    page: 'consents',
    ...optional('app', query.get('app')),
    ...optional('notice', query.get('notice')),
    ...optional('from', dayOf(query.get('from'))),
    ...optional('to', dayOf(query.get('to'))),
    ...optional('cursor', query.get('cursor')),
  }
}

function parseQuarantine(query: URLSearchParams): QuarantineAddress {
  return {
    page: 'quarantine',
    ...optional('app', query.get('app')),
    ...optional('state', stateOf(query.get('state'))),
    ...optional('detector', query.get('detector')),
    ...optional('release', query.get('release')),
    ...optional('sort', query.get('sort') === 'newest' ? 'newest' : null),
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
    ...optional('ticket', query.get('ticket')),
    ...optional('last', spanOf(query.get('last'))),
    ...optional('from', dayOf(query.get('from'))),
    ...optional('to', dayOf(query.get('to'))),
    ...(/^\d{1,15}$/.test(before) ? { before: Number(before) } : {}),
  }
}

function spanOf(text: string | null): string | null {
  return text !== null && /^[1-9]\d{0,4}[mhdw]$/.test(text) ? text : null
}

function parseBreachScope(query: URLSearchParams): BreachScopeAddress {
  return {
    page: 'breach-scope',
    ...optional('actor', query.get('actor')),
    ...optional('key', query.get('key')),
    ...optional('app', query.get('app')),
    ...optional('from', dayOf(query.get('from'))),
    ...optional('to', dayOf(query.get('to'))),
  }
}

function dayOf(text: string | null): string | null {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null
}

function optional<Name extends string>(name: Name, value: string | null): { readonly [N in Name]?: string } {
  return value === null || value === '' ? {} : ({ [name]: value } as { readonly [N in Name]: string })
}

function readable(code: string): string {
  return code === '%20' ? '+' : decodeURIComponent(code)
}

function withQuery(path: string, values: Readonly<Record<string, string | undefined>>): string {
  const query = Object.entries(values)
    .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
    // Colons and slashes are allowed in a query, and `t=0:08` and `q=page:/intake` are meant to be read by people.
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%(?:3A|2F|20)/gu, readable)}`)
  return query.length === 0 ? path : `${path}?${query.join('&')}`
}
