// The whole product on this machine: database, keys, app, people, services and the made-up clinic (design.md §1.7).
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loopbackOrigins } from '@reseal/ingest'
import {
  type App,
  createRuleSetRepository,
  createUserRepository,
  type ServiceRole,
  type User,
} from '@reseal/store'
import { createSignInLink } from '@reseal/viewer'
import { CliError } from '../cli-error.ts'
import { addApp, allowOrigins } from '../deployment/apps.ts'
import { type DeploymentConfig, deploymentPaths, loadConfig, originOf } from '../deployment/config.ts'
import { createDeployment, initValues, writeInitFile } from '../deployment/create-deployment.ts'
import { type DatabaseAccess, openDatabaseAccess } from '../deployment/database-access.ts'
import { openAuditLog, recordLink } from '../deployment/logs.ts'
import { addUser, type NewUser } from '../deployment/people.ts'
import { checkPorts } from '../deployment/ports.ts'
import { prepareDatabase } from '../deployment/prepare-database.ts'
import { recordKeys } from '../deployment/record-keys.ts'
import { type RunningService, startService } from '../deployment/services.ts'
import { createStopper, type Stopper } from '../deployment/stopping.ts'
import { loadManifest } from '../manifest/load-manifest.ts'
import { loadRules } from '../rules/load-rules.ts'
import { publishManifest, publishRules } from '../rules/publish-rules.ts'
import { listMaps, readMap } from '../source-maps/read-maps.ts'
import { uploadMaps } from '../source-maps/upload-maps.ts'

/** How to start. */
export interface DemoOptions {
  readonly data: string
  /** The clinic's port; ingest, viewer, replay origin and database follow it. */
  readonly port: number
  /** Ends a start that is no longer wanted. */
  readonly stopSignal: AbortSignal
  /** Told what is being done, in a few words. */
  onProgress(text: string): void
  /** Log lines of the services. */
  log(text: string): void
}

/** A person who can sign in to the demo. */
export interface DemoPerson {
  readonly name: string
  readonly role: string
  readonly link: string
}

/** A running demo. */
export interface RunningDemo {
  readonly data: string
  readonly clinicUrl: string
  readonly viewerUrl: string
  readonly ingestUrl: string
  readonly people: readonly DemoPerson[]
  stop(): Promise<void>
}

const host = '127.0.0.1'
const appId = 'clinic-intake'
// As the clinic names it to the recorder.
const clinicRelease = '1.4.0'
const linkValidMs = 12 * 60 * 60_000

const demoPeople: readonly NewUser[] = [
  { name: 'eng-1', roles: ['engineer'], appIds: [appId] },
  { name: 'auditor-1', roles: ['auditor'], appIds: [] },
  { name: 'privacy-1', roles: ['privacy-officer'], appIds: [appId] },
  // What one of them orders, the other confirms.
  { name: 'privacy-2', roles: ['privacy-officer'], appIds: [appId] },
  { name: 'admin-1', roles: ['admin'], appIds: [] },
]

/**
 * Starts the demo; an existing data folder is continued.
 * @throws CliError 'port_in_use', 'missing_part', 'already_running'
 */
export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  const { port } = options
  await checkPorts(
    host,
    [
      { name: 'the clinic app', port },
      { name: 'ingest', port: port + 1 },
      { name: 'the viewer', port: port + 2 },
      { name: 'the replay origin', port: port + 3 },
    ],
    `Choose other ports: reseal demo --port ${port + 100}`,
  )
  const stopper = createStopper()
  try {
    return await startParts(options, stopper)
  } catch (error) {
    await stopper.stop().catch(() => {})
    throw error
  }
}

async function startParts(options: DemoOptions, stopper: Stopper): Promise<RunningDemo> {
  const { log, stopSignal } = options
  const onProgress = (text: string): void => {
    stopSignal.throwIfAborted()
    options.onProgress(text)
  }
  const { config, isNew } = await demoConfig(options)
  onProgress('starting the database')
  const access = await openDatabaseAccess(config, options.onProgress, stopSignal)
  stopper.add(() => access.stop())
  if (access.shared) {
    throw new CliError(
      'already_running',
      `Another demo or service works on ${options.data}; stop it, or choose --data.`,
    )
  }
  onProgress('preparing tables, keys and people')
  await prepareDatabase(config, access)
  if (isNew) await recordKeys(config, access)
  const clinicUrl = `http://${host}:${options.port}`
  const values = await initValues(config, await ensureApp(config, access, loopbackOrigins))
  await writeInitFile(config, values)
  await publishClinicRules(config, access)
  onProgress('starting ingest, viewer and worker')
  const start = async (name: ServiceRole): Promise<RunningService> => {
    const service = await startService(name, { config, access, log })
    stopper.add(() => service.stop())
    return service
  }
  // First, so that it is stopped last and anchors what the others commit to the end.
  await start('worker')
  const [ingest] = await Promise.all([start('ingest'), start('viewer')])
  const people = await signInLinks(config, access)
  onProgress('starting the clinic app')
  const clinic = await startClinicApp(options.port, values)
  stopper.add(() => clinic.stop())
  return {
    data: options.data,
    clinicUrl,
    viewerUrl: originOf(config, 'viewer'),
    ingestUrl: ingest.url ?? originOf(config, 'ingest'),
    people,
    stop: () => stopper.stop(),
  }
}

