// reseal rules publish, reseal rules show: the rule set that the recordings of an app are redacted by when they are read.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { canonicalRules, parseRuleSet, type RuleSet, RulesError } from '@reseal/redaction-rules'
import {
  createAppRepository,
  createAuditRepository,
  createRuleSetRepository,
  type PublishedRuleSet,
} from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
  type OptionSpec,
} from '../command-line/command.ts'
import { type DeploymentConfig, dataFolder, loadConfig } from '../deployment/config.ts'
import { type DatabaseAccess, openDatabaseAccess } from '../deployment/database-access.ts'
import {
  anchorAuditLog,
  commandActor,
  commandClient,
  openAuditLog,
  recordChange,
} from '../deployment/logs.ts'

const appOption: OptionSpec = { name: 'app', value: 'ID', required: true, help: 'the app' }

/** `reseal rules publish` */
export const rulesPublishCommand: Command = {
  name: 'rules publish',
  summary: "Redact an app's recordings by a rule set when they are read.",
  details: [
    'From now on whatever is watched or exported of the app passes this rule set first, also what was recorded before. It can only take away: text that capture masked is not in a recording. A rule that cannot be evaluated on a redacted recording (a class, an id) closes all that it might match.',
    'Pages go on recording by the rule set that they were built with. Nothing takes a published set back but another.',
  ],
  options: [
    commonOptions.data,
    appOption,
    { name: 'file', value: 'FILE', required: true, help: 'the rule set as JSON, as defineRules takes it' },
    commonOptions.json,
  ],
  examples: ['reseal rules publish --app portal --file rules.json'],
  run: runPublish,
}

/** `reseal rules show` */
export const rulesShowCommand: Command = {
  name: 'rules show',
  summary: "Show the rule set that an app's recordings are read by.",
  details: ['Prints the rule set as JSON. With --json, an object that also says when and by whom.'],
  options: [commonOptions.data, appOption, commonOptions.json],
  run: runShow,
}

/** What the commands say of a published set. */
interface PublishedReply {
  readonly app: string
  readonly version: string
  readonly sha256: string
  readonly publishedAt: string
  readonly publishedBy: string | null
  readonly rules: unknown
}

async function runPublish(input: CommandInput, context: CommandContext): Promise<number> {
  const app = input.text('app') ?? ''
  const rules = await readRules(resolve(context.cwd, input.text('file') ?? ''))
  const body = Buffer.from(canonicalRules(rules))
  const sha256 = createHash('sha256').update(body).digest('hex')
  return withDeployment(input, context, async (config, access) => {
    await assertApp(access, app)
    const owner = createRuleSetRepository(access.open('owner'))
    const newest = await owner.findNewest(app)
    const isSame = newest !== undefined && Buffer.from(newest.sha256).toString('hex') === sha256
    if (!isSame) {
      // The event first: a set that nobody is named for must not count.
      const audit = openAuditLog(config, access, 'worker')
      const { index } = await recordChange(audit, { setting: 'rules', app, ruleSetVersion: sha256 })
      await owner.publish({ appId: app, version: rules.version, body, auditIndex: index })
      await anchorAuditLog(config, access)
    }
    const text = isSame
      ? `${app} is read by rule set ${rules.version} already (${sha256})\n`
      : `from now on ${app} is read by rule set ${rules.version} (${sha256})\n`
    if (!input.has('json')) await context.stdout.write(text)
    else await context.stdout.write(`${JSON.stringify(await replyOf(config, access, app), undefined, 2)}\n`)
    return 0
  })
}

async function runShow(input: CommandInput, context: CommandContext): Promise<number> {
  const app = input.text('app') ?? ''
  return withDeployment(input, context, async (config, access) => {
    await assertApp(access, app)
    if (input.has('json')) {
      await context.stdout.write(`${JSON.stringify(await replyOf(config, access, app), undefined, 2)}\n`)
    } else {
      const { rules } = describe(await findPublished(access, app))
      await context.stdout.write(`${JSON.stringify(rules, undefined, 2)}\n`)
    }
    return 0
  })
}

async function withDeployment(
  input: CommandInput,
  context: CommandContext,
  work: (config: DeploymentConfig, access: DatabaseAccess) => Promise<number>,
): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    return await work(config, access)
  } finally {
    await access.stop()
  }
}

async function assertApp(access: DatabaseAccess, app: string): Promise<void> {
  if (await createAppRepository(access.open('owner')).findById(app)) return
  throw new CliError('not_found', `There is no app "${app}"; see: reseal app list`)
}

async function readRules(path: string): Promise<RuleSet> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    const what = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read'
    throw new CliError('usage', `--file "${path}" ${what}.`, { cause })
  }
  try {
    return parseRuleSet(json)
  } catch (cause) {
    if (!(cause instanceof RulesError)) throw cause
    throw new CliError('usage', `--file "${path}" is no rule set: ${cause.message}.`, { cause })
  }
}

async function findPublished(access: DatabaseAccess, app: string): Promise<PublishedRuleSet> {
  const published = await createRuleSetRepository(access.open('viewer')).findNewest(app)
  if (published !== undefined) return published
  throw new CliError(
    'not_found',
    `No rule set was published for ${app}: its recordings are read as they were recorded. See: reseal rules publish --help`,
  )
}

async function replyOf(
  config: DeploymentConfig,
  access: DatabaseAccess,
  app: string,
): Promise<PublishedReply> {
  const published = await findPublished(access, app)
  // By whom is in the audit log.
  await openAuditLog(config, access, 'viewer').append({
    action: 'audit.read',
    outcome: 'success',
    actor: commandActor(),
    client: commandClient(),
    target: { app },
  })
  const record = await createAuditRepository(access.open('viewer')).find(published.auditIndex)
  return { ...describe(published), publishedBy: record?.event.actor.subject ?? null }
}

function describe({
  appId,
  version,
  body,
  sha256,
  publishedAt,
}: PublishedRuleSet): Omit<PublishedReply, 'publishedBy'> {
  return {
    app: appId,
    version,
    sha256: Buffer.from(sha256).toString('hex'),
    publishedAt: publishedAt.toISOString(),
    rules: JSON.parse(Buffer.from(body).toString('utf8')) as unknown,
  }
}
