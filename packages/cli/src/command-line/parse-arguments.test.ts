import { describe, expect, test } from 'vitest'
import { CliError } from '../cli-error.ts'
import type { Command } from './command.ts'
import { parseArguments } from './parse-arguments.ts'

const command: Command = {
  name: 'open',
  summary: 'open a thing',
  positionals: [{ name: 'PART', help: 'which part', choices: ['door', 'window'], required: true }],
  options: [
    { name: 'purpose', value: 'PURPOSE', help: 'why', required: true, choices: ['debugging', 'incident'] },
    { name: 'origin', value: 'ORIGIN', help: 'from where', multiple: true },
    { name: 'output', short: 'o', value: 'FILE', help: 'where to' },
    { name: 'json', help: 'as JSON' },
  ],
  run: () => Promise.resolve(0),
}

function adviceFor(words: readonly string[]): string {
  try {
    parseArguments(command, words)
  } catch (error) {
    if (error instanceof CliError && error.code === 'usage') return error.advice
    throw error
  }
  throw new Error('the words were taken')
}

describe('parseArguments', () => {
  test('takes positionals, values, repeated values and switches', () => {
    const input = parseArguments(command, [
      'door',
      '--purpose',
      'incident',
      '--origin',
      'a',
      '--origin=b',
      '-o',
      'x.json',
      '--json',
    ])
    expect(input.positionals).toEqual(['door'])
    expect(input.text('purpose')).toBe('incident')
    expect(input.texts('origin')).toEqual(['a', 'b'])
    expect(input.text('output')).toBe('x.json')
    expect(input.has('json')).toBe(true)
  })

  test('lets a request for help win over what is missing', () => {
    expect(parseArguments(command, ['--help']).has('help')).toBe(true)
    expect(parseArguments(command, ['-h']).has('help')).toBe(true)
  })

  test('says which option is needed and why', () => {
    expect(adviceFor(['door'])).toContain('--purpose PURPOSE is needed: why.')
    expect(adviceFor(['door', '--purpose='])).toContain('--purpose PURPOSE is needed')
  })

  test('names the nearest choice and the nearest option', () => {
    expect(adviceFor(['door', '--purpose', 'debuging'])).toContain('Did you mean debugging?')
    expect(adviceFor(['door', '--purpse', 'incident'])).toContain('Did you mean --purpose?')
    expect(adviceFor(['dor', '--purpose', 'incident'])).toContain('Did you mean door?')
  })

  test('refuses a missing or surplus word, and an option without its value', () => {
    expect(adviceFor(['--purpose', 'incident'])).toContain('PART is needed')
    expect(adviceFor(['door', 'window', '--purpose', 'incident'])).toContain('"window" is one word too many')
    expect(adviceFor(['door', '--purpose'])).toContain('--purpose')
    expect(adviceFor(['door', '--json=yes', '--purpose', 'incident'])).toContain('--json')
  })
})
