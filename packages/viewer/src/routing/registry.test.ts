// Deny by default: no route without a declaration, and every role against every route.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'
import { roles } from '../access/actor.ts'
import { mondayOf, nameOfWeek } from '../access-review/weeks.ts'
import { viewerRoutes } from '../routes.ts'
import { describeRoutes } from './openapi.ts'
import type { Route } from './route.ts'

let viewer: ViewerFixture
let recorded: RecordedStream
let replayId: string
const cookies = new Map<string, string>()

beforeAll(async () => {
  // It is anchored once, and a slow machine takes its time.
  viewer = await startViewerFixture({ config: { anchorMaxAgeMs: 24 * 3_600_000 } })
  for (const role of roles) cookies.set(role, await viewer.signInAs(`${role}-1`, [role], ['clinic']))
  cookies.set('nothing', await viewer.signInAs('nobody-1', []))
  recorded = await viewer.record()
  replayId = await viewer.openReplay(recorded.session, cookies.get('engineer') ?? '')
  await viewer.anchor()
})
afterAll(() => viewer.stop())

/** What each role gets from each route; a route that is missing here fails the test below. */
const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'post /api/sign-in': {
    anyone: 401,
    nothing: 401,
    engineer: 401,
    'privacy-officer': 401,
    auditor: 401,
    admin: 401,
  },
  'get /api/sign-in/ways': {
    anyone: 200,
    nothing: 200,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  // No identity provider is configured here.
  'post /api/sign-in/oidc': {
    anyone: 404,
    nothing: 404,
    engineer: 404,
    'privacy-officer': 404,
    auditor: 404,
    admin: 404,
  },
  'get /api/sign-in/oidc/callback': {
    anyone: 303,
    nothing: 303,
    engineer: 303,
    'privacy-officer': 303,
    auditor: 303,
    admin: 303,
  },
  // JSON is no form.
  'post /api/sign-in/oidc/logout': {
    anyone: 400,
    nothing: 400,
    engineer: 400,
    'privacy-officer': 400,
    auditor: 400,
    admin: 400,
  },
  'post /api/step-up/oidc': {
    anyone: 401,
    nothing: 404,
    engineer: 404,
    'privacy-officer': 404,
    auditor: 404,
    admin: 404,
  },
  // Without a token; with a wrong one it would be 401, a few times.
  'post /api/step-up/link': {
    anyone: 401,
    nothing: 400,
    engineer: 400,
    'privacy-officer': 400,
    auditor: 400,
    admin: 400,
  },
  'get /api/sign-ins': {
    anyone: 401,
    nothing: 200,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  'get /api/sign-ins/all': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 200,
  },
  'post /api/sign-ins/:id/revoke': {
    anyone: 401,
    nothing: 404,
    engineer: 404,
    'privacy-officer': 404,
    auditor: 404,
    admin: 404,
  },
  'get /api/me': {
    anyone: 401,
    nothing: 200,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  'get /api/sessions': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'get /api/sessions/facets': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'get /api/sessions/news': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'get /api/errors': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 403,
    admin: 403,
  },
  'get /api/saved-searches': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 403,
    admin: 403,
  },
  'post /api/saved-searches': {
    anyone: 401,
    nothing: 403,
    engineer: 201,
    'privacy-officer': 201,
    auditor: 403,
    admin: 403,
  },
  'post /api/saved-searches/:id/removal': {
    anyone: 401,
    nothing: 403,
    engineer: 404,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'get /api/sessions/:id': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'post /api/sessions/:id/replays': {
    anyone: 401,
    nothing: 403,
    engineer: 201,
    'privacy-officer': 403,
    auditor: 403,
    admin: 403,
  },
  'get /api/replays/:replayId/streams/:stream/events': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/replays/:replayId/played': {
    anyone: 401,
    nothing: 403,
    engineer: 204,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/replays/:replayId/stacks': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'get /api/replays/:replayId/notes': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/replays/:replayId/notes': {
    anyone: 401,
    nothing: 403,
    engineer: 404,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/replays/:replayId/notes/:note/remove': {
    anyone: 401,
    nothing: 403,
    engineer: 404,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'get /api/quarantines': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 403,
    admin: 403,
  },
  'get /api/quarantines/trend': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 403,
    admin: 403,
  },
  'get /api/quarantines/:id': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/quarantines/:id/release': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'get /api/rules': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  'post /api/rules/:seq/decision': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'get /api/orders': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 403,
    admin: 403,
  },
  'get /api/sessions/:id/orders': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 403,
    admin: 403,
  },
  'post /api/sessions/:id/orders': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 403,
  },
  'post /api/orders/:id/confirm': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/orders/:id/refuse': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'get /api/grants': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'post /api/grants': {
    anyone: 401,
    nothing: 403,
    engineer: 201,
    'privacy-officer': 403,
    auditor: 403,
    admin: 403,
  },
  'post /api/break-glass': {
    anyone: 401,
    nothing: 403,
    engineer: 201,
    'privacy-officer': 403,
    auditor: 403,
    admin: 403,
  },
  'post /api/grants/:id/approve': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/grants/:id/deny': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/grants/:id/revoke': {
    anyone: 401,
    nothing: 403,
    engineer: 404,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/grants/:id/review': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 404,
    admin: 403,
  },
  'get /api/users': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 200,
  },
  'post /api/users': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 201,
  },
  'post /api/users/:id': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 404,
  },
  'get /api/reviews': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'get /api/reviews/:week': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'post /api/reviews/:week/sign-off': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 409,
    admin: 403,
  },
  'get /api/holds': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'post /api/holds': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/holds/:id/lift': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'get /api/retention': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'post /api/retention': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 400,
    auditor: 403,
    admin: 403,
  },
  'post /api/retention/:seq/decision': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'get /api/retention/due': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 404,
    admin: 403,
  },
  'post /api/retention/runs': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'get /api/deletions': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'get /api/deletions/orders': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'post /api/deletions/orders': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/deletions/orders/:id/confirm': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/deletions/orders/:id/refuse': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'get /api/deletions/orders/:id/certificate': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 404,
    admin: 403,
  },
  'get /api/sessions/:id/deletion': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 404,
    admin: 403,
  },
  'get /api/consents': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'get /api/consents/export': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'get /api/rules/manifests/changes': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 404,
    admin: 404,
  },
  'get /api/audit': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  'get /api/audit/export': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  'get /api/audit/trend': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'get /api/attention': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'get /api/audit/breach-scope': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'get /api/integrity/checkpoints': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 200,
    admin: 403,
  },
  'get /api/audit/who-saw': {
    anyone: 401,
    nothing: 403,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  'get /api/audit/:index/receipt': {
    anyone: 401,
    nothing: 403,
    engineer: 404,
    'privacy-officer': 200,
    auditor: 200,
    admin: 404,
  },
  'get /api/streams/:stream/receipt': {
    anyone: 401,
    nothing: 403,
    engineer: 409,
    'privacy-officer': 409,
    auditor: 409,
    admin: 403,
  },
  'get /api/apps': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 200,
  },
  'post /api/apps': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 400,
  },
  'post /api/apps/:app': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 404,
  },
  'post /api/apps/:app/access': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 404,
  },
  'get /api/apps/:app/contact': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 404,
  },
  'get /api/sealing-keys': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 403,
    admin: 200,
  },
  'post /api/sealing-keys/:key/retirement': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 404,
  },
  'post /api/key-retirements/:id/approve': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 403,
  },
  'post /api/key-retirements/:id/refuse': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 404,
  },
  'get /api/system': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 200,
  },
  'post /api/identity-provider/check': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 200,
  },
  'get /api/integrity': {
    anyone: 401,
    nothing: 200,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  'get /healthz': {
    anyone: 200,
    nothing: 200,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  'get /readyz': {
    anyone: 200,
    nothing: 200,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  'get /health': {
    anyone: 200,
    nothing: 200,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  'get /*': { anyone: 404, nothing: 404, engineer: 404, 'privacy-officer': 404, auditor: 404, admin: 404 },
  'post /api/sign-in/passkey/challenge': {
    anyone: 409,
    nothing: 409,
    engineer: 409,
    'privacy-officer': 409,
    auditor: 409,
    admin: 409,
  },
  'post /api/sign-in/passkey': {
    anyone: 409,
    nothing: 409,
    engineer: 409,
    'privacy-officer': 409,
    auditor: 409,
    admin: 409,
  },
  'post /api/invitation/challenge': {
    anyone: 409,
    nothing: 409,
    engineer: 409,
    'privacy-officer': 409,
    auditor: 409,
    admin: 409,
  },
  'post /api/invitation': {
    anyone: 409,
    nothing: 409,
    engineer: 409,
    'privacy-officer': 409,
    auditor: 409,
    admin: 409,
  },
  'get /api/passkeys': {
    anyone: 401,
    nothing: 200,
    engineer: 200,
    'privacy-officer': 200,
    auditor: 200,
    admin: 200,
  },
  'post /api/passkeys/challenge': {
    anyone: 401,
    nothing: 409,
    engineer: 409,
    'privacy-officer': 409,
    auditor: 409,
    admin: 409,
  },
  'post /api/passkeys': {
    anyone: 401,
    nothing: 409,
    engineer: 409,
    'privacy-officer': 409,
    auditor: 409,
    admin: 409,
  },
  'post /api/passkeys/:id/name': {
    anyone: 401,
    nothing: 404,
    engineer: 404,
    'privacy-officer': 404,
    auditor: 404,
    admin: 404,
  },
  'post /api/passkeys/:id/remove': {
    anyone: 401,
    nothing: 404,
    engineer: 404,
    'privacy-officer': 404,
    auditor: 404,
    admin: 404,
  },
  'post /api/step-up/passkey/challenge': {
    anyone: 401,
    nothing: 409,
    engineer: 409,
    'privacy-officer': 409,
    auditor: 409,
    admin: 409,
  },
  'post /api/step-up/passkey': {
    anyone: 401,
    nothing: 409,
    engineer: 409,
    'privacy-officer': 409,
    auditor: 409,
    admin: 409,
  },
  'post /api/users/:id/invitations': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 403,
    auditor: 403,
    admin: 409,
  },
  'get /api/service-tokens': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 403,
    admin: 200,
  },
  'post /api/service-tokens': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 201,
    auditor: 403,
    admin: 403,
  },
  'post /api/service-tokens/:id/revoke': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 404,
    auditor: 403,
    admin: 404,
  },
  'get /api/sessions/:id/export': {
    anyone: 401,
    nothing: 403,
    engineer: 403,
    'privacy-officer': 200,
    auditor: 403,
    admin: 403,
  },
  // Last, for it ends the session.
  'post /api/sign-out': {
    anyone: 401,
    nothing: 204,
    engineer: 204,
    'privacy-officer': 204,
    auditor: 204,
    admin: 204,
  },
}

