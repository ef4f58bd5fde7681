// What can happen to ingest and to what it stands on (issue: "Faults, under load"). Each fault is inflicted on real
// processes and wires from outside; the product knows nothing of it.
import type { S3Server } from '../../support/ceph.ts'
import { atFileEvent, atPoint, drawPoint, type FaultContext, onS3 } from './commit-points.ts'
import type { FaultDeployment, WiredIngest } from './deployment.ts'
import type { PutFault } from './s3-wire.ts'
import type { WireState } from './wire.ts'

/** Ends a fault. */
export type Heal = () => Promise<void>

/** A fault that is in place, or has happened. */
export interface Inflicted {
  /** What exactly, where that was left to chance. */
  readonly detail?: string
  readonly heal: Heal
}

/** Something that goes wrong. */
export interface Fault {
  readonly name: string
  /** How often it is drawn, against the others. */
  readonly weight: number
  /** Whether this deployment can suffer it. */
  possible(deployment: FaultDeployment, s3: S3Server | undefined): boolean
  inflict(context: FaultContext): Promise<Inflicted>
}

const always = (): boolean => true
const healed: Heal = async () => {}
const inFolder = ({ objectsFolder }: FaultDeployment): boolean => objectsFolder !== undefined

/** One process, or all of them. */
function someOf({ deployment, random }: FaultContext): readonly WiredIngest[] {
  return random.oneIn(3) ? deployment.ingests : [random.pick(deployment.ingests)]
}

const wireFault = (
  name: string,
  which: 'postgresWire' | 's3Wire',
  { state, weight }: { state: WireState; weight: number },
): Fault => ({
  name,
  weight,
  possible: which === 's3Wire' ? onS3 : always,
  async inflict(context) {
    const wires = someOf(context).flatMap((ingest) => ingest[which] ?? [])
    for (const wire of wires) {
      wire.state(state)
      if (state === 'refused') wire.reset()
    }
    return {
      detail: wires.length === 1 ? 'one process' : 'all processes',
      heal: async () => {
        for (const wire of wires) wire.state('open')
      },
    }
  },
})

const putFault = (fault: PutFault, weight: number): Fault => ({
  name: `s3 ${fault}`,
  weight,
  possible: onS3,
  async inflict({ deployment, random }) {
    // Now and then one passes, as with a server that is overloaded rather than gone.
    const always = random.oneIn(2)
    const readable = random.oneIn(2)
    for (const { s3Wire } of deployment.ingests) {
      s3Wire?.readable(readable)
      s3Wire?.spoil(() => (always || random.oneIn(2) ? fault : undefined))
    }
    return {
      detail: readable ? 'with read access' : 'without read access',
      heal: async () => {
        for (const { s3Wire } of deployment.ingests) {
          s3Wire?.spoil(undefined)
          s3Wire?.readable(true)
        }
      },
    }
  },
})

