// Reads a rule set that a person names: a preset, a JSON file, or a module that exports one.
import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseRuleSet, type RuleSet, RulesError } from '@reseal/redaction-rules'
import { readable, strict } from '@reseal/redaction-rules/presets'
import { CliError } from '../cli-error.ts'

const presets: Readonly<Record<string, RuleSet>> = { 'preset:strict': strict, 'preset:readable': readable }
const exportPattern = /^(.+?\.\w+)#(\w+)$/

/** What `loadRules` takes, for the help of a command. */
export const rulesArgument =
  'a JSON file; a module that exports `rules`, or another name after # (rules.js#clinicRules); preset:strict or preset:readable'

async function readJson(file: string, shown: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError('usage', `${shown} cannot be read.`, { cause })
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CliError('usage', `${shown} is not JSON.`, { cause })
  }
}

async function importRules(file: string, shown: string, name: string): Promise<unknown> {
  let exported: Readonly<Record<string, unknown>>
  try {
    exported = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
  } catch (cause) {
    throw new CliError('usage', `${shown} cannot be loaded as a module.`, { cause })
  }
  if (!Object.hasOwn(exported, name)) {
    const names = Object.keys(exported).join(', ')
    throw new CliError('usage', `${shown} does not export ${name}. It exports: ${names || 'nothing'}.`)
  }
  return exported[name]
}

/**
 * Loads and validates a rule set. A module is run: name only files that are your own.
 *
 * @throws CliError 'usage' when there is none, or what there is is not a rule set.
 */
export async function loadRules(argument: string, cwd: string): Promise<RuleSet> {
  const preset = Object.hasOwn(presets, argument) ? presets[argument] : undefined
  if (preset !== undefined) return preset
  const [, path = argument, name = 'rules'] = exportPattern.exec(argument) ?? []
  const file = resolve(cwd, path)
  const isModule = /^\.[cm]?[jt]s$/.test(extname(path))
  const value = isModule ? await importRules(file, path, name) : await readJson(file, path)
  try {
    return parseRuleSet(value)
  } catch (cause) {
    if (!(cause instanceof RulesError)) throw cause
    throw new CliError('usage', `${path} is not a rule set: ${cause.message}.`, { cause })
  }
}
