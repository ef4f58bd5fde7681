// reseal link: a one-time sign-in link for a user of the viewer.
import { createSignInLink } from '@reseal/viewer'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { dataFolder, loadConfig, originOf } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { openAuditLog, recordLink } from '../deployment/logs.ts'
import { findUser } from '../deployment/people.ts'

/** `reseal link` */
export const linkCommand: Command = {
  name: 'link',
  summary: 'Print a one-time sign-in link for a user of the viewer.',
  details: [
    'For demos and tests: whoever opens the link first is signed in as that user, without proving anything. In earnest people sign in with a passkey (reseal user invite) or at an identity provider. The audit log says who made the link.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'user', value: 'NAME', required: true, help: "the user's name or id" },
    { name: 'minutes', value: 'N', help: 'how long the link is valid, 1 to 1440 (default: 15)' },
  ],
  examples: ['reseal link --user eng-1'],
  run: runLink,
}

async function runLink(input: CommandInput, context: CommandContext): Promise<number> {
  const minutes = parseMinutes(input.text('minutes') ?? '15')
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const user = await findUser(access, input.text('user') ?? '')
    await recordLink(openAuditLog(config, access, 'worker'), user.name)
    const { url } = await createSignInLink(access.open('owner'), {
      userId: user.id,
      expiresInMs: minutes * 60_000,
      publicOrigin: originOf(config, 'viewer'),
    })
    await context.stdout.write(
      input.has('json') ? `${JSON.stringify({ user: user.name, link: url })}\n` : `${url}\n`,
    )
    return 0
  } finally {
    await access.stop()
  }
}

function parseMinutes(text: string): number {
  const minutes = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (minutes >= 1 && minutes <= 1440) return minutes
  throw new CliError('usage', '--minutes takes a whole number from 1 to 1440.')
}
