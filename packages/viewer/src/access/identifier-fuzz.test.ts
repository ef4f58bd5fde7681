// Whatever ids and tokens somebody puts together, of other apps, other people and other times, tampered with and cut off:
// nothing that was recorded in an app reaches anyone but its own people, and nothing at all without a whole token.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { GrantReply } from '../api-types.ts'
import { viewerRoutes } from '../routes.ts'

let viewer: ViewerFixture
const apps = ['clinic', 'lab'] as const
type App = (typeof apps)[number]

/** Everything that one app has, and what must not leave it. */
interface Made {
  readonly app: App
  readonly session: string
  readonly stream: string
  readonly startedAtMs: number
  readonly replay: string
  readonly grant: string
  readonly cookie: string
  /** In every recorded segment. */
  readonly canary: string
}
const made: Made[] = []
let officer = ''

beforeAll(async () => {
  viewer = await startViewerFixture()
  for (const app of apps) {
    const canary = `canary-${app}-${crypto.randomUUID()}`
    const recorded = await viewer.record({
      app,
      plaintext: (index) =>
        JSON.stringify([{ type: index === 0 ? 2 : 3, timestamp: index, data: { canary } }]),
    })
    await viewer.anchor()
    const cookie = await viewer.signInAs(`eng-${app}`, ['engineer'], [app])
    const replay = await viewer.openReplay(recorded.session, cookie)
    const wish = { app, scope: { kind: 'app' }, reason: 'x', hours: 1 }
    const asked = (await (await viewer.post('/api/grants', wish, { cookie })).json()) as GrantReply
    made.push({ ...recorded, app, replay, grant: asked.id, cookie, canary })
  }
  officer = await viewer.signInAs('officer-1', ['privacy-officer'])
  await viewer.anchor()
})
afterAll(() => viewer.stop())

const pick = fc.nat({ max: apps.length - 1 })
const kinds = ['session', 'stream', 'replay', 'grant'] as const

/** An id of anything, in any form somebody might try. */
const anyId = fc
  .record({
    of: pick,
    kind: fc.constantFrom(...kinds),
    form: fc.constantFrom('whole', 'whole', 'whole', 'upper', 'cut', 'changed', 'encoded', 'none'),
  })
  .map(({ of, kind, form }) => (): string => {
    const id = made[of]?.[kind] ?? ''
    switch (form) {
      case 'whole':
        return id
      case 'upper':
        return id.toUpperCase()
      case 'cut':
        return id.slice(0, -1)
      case 'changed':
        return `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`
      case 'encoded':
        return `${id}%00`
      case 'none':
        return '00000000-0000-4000-8000-000000000000'
    }
  })

interface Bearer {
  readonly cookie: string | undefined
  /** Whose sessions the whole token may read; nobody's where it is not whole. */
  readonly reads: App | undefined
}

/** A token of somebody, whole or not. */
const anyBearer = fc
  .record({
    of: pick,
    form: fc.constantFrom(
      'whole',
      'whole',
      'officer',
      'none',
      'cut',
      'halves',
      'flipped',
      'doubled',
      'renamed',
    ),
    at: fc.nat({ max: 200 }),
  })
  .map(({ of, form, at }) => (): Bearer => {
    const person = made[of]
    const [cookie, app] = [person?.cookie ?? '', person?.app]
    const other = made[1 - of]?.cookie ?? ''
    const [name = '', token = ''] = cookie.split('=')
    const [proof = ''] = token.split('.')
    // What follows the point seals what an identity provider gave, and proves nothing by itself.
    const forged = (value: string): Bearer => ({
      cookie: value,
      reads: value.startsWith(`${name}=${proof}.`) ? app : undefined,
    })
    switch (form) {
      case 'whole':
        return { cookie, reads: app }
      case 'officer':
        return { cookie: officer, reads: undefined }
      case 'none':
        return { cookie: undefined, reads: undefined }
      case 'cut':
        return forged(`${name}=${token.slice(0, at % token.length)}`)
      case 'halves':
        return forged(`${name}=${proof}.${other.split('.')[1] ?? ''}`)
      case 'flipped': {
        // Not the last one: of its bits some are no part of what it stands for.
        const place = at % (proof.length - 1)
        const changed = token[place] === 'A' ? 'B' : 'A'
        return forged(`${name}=${token.slice(0, place)}${changed}${token.slice(place + 1)}`)
      }
      case 'doubled':
        return forged(`${name}=${token}${token}`)
      case 'renamed':
        return forged(`x${name}=${token}`)
    }
  })

const routes = viewerRoutes.filter(
  ({ path }) => path.startsWith('/api/') && !path.startsWith('/api/sign') && !path.startsWith('/api/step'),
)

const anyRequest = fc.record({
  route: fc.constantFrom(...routes),
  ids: fc.array(anyId, { minLength: 3, maxLength: 3 }),
  bearer: anyBearer,
  app: fc.constantFrom(...apps, 'nowhere'),
})

test('nothing recorded leaves its app, whatever ids and tokens are put together', async () => {
  let refusedCount = 0
  const property = fc.asyncProperty(anyRequest, async ({ route, ids, bearer, app }) => {
    const [first = '', second = '', third = ''] = ids.map((make) => make())
    const { cookie, reads } = bearer()
    let next = 0
    const path = route.path.replaceAll(/:\w+/gu, () => [first, second, third][next++] ?? '')
    const query = `?fromMs=0&toMs=8640000000000000&session=${first}&app=${app}&purpose=quality`
    const asked = route.path.endsWith('/events') ? '?fromMs=0&toMs=8640000000000000' : query
    const body = { purpose: 'debugging', stream: second, app, session: first }
    const options = cookie === undefined ? {} : { cookie }
    const response =
      route.method === 'get'
        ? await viewer.request(path + asked, options)
        : await viewer.post(path, body, options)
    const text = await response.text()
    for (const { canary, app: its } of made) if (its !== reads) expect(text).not.toContain(canary)
    const isOpen = route.permission === 'public'
    if (reads === undefined && cookie !== officer && !isOpen)
      expect(response.status).toBeGreaterThanOrEqual(400)
    if (response.status === 404) refusedCount += 1
  })
  await fc.assert(property)
  expect(refusedCount).toBeGreaterThan(0)
})

test('a replay of one app gives nothing of another, whichever stream is asked for', async () => {
  const property = fc.asyncProperty(anyBearer, anyId, anyId, async (bearer, replay, stream) => {
    const { cookie, reads } = bearer()
    const path = `/api/replays/${replay()}/streams/${stream()}/events?fromMs=0&toMs=8640000000000000`
    const text = await (await viewer.request(path, cookie === undefined ? {} : { cookie })).text()
    for (const { canary, app } of made) {
      if (app !== reads) expect(text).not.toContain(canary)
    }
  })
  // What nobody but chance finds is tried first: each person’s own replay and stream are read.
  for (const { replay, stream, cookie, canary } of made) {
    const path = `/api/replays/${replay}/streams/${stream}/events?fromMs=0&toMs=8640000000000000`
    expect(await (await viewer.request(path, { cookie })).text()).toContain(canary)
  }
  await fc.assert(property)
})
