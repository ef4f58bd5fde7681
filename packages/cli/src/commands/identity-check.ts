// reseal identity check: whether the identity provider is there, and what it lacks, before anybody signs in.
import { checkProvider } from '@reseal/viewer'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { dataFolder, loadConfig, originOf, refuseProblems } from '../deployment/config.ts'
import { identityProblems } from '../deployment/identity-settings.ts'

/** `reseal identity check` */
export const identityCheckCommand: Command = {
  name: 'identity check',
  summary: 'Ask the identity provider what it offers, and say what is missing.',
  details: [
    'Nobody signs in, and nothing is changed. Status 1 where people could not sign in as configured.',
  ],
  options: [commonOptions.data, commonOptions.json],
  examples: ['reseal identity check'],
  run: runCheck,
}

async function runCheck(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const { identity, oidcClientSecret } = config
  if (identity?.oidc === undefined) {
    const advice = 'No identity provider is configured: set RESEAL_OIDC_ISSUER and RESEAL_OIDC_CLIENT_ID.'
    throw new CliError('invalid_configuration', advice)
  }
  refuseProblems(identityProblems(identity, oidcClientSecret))
  const findings = await checkProvider({ ...identity.oidc, clientSecret: oidcClientSecret ?? '' })
  const redirectUri = `${originOf(config, 'viewer')}/api/sign-in/oidc/callback`
  if (input.has('json')) await context.stdout.write(`${JSON.stringify({ findings, redirectUri })}\n`)
  else {
    for (const { kind, text } of findings) await context.stdout.write(`${kind.padEnd(7)} ${text}\n`)
    await context.stdout.write(`\nThe redirect URI to register there: ${redirectUri}\n`)
  }
  return findings.some(({ kind }) => kind === 'problem') ? 1 : 0
}
