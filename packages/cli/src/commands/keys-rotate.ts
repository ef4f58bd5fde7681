// reseal keys rotate: an app gets another sealing key, and the one before stays accepted until it is retired (design.md §6).
import { readFile } from 'node:fs/promises'
import { type App, createAppRepository, type RotationRefusal, rotateSealingKey } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { type DeploymentConfig, dataFolder, loadConfig } from '../deployment/config.ts'
import { type InitValues, initValues, writeInitFile } from '../deployment/create-deployment.ts'
import { type DatabaseAccess, openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, commandActor, commandClient, openAuditLog } from '../deployment/logs.ts'
import { makeSealingKey, readPublicKey } from '../deployment/sealing-keys.ts'

/** `reseal keys rotate` */
export const keysRotateCommand: Command = {
  name: 'keys rotate',
  summary: 'Give an app another sealing key; streams under the one before are taken and opened on.',
  details: [
    'Without --key-id a key is made, in the key file or the PKCS#11 token; in KMS you make it yourself. What runs finds it by itself: ingest with the next ' +
      'stream, viewer and worker with the first that they open. Put the printed sealingKey in Reseal.init and deploy the ' +
      'pages; until then they record under the key that they have.',
    'A key file that was copied to another machine has to be copied again before pages get the new key.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'app', value: 'ID', required: true, help: 'id of the app' },
    {
      name: 'key-id',
      value: 'ID',
      help: 'a key that the provider has (default: a new one, but not in KMS)',
    },
  ],
  examples: ['reseal keys rotate --app portal', 'reseal keys rotate --app portal --key-id 3f1c2d4e5a6b7c8d'],
  run: runRotate,
}

async function runRotate(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const app = await createAppRepository(access.open('owner')).findById(input.text('app') ?? '')
    if (app === undefined) throw new CliError('usage', 'There is no such app; see: reseal app list')
    const sealingKeyId = await keyOf(config, input.text('key-id'))
    const { from } = await rotate(config, access, { appId: app.id, keyId: sealingKeyId })
    await anchorAuditLog(config, access)
    const values = await initValues(config, { ...app, sealingKeyId })
    const isWritten = await updateInitFile(config, values)
    const reply = { app: app.id, from, to: sealingKeyId, init: values }
    await context.stdout.write(
      input.has('json') ? `${JSON.stringify(reply, undefined, 2)}\n` : describe(reply, isWritten),
    )
    return 0
  } finally {
    await access.stop()
  }
}

/** The key that was named, once the provider was asked for it; else a new one. */
async function keyOf(config: DeploymentConfig, given: string | undefined): Promise<string> {
  if (given === undefined) return makeSealingKey(config)
  if (!/^[0-9a-f]{16}$/.test(given)) {
    throw new CliError('usage', '--key-id is no id of a sealing key: 16 digits of 0-9 and a-f.')
  }
  await readPublicKey(config, given)
  return given
}

const advice: Readonly<Record<RotationRefusal, string>> = {
  not_found: 'There is no such app; see: reseal app list',
  same_key: 'Its pages are given this key already.',
  key_retired: 'The key is retired, or about to be; see: reseal keys list',
}

async function rotate(
  config: DeploymentConfig,
  access: DatabaseAccess,
  { appId, keyId }: { readonly appId: string; readonly keyId: string },
): Promise<{ readonly from: string }> {
  const results: Awaited<ReturnType<typeof rotateSealingKey>>[] = []
  await openAuditLog(config, access, 'owner').appendInTransaction(async (transaction) => {
    const result = await rotateSealingKey(transaction, { appId, keyId })
    results.push(result)
    if ('refused' in result) return []
    return [
      {
        action: 'key.rotate',
        outcome: 'success',
        actor: commandActor(),
        client: commandClient(),
        target: { app: appId, key: keyId },
        change: { setting: 'key.sealing', from: result.from, to: keyId },
      },
    ]
  })
  // Where the transaction was tried again, its last result counts.
  const result = results.at(-1) ?? { refused: 'not_found' }
  if ('refused' in result) throw new CliError('usage', advice[result.refused])
  return result
}

/** init.json is of the app that was added last: only there it changes. */
async function updateInitFile(config: DeploymentConfig, values: InitValues): Promise<boolean> {
  const current = await readFile(config.paths.init, 'utf8').catch(() => undefined)
  if (current === undefined) return false
  const { appKey } = JSON.parse(current) as Partial<InitValues>
  if (appKey !== values.appKey) return false
  await writeInitFile(config, values)
  return true
}

interface Rotated {
  readonly app: App['id']
  readonly from: string
  readonly to: string
  readonly init: InitValues
}

function describe({ app, from, to, init }: Rotated, isWritten: boolean): string {
  return `${app} is given ${to} from now on; ${from} stays accepted
Put in its Reseal.init${isWritten ? ' (init.json has it)' : ''}:
  sealingKey  ${init.sealingKey}

Back the key file up now: what is sealed to ${to} opens with it alone.
Once no page has the key before, and nothing needs it: reseal keys retire --key-id ${from}
`
}
