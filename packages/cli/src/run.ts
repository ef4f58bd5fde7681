// From words to an exit status: finds the command, shows help, runs it and explains failures.
import { CliError, exitCodeOf } from './cli-error.ts'
import type { CommandContext } from './command-line/command.ts'
import { explainError } from './command-line/explain-error.ts'
import { commandHelp, overviewHelp } from './command-line/help.ts'
import { parseArguments } from './command-line/parse-arguments.ts'
import { suggest } from './command-line/suggest.ts'
import { commandRegistry, type RegisteredCommand } from './commands/registry.ts'
import { version } from './version.ts'

interface Resolved {
  readonly entry: RegisteredCommand
  readonly rest: readonly string[]
}

function resolveCommand(words: readonly string[]): Resolved {
  // Longest name first, so that `audit export` is not taken for an argument of a shorter one.
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ')
    const entry = commandRegistry.find((command) => command.name === name)
    if (entry) return { entry, rest: words.slice(length) }
  }
  const first = words[0] ?? ''
  const names = commandRegistry.map((command) => command.name)
  const group = names.filter((name) => name.startsWith(`${first} `))
  const nearest = suggest(words.slice(0, 2).join(' '), names) ?? suggest(first, names)
  if (group.length > 0 && !nearest) {
    throw new CliError(
      'usage',
      `"${first}" needs a second word: ${group.map((name) => `reseal ${name}`).join(', ')}.`,
    )
  }
  const hint = nearest ? `Did you mean "reseal ${nearest}"?` : 'See: reseal --help'
  throw new CliError('usage', `"${first}" is not a command. ${hint}`)
}

async function runCommand(words: readonly string[], context: CommandContext): Promise<number> {
  const [first] = words
  if (first === '--version') {
    await context.stdout.write(`${version}\n`)
    return 0
  }
  if (
    first === undefined ||
    first === '--help' ||
    first === '-h' ||
    (first === 'help' && words.length === 1)
  ) {
    await (first === undefined ? context.stderr : context.stdout).write(overviewHelp(commandRegistry))
    return first === undefined ? 2 : 0
  }
  if (first === 'help') return await runCommand([...words.slice(1), '--help'], context)
  const { entry, rest } = resolveCommand(words)
  const command = await entry.load()
  const input = parseArguments(command, rest)
  if (input.has('help')) {
    await context.stdout.write(commandHelp(command))
    return 0
  }
  return await command.run(input, context)
}

/** Runs `reseal` with these words. Never rejects: failures are explained on standard error. */
export async function runReseal(words: readonly string[], context: CommandContext): Promise<number> {
  try {
    return await runCommand(words, context)
  } catch (error) {
    const isDebugging = context.env['RESEAL_DEBUG'] === '1'
    await context.stderr.write(`reseal: ${explainError(error, isDebugging)}\n`).catch(() => {})
    return exitCodeOf(error)
  }
}
