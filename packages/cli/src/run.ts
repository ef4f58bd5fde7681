// From words to an exit status: finds the command, shows help, runs it and explains failures.
import { exitCodeOf } from './cli-error.ts'
import type { CommandContext } from './command-line/command.ts'
import { explainError } from './command-line/explain-error.ts'
import { commandHelp, overviewHelp } from './command-line/help.ts'
import { parseArguments } from './command-line/parse-arguments.ts'
import { commandRegistry } from './commands/registry.ts'
import { resolveCommand } from './commands/resolve-command.ts'
import { version } from './version.ts'

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
