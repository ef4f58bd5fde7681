// The short form of `node tests/retention/million.ts`: a run killed in the middle and taken up again leaves nothing, loses
// nothing, and tells nothing twice.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

interface Figures {
  readonly dueStreams: number
  readonly killedAfter: number
  readonly run: object
  readonly left: object
}

test('a run of retention that is killed is taken up again where it was', async () => {
  const script = join(import.meta.dirname, 'million.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, '1500'])
  const { dueStreams, killedAfter, run, left } = JSON.parse(stdout) as Figures
  expect(dueStreams).toBeGreaterThan(1_000)
  expect(killedAfter).toBeGreaterThan(0)
  // Of the ten sessions under a hold one is too young.
  expect(run).toEqual({ forgotten: dueStreams / 2, streams: dueStreams, held: 9, busy: 0 })
  expect(left).toMatchObject({
    livingDue: 0,
    tombstones: dueStreams,
    twice: 0,
    shredEvents: dueStreams,
    heldWithoutKey: 0,
  })
})