const id = 'AAAA'
const envelope = { id, rawId: id, type: 'public-key' }
const assertion = {
  ...envelope,
  response: { clientDataJSON: id, authenticatorData: id, signature: id },
}
const credential = { ...envelope, response: { clientDataJSON: id, attestationObject: id } }

const bodies: Readonly<Record<string, object>> = {
  '/api/sign-in/passkey': assertion,
  '/api/step-up/passkey': assertion,
  '/api/invitation/challenge': { token: 'x' },
  '/api/invitation': { token: 'x', name: 'x', credential },
  '/api/passkeys': { name: 'x', credential },
  '/api/passkeys/:id/name': { name: 'x' },
  '/api/service-tokens': { name: 'x', apps: ['clinic'], purposes: ['quality'], days: 1 },
  '/api/grants': { app: 'clinic', scope: { kind: 'app' }, reason: 'x', hours: 1 },
  '/api/break-glass': { app: 'clinic', scope: { kind: 'app' }, reason: 'x', minutes: 1 },
  '/api/grants/:id/approve': {},
  '/api/grants/:id/deny': {},
  '/api/grants/:id/revoke': {},
  '/api/grants/:id/review': { verdict: 'justified' },
  '/api/users': { name: 'x', roles: [], apps: [] },
  '/api/users/:id': { apps: [] },
  '/api/apps': { id: 'x', name: 'x', origins: ['https://x.example'] },
  '/api/apps/:app': { command: 'off' },
  '/api/apps/:app/access': { grantsRequired: true },
  '/api/sealing-keys/:key/retirement': { reason: 'x', withShred: false },
  '/api/key-retirements/:id/approve': {},
  '/api/key-retirements/:id/refuse': { reason: 'x' },
  '/api/identity-provider/check': {},
  '/api/reviews/:week/sign-off': { toIndex: 1 },
  '/api/sign-in': { token: 'x' },
  '/api/sign-in/oidc': {},
  '/api/step-up/oidc': {},
  '/api/quarantines/:id/release': { reason: 'x' },
  '/api/rules/:seq/decision': { approve: true, reason: 'x' },
  '/api/sessions/:id/orders': {
    kind: 'redact',
    reason: 'x',
    redaction: { mask: [{ id: 'x', selector: 'p' }] },
  },
  '/api/orders/:id/refuse': { reason: 'x' },
  '/api/deletions/orders': { app: 'missing', reason: 'x' },
  '/api/deletions/orders/:id/refuse': { reason: 'x' },
  '/api/holds': { scope: { kind: 'app', app: 'missing' }, reason: 'x' },
  '/api/holds/:id/lift': { reason: 'x' },
  '/api/retention': { rules: {}, reason: 'x' },
  '/api/retention/:seq/decision': { approve: true, reason: 'x' },
  '/api/retention/runs': {},
  '/api/saved-searches': { name: 'x', query: 'filter=has:error' },
  '/api/replays/:replayId/played': { streams: [] },
  '/api/replays/:replayId/stacks': { release: 'x', frames: [] },
  '/api/replays/:replayId/notes': {
    stream: '00000000-0000-4000-8000-000000000000',
    atMs: 1,
    text: 'x',
  },
}

