// Help texts, composed from what the commands declare so that they cannot say anything else.
import type { Command, OptionSpec } from './command.ts'
import { allOptions } from './parse-arguments.ts'

const lineWidth = 92

function wrap(text: string, indent: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line && indent + line.length + 1 + word.length > lineWidth) {
      lines.push(line)
      line = word
    } else {
      line = line ? `${line} ${word}` : word
    }
  }
  lines.push(line)
  return lines.join(`\n${' '.repeat(indent)}`)
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${wrap(right, width + 2)}`).join('\n')
}

function optionLabel(option: OptionSpec): string {
  const short = option.short ? `-${option.short}, ` : ''
  return `${short}--${option.name}${option.value ? ` ${option.value}` : ''}`
}

function usageLine(command: Command): string {
  const needed = command.options
    .filter((option) => option.required)
    .map((option) => `--${option.name} ${option.value ?? ''}`.trim())
  const positionals = (command.positionals ?? []).map((spec) => {
    const label = spec.choices ? spec.choices.join('|') : spec.name
    return spec.required ? label : `[${label}]`
  })
  return ['reseal', command.name, ...positionals, ...needed, '[options]'].join(' ')
}

/** The help text of one command. */
export function commandHelp(command: Command): string {
  const parts = [`${command.summary}\n\nUsage: ${usageLine(command)}`]
  for (const paragraph of command.details ?? []) parts.push(wrap(paragraph, 0))
  if (command.positionals?.length) {
    parts.push(`Arguments:\n${table(command.positionals.map((spec) => [spec.name, spec.help]))}`)
  }
  const rows = allOptions(command).map((option): [string, string] => {
    const choices = option.choices ? ` (${option.choices.join(', ')})` : ''
    return [optionLabel(option), `${option.help}${choices}${option.required ? ' (needed)' : ''}`]
  })
  parts.push(`Options:\n${table(rows)}`)
  if (command.examples?.length)
    parts.push(`Examples:\n${command.examples.map((line) => `  ${line}`).join('\n')}`)
  return `${parts.join('\n\n')}\n`
}

/** The help text of `reseal` itself. */
export function overviewHelp(commands: readonly { name: string; summary: string }[]): string {
  return `reseal: session replay for health apps that keeps patient data sealed, and proves who watched what

Usage: reseal <command> [options]

Commands:
${table(commands.map(({ name, summary }) => [name, summary]))}

"reseal <command> --help" explains one command. Exit status: 0 success, 1 failure, 2 wrong command line.
`
}
