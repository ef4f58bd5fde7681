// reseal rules accept: whether an app's pages may record under rule sets and manifests that nobody published.
import {
  createAppRepository,
  createRuleAcceptanceRepository,
  type RuleAcceptance,
  ruleAcceptances,
} from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, openAuditLog, recordChange } from '../deployment/logs.ts'

/** `reseal rules accept` */
export const rulesAcceptCommand: Command = {
  name: 'rules accept',
  summary: 'Say whether an app may record under rules that nobody published.',
  details: [
    'registered: a session whose rule set or manifest was not published is quarantined. any: it is taken as it is.',
    "Without this, anything is taken until the app's first rule set is published, and from then on only what was; the same of manifests. The recorder's own default, under which nothing is readable, needs no publishing.",
  ],
  positionals: [{ name: 'which', required: true, help: 'what is taken', choices: [...ruleAcceptances] }],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'app', value: 'ID', required: true, help: 'the app' },
  ],
  examples: ['reseal rules accept registered --app portal'],
  run: runAccept,
}

async function runAccept(input: CommandInput, context: CommandContext): Promise<number> {
  const app = input.text('app') ?? ''
  const [which = 'registered'] = input.positionals
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const owner = access.open('owner')
    if ((await createAppRepository(owner).findById(app)) === undefined) {
      throw new CliError('not_found', `There is no app "${app}"; see: reseal app list`)
    }
    const acceptances = createRuleAcceptanceRepository(owner)
    const before = (await acceptances.find(app)) ?? 'first-set'
    // The event first: nothing is taken otherwise without one.
    const change = { setting: 'rules.accept', app, from: before, to: which } as const
    const { index } = await recordChange(openAuditLog(config, access, 'worker'), change)
    await acceptances.set(app, which as RuleAcceptance, index)
    await anchorAuditLog(config, access)
    const text =
      which === 'any'
        ? `from now on ${app} may record under any rules\n`
        : `from now on ${app} may record under published rules only\n`
    const reply = { app, accepts: which }
    await context.stdout.write(input.has('json') ? `${JSON.stringify(reply, undefined, 2)}\n` : text)
    return 0
  } finally {
    await access.stop()
  }
}
