// A real S3 server for tests: one Ceph monitor, one object daemon in memory and a RADOS gateway, on loopback, in a
// temporary folder. Where Debian's packages are missing, root installs them; anyone else names a server instead.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { access, constants, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

/** What can be done to a server that was started here. */
export interface S3ServerControls {
  /** kill -9 of what answers S3; what is stored stays. */
  killGateway(): Promise<void>
  /** Starts it on its port, and resolves when it answers; nothing where it runs. */
  startGateway(): Promise<void>
  /** Whether it has no room for a further object, by quota: it refuses them. */
  setFull(full: boolean): Promise<void>
  /** Whether its disks hang: what is asked meanwhile is done when they go on. */
  setHanging(hanging: boolean): Promise<void>
  /** Makes a further user without any right; policies name it `arn:aws:iam:::user/<name>`. */
  addUser(name: string): Promise<S3Credentials>
}

/** What a user signs with. */
export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A running S3 server and an account on it. */
export interface S3Server {
  readonly endpoint: string
  readonly credentials: S3Credentials
  /** Undefined for a server that someone else runs. */
  readonly controls: S3ServerControls | undefined
  stop(): Promise<void>
}

const programs = ['ceph-mon', 'ceph-osd', 'radosgw', 'ceph']
const packages = ['radosgw', 'ceph-mon', 'ceph-osd']
const run = promisify(execFile)

/**
 * Starts Ceph, or takes the server that RESEAL_TEST_S3_ENDPOINT, RESEAL_TEST_S3_ACCESS_KEY_ID and
 * RESEAL_TEST_S3_SECRET_ACCESS_KEY name. About 15 s, 150 MB.
 */
export async function startS3Server(): Promise<S3Server> {
  return namedServer() ?? (await startCeph())
}

function namedServer(): S3Server | undefined {
  const endpoint = process.env['RESEAL_TEST_S3_ENDPOINT']
  if (endpoint === undefined) return undefined
  const accessKeyId = process.env['RESEAL_TEST_S3_ACCESS_KEY_ID'] ?? ''
  const secretAccessKey = process.env['RESEAL_TEST_S3_SECRET_ACCESS_KEY'] ?? ''
  const credentials = { accessKeyId, secretAccessKey }
  return { endpoint, credentials, controls: undefined, stop: async () => {} }
}

