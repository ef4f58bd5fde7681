// reseal serve: runs services until Ctrl-C or SIGTERM.
import type { ServiceRole } from '@reseal/store'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { type DeploymentConfig, dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { checkPorts, type WantedPort } from '../deployment/ports.ts'
import { prepareDatabase } from '../deployment/prepare-database.ts'
import { type RunningService, serviceNames, startService } from '../deployment/services.ts'
import { createStopper, untilStopped } from '../deployment/stopping.ts'

/** `reseal serve` */
export const serveCommand: Command = {
  name: 'serve',
  summary: 'Run ingest, the viewer, the worker, or all of them, until Ctrl-C or SIGTERM.',
  details: [
    'Each service logs in to the database under a role of its own. In production run ingest in the public zone, viewer and worker in the private one, any number of ingest and viewer processes and one worker. With the embedded database "all" also brings its tables up to date; an external one is migrated by "reseal migrate".',
    'Log lines are JSON on standard output.',
  ],
  positionals: [
    { name: 'SERVICE', help: 'which service', choices: [...serviceNames, 'all'], required: true },
  ],
  options: [commonOptions.data],
  examples: ['reseal serve all', 'reseal serve ingest --data /etc/reseal'],
  run: runServe,
}

async function runServe(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  // The worker first, and so stopped last: it anchors what the others commit to the end.
  const wanted = serviceNames
    .filter((name) => input.positionals[0] === 'all' || input.positionals[0] === name)
    .toReversed()
  await checkPorts(config.host, portsOf(config, wanted), `Stop it, or set another in ${config.paths.config}.`)
  const stopper = createStopper()
  const say = (text: string): void => void context.stderr.write(`reseal: ${text}\n`).catch(() => {})
  try {
    const access = await openDatabaseAccess(config, say)
    stopper.add(() => access.stop())
    if (config.database.kind === 'embedded') await prepareDatabase(config, access)
    const log = (text: string): void => void context.stdout.write(text).catch(() => {})
    for (const name of wanted) {
      const service = await startService(name, { config, access, log })
      stopper.add(() => service.stop())
      say(describe(service))
    }
    await untilStopped(context.stopSignal)
    say('stopping')
  } finally {
    await stopper.stop()
  }
  return 0
}

function portsOf(config: DeploymentConfig, wanted: readonly ServiceRole[]): WantedPort[] {
  return [
    ...(wanted.includes('ingest') ? [{ name: 'ingest', port: config.ingest.port }] : []),
    ...(wanted.includes('viewer') ? [{ name: 'the viewer', port: config.viewer.port }] : []),
    ...(wanted.includes('viewer') ? [{ name: 'the replay origin', port: config.replay.port }] : []),
  ]
}

function describe({ name, url }: RunningService): string {
  return url === undefined ? `${name} runs` : `${name} answers at ${url}`
}
