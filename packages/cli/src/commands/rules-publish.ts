// reseal rules publish, reseal rules show: the rule set that the recordings of an app are redacted by when they are read.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseRuleSet, type RuleSet, RulesError } from '@reseal/redaction-rules'
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
import { commandActor, commandClient, openAuditLog } from '../deployment/logs.ts'
import { loadManifest } from '../manifest/load-manifest.ts'
import { publishManifest, publishRules, type RulesPublication } from '../rules/publish-rules.ts'

const appOption: OptionSpec = { name: 'app', value: 'ID', required: true, help: 'the app' }

/** `reseal rules publish` */
export const rulesPublishCommand: Command = {
  name: 'rules publish',
  summary: "Redact an app's recordings by a rule set when they are read.",
  details: [
    'From now on whatever is watched or exported of the app passes this rule set first, also what was recorded before. It can only take away: text that capture masked is not in a recording. A rule that cannot be evaluated on a redacted recording (a class, an id) closes all that it might match.',
    'Pages go on recording by the rule set that they were built with. Nothing takes a published set back but another.',
    'A set that shows more than the one in force waits until a privacy officer approves it, in the viewer, on the page Rules. Once an app has a published set, sessions recorded under others are quarantined (see: reseal rules accept).',
    'With --manifest, the static texts of a release as they were reviewed (reseal.manifest.json).',
  ],
  options: [
    commonOptions.data,
    appOption,
    { name: 'file', value: 'FILE', help: 'the rule set as JSON, as defineRules takes it' },
    { name: 'manifest', value: 'FILE', help: 'the manifest of static texts of a release' },
    { name: 'release', value: 'R', help: 'the release, as the app names it' },
    commonOptions.json,
  ],
  examples: [
    'reseal rules publish --app portal --file rules.json',
    'reseal rules publish --app portal --manifest reseal.manifest.json --release 1.4.0',
  ],
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
  const { file, manifest, release } = readSources(input)
  const rules = file === undefined ? undefined : await readRules(resolve(context.cwd, file))
  const texts = manifest === undefined ? undefined : await loadManifest(manifest, context.cwd)
  return withDeployment(input, context, async (config, access) => {
    await assertApp(access, app)
    const lines: string[] = []
    const reply: Record<string, unknown> = { app }
    if (texts !== undefined && release !== undefined) {
      const published = await publishManifest(config, access, { app, release, manifest: texts })
      lines.push(
        `release ${release} of ${app} may show ${published.textCount} static texts (${published.sha256})`,
      )
      reply['manifest'] = { release, ...published }
    }
    if (rules !== undefined) {
      const published = await publishRules(config, access, { app, rules })
      lines.push(...describePublication(app, rules.version, published))
      if (input.has('json'))
        Object.assign(reply, await replyToRules(config, access, { app, rules, published }))
    }
    await context.stdout.write(
      input.has('json') ? `${JSON.stringify(reply, undefined, 2)}\n` : `${lines.join('\n')}\n`,
    )
    return 0
  })
}

interface Sources {
  readonly file: string | undefined
  readonly manifest: string | undefined
  readonly release: string | undefined
}

function readSources(input: CommandInput): Sources {
  const [file, manifest, release] = [input.text('file'), input.text('manifest'), input.text('release')]
  if (file === undefined && manifest === undefined) {
    throw new CliError('usage', 'Name what to publish: --file FILE, or --manifest FILE with --release R.')
  }
  if ((manifest === undefined) !== (release === undefined)) {
    throw new CliError('usage', '--manifest and --release belong together.')
  }
  if (release !== undefined && !/^[\x21-\x7e]{1,128}$/.test(release)) {
    throw new CliError(
      'usage',
      '--release is up to 128 printable characters without spaces, as the app names it.',
    )
  }
  return { file, manifest, release }
}

function describePublication(app: string, version: string, published: RulesPublication): readonly string[] {
  const { outcome, sha256, readable } = published
  switch (outcome) {
    case 'same':
      return [`${app} is read by rule set ${version} already (${sha256})`]
    case 'published':
      return [`from now on ${app} is read by rule set ${version} (${sha256})`]
    case 'pending':
      return [
        `rule set ${version} (${sha256}) shows more than the one in force, and waits for a privacy officer:`,
        ...readable.map(({ list, id, reason }) => `  ${list} ${id}: ${reason}`),
        'Until then engineers cannot watch what is recorded under it.',
      ]
  }
}

async function replyToRules(
  config: DeploymentConfig,
  access: DatabaseAccess,
  { app, rules, published }: { app: string; rules: RuleSet; published: RulesPublication },
): Promise<object> {
  if (published.outcome !== 'pending') return { ...(await replyOf(config, access, app)), state: 'approved' }
  const { sha256, readable } = published
  return { version: rules.version, sha256, state: 'pending', readable, rules }
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
