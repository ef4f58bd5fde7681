// Which step of a first recording is done, waited for, or in the way.
import { expect, test } from 'vitest'
import type { AppContactReply } from '../../../src/apps/apps-api.ts'
import { type LiveCheck, liveChecks } from './live-checks.ts'

const app = { origins: ['https://portal.example'], endpoint: 'https://ingest.example', isStopped: false }
const nothing: AppContactReply = {
  isListening: true,
  refused: [],
  today: { parcels: 0, bytes: 0 },
  engineers: 0,
}
const newest = {
  session: '00000000-0000-4000-8000-000000000000',
  receivedAtMs: 1000,
  segments: 2,
  indexedSegments: 1,
  isFailed: false,
  isQuarantined: false,
  hasConsentReceipt: true,
  sdk: 'x',
}

const statesOf = (contact: AppContactReply, of = app): Record<string, LiveCheck['state']> =>
  Object.fromEntries(liveChecks(contact, of).map(({ id, state }) => [id, state]))

test('before anything came everything is waited for', () => {
  expect(new Set(Object.values(statesOf(nothing)))).toEqual(new Set(['waiting']))
})

test('an origin that is not listed may be added', () => {
  const refused = [{ atMs: 1, code: 'origin_not_allowed', origin: 'http://localhost:3000' }]
  const [contact] = liveChecks({ ...nothing, refused }, app)
  expect(contact).toMatchObject({ state: 'problem', origin: 'http://localhost:3000' })
  const listed = { ...app, origins: ['http://localhost:3000'] }
  expect(statesOf({ ...nothing, refused }, listed)['contact']).toBe('done')
})

test('a page that sends no origin is refused, and nothing is offered', () => {
  const refused = [{ atMs: 1, code: 'origin_not_allowed', origin: 'null' }]
  expect(liveChecks({ ...nothing, refused }, app)[0]).not.toHaveProperty('origin')
})

test('with the first segment looked through all is done', () => {
  expect(new Set(Object.values(statesOf({ ...nothing, newest })))).toEqual(new Set(['done']))
})

test('what does not open, what is quarantined and what was stopped is in the way', () => {
  expect(statesOf({ ...nothing, newest: { ...newest, isFailed: true } })).toMatchObject({
    index: 'problem',
    sentinel: 'waiting',
  })
  expect(statesOf({ ...nothing, newest: { ...newest, isQuarantined: true } })['sentinel']).toBe('problem')
  expect(statesOf(nothing, { ...app, isStopped: true })['contact']).toBe('problem')
})
