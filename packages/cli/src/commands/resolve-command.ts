// From the words of a command line to the command they name.
import { CliError } from '../cli-error.ts'
import { suggest } from '../command-line/suggest.ts'
import { commandRegistry, type RegisteredCommand } from './registry.ts'

/** A command and the words behind its name. */
export interface ResolvedCommand {
  readonly entry: RegisteredCommand
  readonly rest: readonly string[]
}

/**
 * The command that the first words name.
 * @throws CliError 'usage' with the nearest command
 */
export function resolveCommand(words: readonly string[]): ResolvedCommand {
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
