// reseal init: keys, configuration, database and the first app.
import { StoreError } from '@reseal/store'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { parsePort } from '../command-line/parse-port.ts'
import { createProgress } from '../command-line/progress.ts'
import { addApp, checkOrigins } from '../deployment/apps.ts'
import { type DeploymentConfig, dataFolder, loadConfig } from '../deployment/config.ts'
import {
  createDeployment,
  type InitValues,
  initValues,
  writeInitFile,
} from '../deployment/create-deployment.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { prepareDatabase } from '../deployment/prepare-database.ts'
import { recordKeys } from '../deployment/record-keys.ts'
import { prepareKeys } from '../deployment/sealing-keys.ts'

/** `reseal init` */
export const initCommand: Command = {
  name: 'init',
  summary: 'Create keys, configuration and the first app in a data folder.',
  details: [
    'Makes keys/ (mode 0600), config.json and init.json, and prepares the database: the embedded one, or the one that RESEAL_DATABASE_URL names. A folder that holds a deployment is never changed.',
    'Keep what it prints about the logs: "reseal verify --key" proves with it, later, that nobody exchanged the log and its key together.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'app', value: 'ID', help: 'id of the first app: a-z, 0-9 and dashes (default: app)' },
    {
      name: 'origin',
      value: 'ORIGIN',
      multiple: true,
      help: 'an origin the app is served from, such as https://portal.example.org; without one no app is registered',
    },
    {
      name: 'port',
      value: 'N',
      help: 'ports N+1 ingest, N+2 viewer, N+3 replay origin, N+4 database, N+5 to N+7 health and metrics (default: 4400)',
    },
  ],
  examples: ['reseal init --app portal --origin https://portal.example.org'],
  run: runInit,
}

async function runInit(input: CommandInput, context: CommandContext): Promise<number> {
  const data = dataFolder(input.text('data'), context)
  const base = parsePort(input.text('port') ?? '4400', 7)
  const origins = checkOrigins(input.texts('origin'))
  const keys = await prepareKeys(data, context.env)
  await createDeployment({
    data,
    ...keys,
    host: '127.0.0.1',
    ports: {
      ingest: base + 1,
      viewer: base + 2,
      replay: base + 3,
      postgres: base + 4,
      operator: { ingest: base + 5, viewer: base + 6, worker: base + 7 },
    },
    externalDatabase: Boolean(context.env['RESEAL_DATABASE_URL'] || context.env['RESEAL_DATABASE_URL_FILE']),
  })
  const config = loadConfig(data, context.env)
  const progress = createProgress(context.stderr)
  const access = await openDatabaseAccess(config, (message) => progress.update(message))
  try {
    await prepareDatabase(config, access)
    await recordKeys(config, access).catch((error: unknown) => {
      if (!(error instanceof StoreError) || error.code !== 'object_store_unavailable') throw error
      progress.done('warning: the anchor does not answer; that keys were made is not in the audit log')
    })
    const id = input.text('app') ?? 'app'
    const app = origins.length > 0 ? await addApp(config, access, { id, origins }) : undefined
    const values = await initValues(config, app)
    await writeInitFile(config, values)
    progress.clear()
    const result = { data, logs: config.logs, init: values }
    await context.stdout.write(
      input.has('json') ? `${JSON.stringify(result, undefined, 2)}\n` : describe(config, values),
    )
    return 0
  } finally {
    await access.stop()
  }
}

function describe({ paths, logs, sealing }: DeploymentConfig, values: InitValues): string {
  const app =
    values.appKey === undefined
      ? '  no app yet      reseal app add --id ID --origin ORIGIN'
      : `  app key         ${values.appKey}`
  return `deployment created in ${paths.data}

For the page (init.json, all public):
  endpoint        ${values.endpoint}
${app}
  sealing key     ${values.sealingKey}
  receipt key     ${values.receiptKey}

Keep these outside of this machine; "reseal verify --key KEY" checks the logs with them:
  audit log       ${logs.audit.verifierKey}
  recordings log  ${logs.recordings.verifierKey}

${keysAdvice(paths.keys, sealing?.provider)}
Next: reseal serve all
`
}

function keysAdvice(
  folder: string,
  provider: NonNullable<DeploymentConfig['sealing']>['provider'] = 'file',
): string {
  if (provider === 'file') return `Back up ${folder}: without sealing.json no recording opens again.`
  const place = provider === 'aws-kms' ? 'KMS' : 'the token'
  return `The sealing key is in ${place}: without it no recording opens again. Back up ${folder} too.`
}
