// reseal user invite: lets someone make a passkey, the first time or after theirs was lost.
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { inviteUser } from '../deployment/invitations.ts'
import { findUser } from '../deployment/people.ts'

/** How long an invitation lasts where nobody says. */
export const invitationMinutes = 60

/** `reseal user invite` */
export const userInviteCommand: Command = {
  name: 'user invite',
  summary: 'Print a one-time invitation to make a passkey.',
  details: [
    'Whoever opens the invitation first makes the passkey that signs that user in: send it in a way that reaches nobody else. Passkeys and browser sessions that the user had end with it, so that a lost device opens nothing. The audit log says who invited whom.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'user', value: 'NAME', required: true, help: "the user's name or id" },
    { name: 'minutes', value: 'N', help: 'how long the invitation is good, 1 to 1440 (default: 60)' },
  ],
  examples: ['reseal user invite --user "Ana Ruiz"'],
  run: runInvite,
}

async function runInvite(input: CommandInput, context: CommandContext): Promise<number> {
  const minutes = parseMinutes(input.text('minutes') ?? String(invitationMinutes))
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const user = await findUser(access, input.text('user') ?? '')
    const { url, expiresAtMs, removedPasskeys } = await inviteUser(config, access, { user, minutes })
    const json = { user: user.name, invitation: url, expiresAtMs, removedPasskeys }
    await context.stdout.write(input.has('json') ? `${JSON.stringify(json)}\n` : `${url}\n`)
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
