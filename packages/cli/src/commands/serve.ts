// reseal serve: runs services until Ctrl-C or SIGTERM.
import { setTimeout as delay } from 'node:timers/promises'
import type { ServiceRole } from '@reseal/store'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { findProblems } from '../deployment/check-settings.ts'
import { type DeploymentConfig, dataFolder, loadConfig, refuseProblems } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { checkPorts, type WantedPort } from '../deployment/ports.ts'
import { prepareDatabase } from '../deployment/prepare-database.ts'
import { type RunningService, serviceNames, startService } from '../deployment/services.ts'
import { unknownVariables } from '../deployment/settings.ts'
import { createStopper, type Stopper, untilStopped } from '../deployment/stopping.ts'

/** `reseal serve` */
export const serveCommand: Command = {
  name: 'serve',
  summary: 'Run ingest, the viewer, the worker, or all of them, until Ctrl-C or SIGTERM.',
  details: [
    'Each service logs in to the database under a role of its own. In production run ingest in the public zone, viewer and worker in the private one, any number of processes of each; of the workers one does each job. With the embedded database "all" also brings its tables up to date; an external one is migrated by "reseal migrate".',
    'Log lines are JSON on standard output.',
  ],
  positionals: [
    { name: 'SERVICE', help: 'which service', choices: [...serviceNames, 'all'], required: true },
  ],
  options: [
    commonOptions.data,
    { name: 'check', help: 'say whether settings and key files are in order, and start nothing' },
  ],
  examples: ['reseal serve all', 'reseal serve ingest --data /etc/reseal', 'reseal serve worker --check'],
  run: runServe,
}

async function runServe(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const say = (text: string): void => void context.stderr.write(`reseal: ${text}\n`).catch(() => {})
  for (const warning of unknownVariables(context.env)) say(`warning: ${warning}`)
  // The worker first, and so stopped last: it anchors what the others commit to the end.
  const wanted = serviceNames
    .filter((name) => input.positionals[0] === 'all' || input.positionals[0] === name)
    .toReversed()
  refuseProblems(await findProblems(config, wanted))
  if (input.has('check')) {
    await context.stdout.write(`settings and keys are in order: ${wanted.join(', ')}\n`)
    return 0
  }
  await checkAllPorts(config, wanted)
  const stopper = createStopper()
  try {
    const starting = startAll({ config, wanted, context, say }, stopper)
    const services = await unlessStopped(starting, config, context.stopSignal)
    if (services === undefined) return 0
    await untilStopped(context.stopSignal)
    say('stopping')
    for (const service of services) service.announceStop()
    if (config.stopGraceMs > 0) await delay(config.stopGraceMs)
  } finally {
    await stopper.stop()
  }
  return 0
}

interface Start {
  readonly config: DeploymentConfig
  readonly wanted: readonly ServiceRole[]
  readonly context: CommandContext
  say(text: string): void
}

async function startAll(
  { config, wanted, context, say }: Start,
  stopper: Stopper,
): Promise<RunningService[]> {
  const { stdout, stopSignal } = context
  const access = await openDatabaseAccess(config, say, stopSignal)
  stopper.add(() => access.stop())
  stopSignal.throwIfAborted()
  if (config.database.kind === 'embedded') await prepareDatabase(config, access)
  const log = (text: string): void => void stdout.write(text).catch(() => {})
  const services: RunningService[] = []
  for (const name of wanted) {
    stopSignal.throwIfAborted()
    const service = await startService(name, { config, access, log, warn: say })
    stopper.add(() => service.stop())
    services.push(service)
    say(describe(service))
  }
  return services
}

/**
 * What was started, or undefined where a signal came first. A start that waits for someone else's database is left behind;
 * one of the embedded database's ends by itself, and must, for it would outlive this process.
 */
async function unlessStopped(
  starting: Promise<RunningService[]>,
  config: DeploymentConfig,
  stopSignal: AbortSignal,
): Promise<RunningService[] | undefined> {
  const settled = starting.catch((error: unknown) => {
    if (!stopSignal.aborted) throw error
    return undefined
  })
  const stopped = untilStopped(stopSignal).then(() => undefined)
  return config.database.kind === 'embedded' ? settled : Promise.race([settled, stopped])
}

async function checkAllPorts(config: DeploymentConfig, wanted: readonly ServiceRole[]): Promise<void> {
  const advice = `Stop it, or set another in ${config.paths.config}.`
  await checkPorts(config.host, portsOf(config, wanted), advice)
  const { host = '127.0.0.1', ...ports } = config.operator ?? {}
  const operatorPorts = wanted.map((name) => ({ name: `the operator of ${name}`, port: ports[name] ?? 0 }))
  await checkPorts(host, operatorPorts, advice)
}

function portsOf(config: DeploymentConfig, wanted: readonly ServiceRole[]): WantedPort[] {
  return [
    ...(wanted.includes('ingest') ? [{ name: 'ingest', port: config.ingest.port }] : []),
    ...(wanted.includes('viewer') ? [{ name: 'the viewer', port: config.viewer.port }] : []),
    ...(wanted.includes('viewer') ? [{ name: 'the replay origin', port: config.replay.port }] : []),
  ]
}

function describe({ name, url, operatorUrl }: RunningService): string {
  const operator = operatorUrl === undefined ? '' : `, its operator at ${operatorUrl}`
  return `${url === undefined ? `${name} runs` : `${name} answers at ${url}`}${operator}`
}
