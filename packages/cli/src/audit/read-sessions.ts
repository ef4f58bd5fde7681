// Which sessions a question is about. Reseal does not know whose a session is: the app's own records do, by the link that
// `recorder.sessionUrl()` gave them. So a pseudonym comes with the ids of its sessions.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isUuid } from '@reseal/protocol'
import { CliError } from '../cli-error.ts'
import type { CommandContext, CommandInput, OptionSpec } from '../command-line/command.ts'

/** The option that names them. */
export const sessionsOption: OptionSpec = {
  name: 'sessions',
  value: 'FILE',
  help: 'ids of the sessions of the subject, by the app’s own records: one a line, - for standard input',
}

/**
 * The ids in the file, each once.
 * @throws CliError 'usage'
 */
export async function readSessionIds(
  input: CommandInput,
  context: CommandContext,
): Promise<readonly string[]> {
  const file = input.text(sessionsOption.name)
  if (file === undefined) {
    throw new CliError(
      'usage',
      'Reseal does not know whose a session is: give the ids by the app’s own records with --sessions FILE.',
    )
  }
  const text = file === '-' ? await readAllOf(context) : await readNamed(resolve(context.cwd, file), file)
  const ids = text
    .split(/\s+/u)
    .filter((word) => word !== '')
    // A session's link is taken for its id.
    .map((word) => (word.split(/[?#]/u)[0] ?? '').split('/').at(-1)?.toLowerCase() ?? '')
  if (ids.length === 0 || !ids.every(isUuid)) {
    throw new CliError('usage', '--sessions takes a file of session ids or links, one a line.')
  }
  return [...new Set(ids)]
}

async function readNamed(path: string, file: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError('usage', `--sessions: ${file} cannot be read.`, { cause })
  })
}

async function readAllOf({ stdin }: CommandContext): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of stdin) pieces.push(Buffer.from(piece as Uint8Array))
  return Buffer.concat(pieces).toString('utf8')
}
