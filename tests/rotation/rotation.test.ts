// Rotation under load (design.md §6): several writers record under the keys that their pages have while keys are rotated, and
// what runs is never restarted. Not one segment is refused, and every stream that was acknowledged opens.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type InitKeys, recordStream } from '../support/sealed-stream.ts'
import { clinicOrigin, type RunningDeployment, startDeployment } from './running-deployment.ts'

// More of both: RESEAL_ROTATION_WRITERS, RESEAL_ROTATIONS.
const writerCount = Number(process.env['RESEAL_ROTATION_WRITERS'] ?? 4)
const rotationCount = Number(process.env['RESEAL_ROTATIONS'] ?? 2)

let deployment: RunningDeployment
let engineer = ''
beforeAll(async () => {
  deployment = await startDeployment()
  engineer = await deployment.signIn('eng-1', 'engineer')
}, 60_000)
afterAll(() => deployment?.stop())

interface Recorded {
  readonly session: string
  readonly stream: string
  readonly sealingKey: string
}

/** A page of the app records one stream after the other under what it was given, and is deployed anew now and then. */
function startWriter(first: InitKeys): {
  readonly recorded: Recorded[]
  deploy(init: InitKeys): void
  /** Ends after the stream that is being recorded. */
  finish(): Promise<void>
} {
  const recorded: Recorded[] = []
  let init = first
  let isFinishing = false
  const record = async (): Promise<void> => {
    do {
      const page = init
      const made = await recordStream({
        ...page,
        ingestUrl: deployment.ingestUrl,
        origin: clinicOrigin,
        segmentCount: 3,
      })
      recorded.push({ ...made, sealingKey: page.sealingKey })
    } while (!isFinishing)
  }
  // A refusal ends it, and the test with it.
  const running = record()
  running.catch(() => {})
  return {
    recorded,
    deploy: (next) => void (init = next),
    async finish() {
      isFinishing = true
      await running
    },
  }
}

/** Events of a stream as the viewer that runs gives them; waits for the sentinel. */
async function watch({ session, stream }: Recorded): Promise<string> {
  const ask = (path: string, body?: object): Promise<Response> =>
    deployment.request(path, { cookie: engineer, ...(body !== undefined && { body }) })
  const opened = await ask(`/api/sessions/${session}/replays`, { purpose: 'debugging' })
  expect(opened.status).toBe(201)
  const { replayId } = (await opened.json()) as { replayId: string }
  const range = 'fromMs=1700000000000&toMs=1700000020000'
  let events: Response | undefined
  await expect
    .poll(
      async () => {
        await events?.body?.cancel()
        events = await ask(`/api/replays/${replayId}/streams/${stream}/events?${range}`)
        return events.status
      },
      { timeout: 30_000, interval: 20 },
    )
    .toBe(200)
  return (await events?.text()) ?? ''
}

test('no segment is refused, and every acknowledged stream opens, while keys are rotated', async () => {
  const before = await deployment.init()
  const writers = Array.from({ length: writerCount }, () => startWriter(before))
  const all = (): Recorded[] => writers.flatMap(({ recorded }) => recorded)
  const given = [before.sealingKey]
  for (let rotation = 0; rotation < rotationCount; rotation += 1) {
    const rotated = await deployment.reseal('keys', 'rotate', '--app', 'clinic', '--json')
    expect(rotated).toMatchObject({ code: 0, stderr: '' })
    const next = await deployment.init()
    expect((JSON.parse(rotated.stdout) as { init: InitKeys }).init.sealingKey).toBe(next.sealingKey)
    given.push(next.sealingKey)
    // Every other page is deployed at once; the others go on under what they have.
    for (const [at, writer] of writers.entries()) if (at % 2 === rotation % 2) writer.deploy(next)
    const countOf = (key: string): number => all().filter(({ sealingKey }) => sealingKey === key).length
    const [newer, older] = [countOf(next.sealingKey), all().length]
    await expect.poll(() => countOf(next.sealingKey), { timeout: 30_000 }).toBeGreaterThan(newer)
    await expect.poll(() => all().length, { timeout: 30_000 }).toBeGreaterThan(older + writerCount)
  }
  await Promise.all(writers.map((writer) => writer.finish()))
  const recorded = all()
  expect(new Set(recorded.map(({ sealingKey }) => sealingKey))).toEqual(new Set(given))
  const watched = await Promise.all(recorded.map(watch))
  for (const text of watched) expect(text).toContain('"firstIndex":0,"lastIndex":2')
  const listed = await deployment.reseal('keys', 'list', '--json')
  const keys = JSON.parse(listed.stdout) as { state: string; streams: number; isHere: boolean }[]
  expect(keys.filter(({ state }) => state === 'current')).toHaveLength(1)
  expect(keys.filter(({ state }) => state === 'accepted').length).toBeGreaterThanOrEqual(rotationCount)
  expect(keys.reduce((sum, { streams }) => sum + streams, 0)).toBeGreaterThanOrEqual(recorded.length)
  expect(keys.every(({ isHere }) => isHere)).toBe(true)
}, 120_000)