interface DemoDeployment {
  readonly config: DeploymentConfig
  /** Its keys were made just now. */
  readonly isNew: boolean
}

/** The folder's own deployment on this start's ports; no environment variable counts. */
async function demoConfig({ data, port }: DemoOptions): Promise<DemoDeployment> {
  const ports = { ingest: port + 1, viewer: port + 2, replay: port + 3, postgres: port + 4 }
  const isNew = !existsSync(deploymentPaths(data).config)
  if (isNew) {
    await createDeployment({ data, host, ports, externalDatabase: false })
  }
  const config = loadConfig(data, {})
  const here: DeploymentConfig = {
    ...config,
    host,
    ingest: { port: ports.ingest },
    viewer: { port: ports.viewer },
    replay: { port: ports.replay },
    // Any free port: nobody types the database's, and a killed demo's server may still hold its own.
    database: { kind: 'embedded', port: 0 },
  }
  return { config: here, isNew }
}

async function ensureApp(
  config: DeploymentConfig,
  access: DatabaseAccess,
  origins: readonly string[],
): Promise<App> {
  const known = await allowOrigins(config, access, { id: appId, origins })
  return known ?? addApp(config, access, { id: appId, name: 'Clinic intake', origins })
}

/** What the clinic records under is known from the start, so that a page under other rules is told apart. */
async function publishClinicRules(config: DeploymentConfig, access: DatabaseAccess): Promise<void> {
  const example = join(import.meta.dirname, '..', '..', '..', '..', 'examples', appId)
  await uploadClinicMaps(config, access, join(example, 'dist'))
  // What was published meanwhile stays in force.
  if (await createRuleSetRepository(access.open('owner')).findNewest(appId)) return
  // In the repository alone, and by a Node that reads TypeScript; without it anything is taken.
  const rules = await loadRules(
    `${join(example, 'src', 'replay-consent', 'rules.ts')}#clinicRules`,
    example,
  ).catch(() => undefined)
  if (rules === undefined) return
  const manifest = await loadManifest(join(example, 'reseal.manifest.json'), example)
  await publishManifest(config, access, { app: appId, release: clinicRelease, manifest })
  await publishRules(config, access, { app: appId, rules })
}

/** So that errors show the clinic's own source. A build without maps has none to show. */
async function uploadClinicMaps(
  config: DeploymentConfig,
  access: DatabaseAccess,
  folder: string,
): Promise<void> {
  const files = await listMaps(folder, folder).catch(() => [])
  const maps = await Promise.all(files.map((file) => readMap(folder, file, true)))
  await uploadMaps({ config, access, app: appId, release: clinicRelease }, maps)
}

async function signInLinks(config: DeploymentConfig, access: DatabaseAccess): Promise<DemoPerson[]> {
  const owner = access.open('owner')
  const known = await createUserRepository(owner).list()
  const audit = openAuditLog(config, access, 'worker')
  return await Promise.all(
    demoPeople.map(async (person) => {
      const user: User =
        known.find(({ name }) => name === person.name) ?? (await addUser(access, audit, person))
      await recordLink(audit, user.name)
      const { url } = await createSignInLink(owner, {
        userId: user.id,
        expiresInMs: linkValidMs,
        publicOrigin: originOf(config, 'viewer'),
      })
      return { name: person.name, role: person.roles.join(', '), link: url }
    }),
  )
}

interface ClinicModule {
  startClinic(options: {
    port: number
    host: string
    resealConfig: object
  }): Promise<{ url: string; stop(): Promise<void> }>
}

/** The example lies beside the packages in the repository; a published command has none. */
async function startClinicApp(port: number, resealConfig: object): Promise<{ stop(): Promise<void> }> {
  const server = join(import.meta.dirname, '..', '..', '..', '..', 'examples', appId, 'server.mjs')
  if (!existsSync(server)) {
    throw new CliError(
      'missing_part',
      'The example clinic app is only in the repository: run "npm run demo" there.',
    )
  }
  const { startClinic } = (await import(pathToFileURL(server).href)) as ClinicModule
  return await startClinic({ port, host, resealConfig })
}