/** Every fault there is. */
const faults: readonly Fault[] = [
  {
    name: 'ingest killed',
    weight: 3,
    possible: always,
    async inflict(context) {
      for (const ingest of someOf(context)) ingest.kill()
      return { heal: healed }
    },
  },
  {
    name: 'ingest killed in a commit',
    weight: 12,
    possible: always,
    async inflict(context) {
      const wanted = drawPoint(context)
      const action = context.random.pick(['pass', 'drop'] as const)
      const point = await atPoint(context, wanted, (ingest) => {
        ingest.kill()
        return action
      })
      if (point === undefined) for (const ingest of someOf(context)) ingest.kill()
      return { detail: point === undefined ? 'between commits' : `${point}, ${action}`, heal: healed }
    },
  },
  {
    name: 'ingest killed while it writes a file',
    weight: 5,
    possible: inFolder,
    async inflict({ deployment, random }) {
      const nth = 1 + random.below(6)
      const reached = await atFileEvent(deployment.objectsFolder ?? '', nth)
      for (const ingest of deployment.ingests) ingest.kill()
      return { detail: reached ? `file event ${nth}` : 'between files', heal: healed }
    },
  },
  {
    name: 'ingest restarted',
    weight: 2,
    possible: always,
    async inflict(context) {
      for (const ingest of someOf(context)) ingest.terminate()
      return { heal: healed }
    },
  },
  {
    name: 'worker killed',
    weight: 1,
    possible: always,
    async inflict({ deployment }) {
      deployment.worker.kill()
      return { heal: healed }
    },
  },
  {
    name: 'everything killed',
    weight: 2,
    possible: always,
    async inflict({ deployment, s3 }) {
      for (const ingest of deployment.ingests) ingest.kill()
      deployment.worker.kill()
      await Promise.all([deployment.postgres.kill(), s3?.controls?.killGateway()])
      return {
        heal: async () => {
          await Promise.all([deployment.postgres.start(), s3?.controls?.startGateway()])
        },
      }
    },
  },
  {
    name: 'postgres killed',
    weight: 5,
    possible: always,
    async inflict({ deployment: { postgres } }) {
      await postgres.kill()
      return { heal: () => postgres.start() }
    },
  },
  {
    name: 'postgres killed in a commit',
    weight: 4,
    possible: always,
    async inflict(context) {
      const { postgres } = context.deployment
      const wanted = context.random.pick(['commit sent', 'commit answered', 'statement 3 sent'])
      const killed: Promise<void>[] = []
      const point = await atPoint(context, wanted, () => {
        killed.push(postgres.kill())
        return 'pass'
      })
      if (point === undefined) killed.push(postgres.kill())
      await Promise.all(killed)
      return { detail: point ?? 'between commits', heal: () => postgres.start() }
    },
  },
  {
    name: 'postgres backend killed',
    weight: 3,
    possible: always,
    async inflict({ deployment: { postgres } }) {
      await postgres.killBackend()
      return { heal: healed }
    },
  },
  {
    name: 'postgres out of connections',
    weight: 4,
    possible: always,
    async inflict({ deployment: { postgres } }) {
      return { heal: await postgres.crowd() }
    },
  },
  {
    name: 'postgres disk full',
    weight: 4,
    possible: ({ disks }) => disks.postgres !== undefined,
    async inflict({ deployment: { disks, postgres } }) {
      await disks.postgres?.fill()
      return {
        heal: async () => {
          await disks.postgres?.free()
          await postgres.start()
        },
      }
    },
  },
  {
    name: 'answer of postgres lost',
    weight: 6,
    possible: always,
    async inflict(context) {
      const wanted = drawPoint(context)
      const point = await atPoint(context, wanted, () => 'reset')
      return { detail: point === undefined ? 'not reached' : point, heal: healed }
    },
  },
  wireFault('postgres partitioned, refused', 'postgresWire', { state: 'refused', weight: 2 }),
  wireFault('postgres partitioned, held', 'postgresWire', { state: 'held', weight: 3 }),
  wireFault('postgres partitioned, half open', 'postgresWire', { state: 'lost', weight: 1 }),
  {
    name: 'objects disk full',
    weight: 5,
    possible: ({ disks }) => disks.objects !== undefined,
    async inflict({ deployment: { disks } }) {
      await disks.objects?.fill()
      return { heal: async () => disks.objects?.free() }
    },
  },
  {
    name: 's3 killed',
    weight: 5,
    possible: (deployment, s3) => onS3(deployment) && s3?.controls !== undefined,
    async inflict({ s3 }) {
      await s3?.controls?.killGateway()
      return { heal: async () => s3?.controls?.startGateway() }
    },
  },
  {
    name: 's3 disk full',
    weight: 2,
    possible: (deployment, s3) => onS3(deployment) && s3?.controls !== undefined,
    async inflict({ s3 }) {
      await s3?.controls?.setFull(true)
      return { heal: async () => s3?.controls?.setFull(false) }
    },
  },
  {
    name: 's3 hanging',
    weight: 2,
    possible: (deployment, s3) => onS3(deployment) && s3?.controls !== undefined,
    async inflict({ s3 }) {
      await s3?.controls?.setHanging(true)
      return { heal: async () => s3?.controls?.setHanging(false) }
    },
  },
  putFault('error-500', 3),
  putFault('slow-down', 3),
  putFault('mute', 1),
  putFault('unanswered', 2),
  putFault('answer-cut', 5),
  putFault('answer-truncated', 4),
  putFault('request-truncated', 3),
  wireFault('s3 partitioned, refused', 's3Wire', { state: 'refused', weight: 2 }),
  wireFault('s3 partitioned, held', 's3Wire', { state: 'held', weight: 2 }),
  wireFault('s3 partitioned, half open', 's3Wire', { state: 'lost', weight: 1 }),
]

/** Draws one of the faults that are possible here. */
export function drawFault({ deployment, s3, random }: FaultContext): Fault {
  const possible = faults.filter((fault) => fault.possible(deployment, s3))
  const tickets = possible.flatMap((fault) => Array.from({ length: fault.weight }, () => fault))
  return random.pick(tickets)
}

/** The fault of a name. */
export function faultNamed(name: string): Fault {
  const fault = faults.find((one) => one.name === name)
  if (fault === undefined) throw new Error('no such fault')
  return fault
}
