// What a command is: its options as data, from which parsing and help are derived, and one function.
import type { Readable } from 'node:stream'

/** One option of a command. `value` names the argument it takes; without it the option is a switch. */
export interface OptionSpec {
  readonly name: string
  readonly short?: string
  readonly value?: string
  readonly help: string
  /** Only these values are taken. */
  readonly choices?: readonly string[]
  readonly required?: boolean
  readonly multiple?: boolean
}

/** One positional argument. */
export interface PositionalSpec {
  readonly name: string
  readonly help: string
  readonly choices?: readonly string[]
  readonly required?: boolean
}

/** What a command was given on its command line, after checking. */
export interface CommandInput {
  /** The value of an option that takes one, or undefined. */
  text(option: string): string | undefined
  /** All values of an option that may be repeated. */
  texts(option: string): readonly string[]
  /** Whether a switch was given. */
  has(option: string): boolean
  readonly positionals: readonly string[]
}

/** Where a command writes. */
export interface Output {
  readonly isTerminal: boolean
  write(text: string): Promise<void>
}

/** What a command may touch of the process that runs it. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdout: Output
  readonly stderr: Output
  readonly stdin: Readable
  /** Aborts on Ctrl-C and on SIGTERM. */
  readonly stopSignal: AbortSignal
}

/** A command with everything its help says. `run` resolves with the exit status. */
export interface Command {
  readonly name: string
  readonly summary: string
  readonly details?: readonly string[]
  readonly positionals?: readonly PositionalSpec[]
  readonly options: readonly OptionSpec[]
  readonly examples?: readonly string[]
  run(input: CommandInput, context: CommandContext): Promise<number>
}

/** The options that every command has. */
export const commonOptions: Readonly<Record<'data' | 'json' | 'help', OptionSpec>> = {
  data: {
    name: 'data',
    value: 'DIR',
    help: 'the data folder (default: $RESEAL_DATA, or ./.reseal)',
  },
  json: { name: 'json', help: 'print the result as JSON' },
  help: { name: 'help', short: 'h', help: 'show this help' },
}