// It sends a browser to the identity provider; what comes of that is an event of the callback's.
const beginnings = ['post /api/sign-in/oidc']

const nameOf = (route: Route) => `${route.method} ${route.path}`

function call(name: string, cookie: string | undefined): Promise<Response> {
  const [method = '', pattern = ''] = name.split(' ')
  const path = pattern
    .replace(':id', recorded.session)
    .replace(':app', 'nowhere')
    .replace(':key', '0'.repeat(16))
    .replace(':replayId', replayId)
    .replace(':stream', recorded.stream)
    .replace(':index', '1')
    .replace(':seq', '1')
    .replace(':week', nameOfWeek(mondayOf(Date.now())))
    .replace(':note', '00000000-0000-4000-8000-000000000000')
    .replace('*', 'nothing-here.txt')
  const queries: Readonly<Record<string, string>> = {
    events: `?fromMs=${recorded.startedAtMs}&toMs=${recorded.startedAtMs}`,
    export: '?format=jsonl',
    '/api/sessions/:id/export': '?purpose=quality',
    '/api/rules/manifests/changes': '?app=clinic&release=1.0.0',
    'who-saw': `?session=${recorded.session}`,
    'breach-scope': '?fromMs=0&toMs=1',
  }
  const query = queries[pattern] ?? queries[pattern.split('/').at(-1) ?? ''] ?? ''
  const options = cookie === undefined ? {} : { cookie }
  const body = bodies[pattern] ?? { purpose: 'debugging' }
  return method === 'post' ? viewer.post(path, body, options) : viewer.request(path + query, options)
}

