// Turns the words of a command line into checked input for one command.
import { parseArgs } from 'node:util'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandInput,
  commonOptions,
  type OptionSpec,
  type PositionalSpec,
} from './command.ts'
import { suggest } from './suggest.ts'

/** A command's own options with the common ones. */
export function allOptions(command: Command): readonly OptionSpec[] {
  return [...command.options, commonOptions.help]
}

function usage(command: Command, advice: string): CliError {
  return new CliError('usage', `${advice}\nSee: reseal ${command.name} --help`)
}

function checkChoice(command: Command, what: string, choices: readonly string[], value: string): void {
  if (choices.includes(value)) return
  const nearest = suggest(value, choices)
  const hint = nearest ? ` Did you mean ${nearest}?` : ''
  throw usage(command, `${what} takes one of ${choices.join(', ')}.${hint}`)
}

function checkOptions(command: Command, values: Record<string, unknown>): void {
  for (const option of command.options) {
    const value = values[option.name]
    const isMissing = value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
    if (isMissing && option.required) {
      throw usage(command, `--${option.name} ${option.value ?? ''} is needed: ${option.help}.`)
    }
    if (value === '') throw usage(command, `--${option.name} was given an empty value.`)
    if (!option.choices || value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) {
      checkChoice(command, `--${option.name}`, option.choices, String(one))
    }
  }
}

function checkPositionals(command: Command, positionals: readonly string[]): void {
  const specs: readonly PositionalSpec[] = command.positionals ?? []
  for (const [position, spec] of specs.entries()) {
    const value = positionals[position]
    if (value === undefined && spec.required) {
      const choices = spec.choices ? ` (${spec.choices.join(', ')})` : ''
      throw usage(command, `${spec.name} is needed: ${spec.help}${choices}.`)
    }
    if (value !== undefined && spec.choices) checkChoice(command, spec.name, spec.choices, value)
  }
  const extra = positionals[specs.length]
  if (extra !== undefined) throw usage(command, `"${extra}" is one word too many.`)
}

function refusal(command: Command, words: readonly string[], cause: unknown): CliError {
  const known = allOptions(command).map((option) => `--${option.name}`)
  const unknown = words.find((word) => word.startsWith('--') && !known.includes(word.split('=')[0] ?? word))
  if (unknown) {
    const nearest = suggest(unknown.split('=')[0] ?? unknown, known)
    return usage(
      command,
      `${unknown.split('=')[0]} is not an option here.${nearest ? ` Did you mean ${nearest}?` : ''}`,
    )
  }
  return usage(command, cause instanceof Error ? `${cause.message.split('. ')[0]}.` : 'An option was wrong.')
}

/**
 * Parses the words after a command's name. Asking for help wins over everything that is missing.
 * @throws CliError 'usage' saying what was wrong and what to write instead
 */
export function parseArguments(command: Command, words: readonly string[]): CommandInput {
  const options = Object.fromEntries(
    allOptions(command).map((option) => [
      option.name,
      {
        type: option.value === undefined ? ('boolean' as const) : ('string' as const),
        ...(option.short ? { short: option.short } : {}),
        ...(option.multiple ? { multiple: true } : {}),
      },
    ]),
  )
  let values: Record<string, unknown>
  let positionals: string[]
  try {
    ;({ values, positionals } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
      strict: true,
    }))
  } catch (cause) {
    throw refusal(command, words, cause)
  }
  if (values['help'] !== true) {
    checkOptions(command, values)
    checkPositionals(command, positionals)
  }
  return {
    positionals,
    has: (name) => values[name] === true,
    text: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
    texts: (name) => (Array.isArray(values[name]) ? values[name].map(String) : []),
  }
}