async function startCeph(): Promise<S3Server> {
  await ensureInstalled()
  const folder = await mkdtemp(join(tmpdir(), 'reseal-ceph-'))
  const daemons: ChildProcess[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(daemons.toReversed().map(kill))
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const cluster = await writeConfiguration(folder)
    const credentials = await bringUp(cluster, daemons)
    const endpoint = `http://127.0.0.1:${cluster.gatewayPort}`
    return { endpoint, credentials, controls: controlsOf(cluster, daemons), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function ensureInstalled(): Promise<void> {
  if (await allInstalled()) return
  const apt = process.getuid?.() === 0 && (await onPath('apt-get'))
  if (!apt) {
    throw new Error(
      `the S3 tests need a real S3 server: install ${packages.join(', ')} (Debian), or set RESEAL_TEST_S3_ENDPOINT`,
    )
  }
  process.stderr.write(`installing ${packages.join(', ')} for the S3 tests\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update'], { env, maxBuffer: 2 ** 26 })
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, maxBuffer: 2 ** 26 })
  process.stderr.write('installed\n')
}

async function allInstalled(): Promise<boolean> {
  return (await Promise.all(programs.map(onPath))).every(Boolean)
}

async function onPath(program: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = folders.map((folder) => access(join(folder, program), constants.X_OK))
  return Promise.any(found).then(
    () => true,
    () => false,
  )
}

interface Cluster {
  readonly folder: string
  readonly id: string
  readonly configuration: string
  readonly keyring: string
  readonly monitorAddress: string
  readonly gatewayPort: number
}

async function writeConfiguration(folder: string): Promise<Cluster> {
  const [monitorPort, gatewayPort] = await freePorts()
  const cluster: Cluster = {
    folder,
    id: randomUUID(),
    configuration: join(folder, 'ceph.conf'),
    keyring: join(folder, 'keyring'),
    monitorAddress: `[v2:127.0.0.1:${monitorPort}]`,
    gatewayPort,
  }
  for (const name of ['mon', 'osd', 'gateway', 'run']) await mkdir(join(folder, name))
  await writeFile(cluster.configuration, configurationText(cluster))
  return cluster
}

// One copy of everything, kept in memory, few placement groups, no management daemon: as little as serves S3.
function configurationText({ folder, id, keyring, monitorAddress, gatewayPort }: Cluster): string {
  const sections = {
    global: {
      fsid: id,
      keyring,
      'mon host': monitorAddress,
      'public addr': '127.0.0.1',
      'cluster addr': '127.0.0.1',
      'auth cluster required': 'cephx',
      'auth service required': 'cephx',
      'auth client required': 'cephx',
      'osd pool default size': 1,
      'osd pool default min size': 1,
      'osd pool default pg num': 4,
      'osd pool default pgp num': 4,
      'osd pool default pg autoscale mode': 'off',
      'osd crush chooseleaf type': 0,
      'mon allow pool size one': true,
      'mon max pg per osd': 1000,
      'mon data avail crit': 1,
      'mon data avail warn': 2,
      'run dir': join(folder, 'run'),
      'admin socket': join(folder, 'run', '$name.asok'),
      'log file': join(folder, 'run', '$name.log'),
    },
    mon: { 'mon data': join(folder, 'mon'), 'mon initial members': 'a' },
    osd: {
      'osd data': join(folder, 'osd'),
      'osd objectstore': 'memstore',
      // A limit; what is stored takes memory. A bench at full rate stores two gigabytes.
      'memstore device bytes': 2 ** 33,
      'osd op num shards': 1,
    },
    'client.gateway': {
      'rgw frontends': `beast endpoint=127.0.0.1:${gatewayPort}`,
      'rgw data': join(folder, 'gateway'),
      'rgw crypt require ssl': false,
      'rgw dns name': 'localhost',
      'rgw thread pool size': 64,
    },
  }
  return Object.entries(sections)
    .map(([name, settings]) => {
      const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`)
      return [`[${name}]`, ...lines, ''].join('\n')
    })
    .join('\n')
}

async function bringUp(cluster: Cluster, daemons: ChildProcess[]): Promise<S3Server['credentials']> {
  const { folder, id, configuration, keyring, monitorAddress } = cluster
  const command = (program: string, ...args: string[]) => run(program, ['-c', configuration, ...args])
  const daemon = (program: string, ...args: string[]) => daemons.push(startDaemon(cluster, program, ...args))

  await makeKeys(keyring)
  const map = join(folder, 'monmap')
  await run('monmaptool', ['--create', '--addv', 'a', monitorAddress, '--fsid', id, map])
  await command('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring)
  daemon('ceph-mon', '-i', 'a')
  const osd = randomUUID()
  await until('the monitor', () => command('ceph', '--connect-timeout', '5', 'osd', 'new', osd))
  await command('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd)
  daemon('ceph-osd', '-i', '0')
  await until('the object daemon', async () => {
    const { stdout } = await command('ceph', '--connect-timeout', '5', 'osd', 'stat')
    if (!stdout.includes('1 up')) throw new Error(stdout)
  })
  daemons.push(startGateway(cluster))
  await until('the gateway', () => fetch(`http://127.0.0.1:${cluster.gatewayPort}/`))
  return addUser(cluster, 'test')
}

async function addUser({ configuration }: Cluster, name: string): Promise<S3Credentials> {
  const accessKeyId = randomBytes(10).toString('hex')
  const secretAccessKey = randomBytes(20).toString('hex')
  const user = [
    `--uid=${name}`,
    `--display-name=${name}`,
    `--access-key=${accessKeyId}`,
    `--secret-key=${secretAccessKey}`,
  ]
  await run('radosgw-admin', ['-c', configuration, 'user', 'create', ...user])
  return { accessKeyId, secretAccessKey }
}

function startDaemon({ configuration }: Cluster, program: string, ...args: string[]): ChildProcess {
  return spawn(program, ['-c', configuration, '-f', ...args], { stdio: 'ignore' })
}

const startGateway = (cluster: Cluster): ChildProcess =>
  startDaemon(cluster, 'radosgw', '-n', 'client.gateway')

/** Of the gateway, the last of the daemons. */
function controlsOf(cluster: Cluster, daemons: ChildProcess[]): S3ServerControls {
  const { configuration, gatewayPort } = cluster
  return {
    addUser: (name) => addUser(cluster, name),
    async killGateway() {
      const gateway = daemons.at(-1)
      if (gateway !== undefined) await kill(gateway)
    },
    async startGateway() {
      const gateway = daemons.at(-1)
      if (gateway?.exitCode !== null || gateway.signalCode !== null) {
        daemons.splice(-1, 1, startGateway(cluster))
      }
      await until('the gateway', () => fetch(`http://127.0.0.1:${gatewayPort}/`))
    },
    async setFull(full) {
      const quota = (verb: string, ...args: string[]) =>
        run('radosgw-admin', [
          '-c',
          configuration,
          'quota',
          verb,
          '--uid=test',
          '--quota-scope=bucket',
          ...args,
        ])
      if (full) await quota('set', '--max-objects=1')
      await quota(full ? 'enable' : 'disable')
    },
    async setHanging(hanging) {
      const verb = hanging ? 'set' : 'unset'
      await run('ceph', ['-c', configuration, '--connect-timeout', '5', 'osd', verb, 'pause'])
    },
  }
}

async function makeKeys(keyring: string): Promise<void> {
  const allow = (...pairs: string[]): string[] =>
    pairs.flatMap((pair) => {
      const [service = '', right = ''] = pair.split('=')
      return ['--cap', service, `allow ${right}`]
    })
  const entities: readonly (readonly [string, string[]])[] = [
    ['mon.', allow('mon=*')],
    ['client.admin', allow('mon=*', 'osd=*', 'mgr=*')],
    ['client.gateway', allow('mon=rwx', 'osd=rwx')],
    ['osd.0', allow('mon=profile osd', 'osd=*')],
  ]
  await run('ceph-authtool', [keyring, '--create-keyring'])
  for (const [name, capabilities] of entities) {
    await run('ceph-authtool', [keyring, '--gen-key', '-n', name, ...capabilities])
  }
}

const readyAttempts = 200
const readyDelayMs = 250

async function until(what: string, ready: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await ready()
      return
    } catch (cause) {
      if (attempt === readyAttempts) throw new Error(`${what} of Ceph does not answer`, { cause })
      await delay(readyDelayMs)
    }
  }
}

async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()] as const
  const ports = await Promise.all(
    servers.map(async (server) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      server.listen(0, '127.0.0.1', resolve)
      await promise
      const address = server.address()
      return address && typeof address === 'object' ? address.port : 0
    }),
  )
  for (const server of servers) server.close()
  return [ports[0] ?? 0, ports[1] ?? 0]
}

async function kill(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null || daemon.pid === undefined) return
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  daemon.once('exit', () => resolve())
  daemon.kill('SIGKILL')
  await ended
}
