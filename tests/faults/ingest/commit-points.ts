// Points of a commit, between one byte and the next, at which a fault can strike: seen on the wires, and in the folder
// that a batch is written to.
import { watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { S3Server } from '../../support/ceph.ts'
import type { Random } from '../../support/fuzz/random.ts'
import type { FaultDeployment, WiredIngest } from './deployment.ts'
import type { WireAction } from './wire.ts'

/** What a fault works on. */
export interface FaultContext {
  readonly deployment: FaultDeployment
  readonly s3: S3Server | undefined
  readonly random: Random
}

/** Whether batches go to S3. */
export const onS3 = ({ objectsFolder }: FaultDeployment): boolean => objectsFolder === undefined

const statementCount = 8
const armedForMs = 4000

/** Words of a point of a commit, drawn at random; `statement N` stands for whatever the Nth one is. */
export function drawPoint({ deployment, random }: FaultContext): string {
  const points = [
    'begin sent',
    'begin answered',
    'commit sent',
    'commit answered',
    'commit sent',
    'commit answered',
  ]
  for (let nth = 1; nth <= statementCount; nth += 1)
    points.push(`statement ${nth} sent`, `statement ${nth} answered`)
  const puts = ['put head', 'put body', 'put answer', 'put answered']
  if (onS3(deployment)) points.push(...puts, ...puts, ...puts)
  return random.pick(points)
}

function matches(point: string, wanted: string): boolean {
  if (!wanted.startsWith('statement')) return point === wanted
  const [, nth = '', when = ''] = wanted.split(' ')
  return point.startsWith(`statement ${nth} `) && point.endsWith(when)
}

/** Waits until a commit of any process comes to a point, and does `act` there, before the bytes go on. */
export async function atPoint(
  context: FaultContext,
  wanted: string,
  act: (ingest: WiredIngest) => WireAction,
): Promise<string | undefined> {
  const { ingests } = context.deployment
  const reached = Promise.withResolvers<string>()
  let done = false
  for (const ingest of ingests) {
    const watcher = (point: string): WireAction => {
      if (done || !matches(point, wanted)) return 'pass'
      done = true
      reached.resolve(point)
      return act(ingest)
    }
    ingest.postgresWire.watch(watcher)
    ingest.s3Wire?.watch(watcher)
  }
  const point = await Promise.race([reached.promise, delay(armedForMs, undefined)])
  for (const { postgresWire, s3Wire } of ingests) {
    postgresWire.watch(undefined)
    s3Wire?.watch(undefined)
  }
  return point
}

/** Resolves at the Nth thing that happens to a file on its way into the folder. */
export async function atFileEvent(folder: string, nth: number): Promise<boolean> {
  const reached = Promise.withResolvers<boolean>()
  let seen = 0
  const watcher = watch(join(folder, '.partial'), () => {
    seen += 1
    if (seen === nth) reached.resolve(true)
  })
  watcher.on('error', () => reached.resolve(false))
  const timer = setTimeout(() => reached.resolve(false), armedForMs)
  try {
    return await reached.promise
  } finally {
    clearTimeout(timer)
    watcher.close()
  }
}