describe('the registry', () => {
  test('declares every route that Hono knows', () => {
    const declared = new Set(viewerRoutes.map(nameOf))
    const mounted = viewer.app.routes.filter((route) => route.method !== 'ALL')
    expect(mounted.length).toBeGreaterThan(10)
    for (const route of mounted) expect(declared).toContain(`${route.method.toLowerCase()} ${route.path}`)
    // What is mounted for all methods is middleware over everything, never a route of its own.
    for (const route of viewer.app.routes.filter((each) => each.method === 'ALL'))
      expect(route.path).toBe('/*')
  })

  test('audits every route that changes something or shows recordings or the log', () => {
    const unaudited = viewerRoutes.filter(
      (route) => route.audit === 'none' && !beginnings.includes(nameOf(route)),
    )
    for (const route of unaudited) {
      expect(route.method).toBe('get')
      expect(route.path).not.toMatch(/replays|audit/u)
    }
  })

  test('has an expectation for every route', () => {
    expect(Object.keys(expected).sort()).toEqual(viewerRoutes.map(nameOf).sort())
  })

  const cells = Object.entries(expected).flatMap(([name, row]) =>
    Object.entries(row).map(([who, status]) => [name, who, status] as const),
  )
  test.each(cells)('%s for %s gives %i', async (name, who, status) => {
    const response = await call(name, cookies.get(who))
    expect(response.status).toBe(status)
    if (status === 403) expect(await errorCode(response)).toMatch(/^(?:role_not_allowed|not_quarantined)$/u)
    else await response.arrayBuffer()
  })

  test('is described by the OpenAPI document in docs', async () => {
    const path = join(import.meta.dirname, '../../../../docs/api/viewer.openapi.json')
    const described = JSON.stringify(describeRoutes(viewerRoutes), undefined, 2)
    // Out of date? Run `node packages/viewer/scripts/write-openapi.mjs`.
    expect(await readFile(path, 'utf8')).toBe(`${described}\n`)
  })
})
