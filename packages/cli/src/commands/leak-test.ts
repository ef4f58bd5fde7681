// reseal leak-test: the thin command over @reseal/testing.
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type {
  AppSettings,
  CanaryInput,
  LeakReport,
  LeakTestOptions,
  RecorderMode,
  Steps,
  TestingError,
} from '@reseal/testing'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { createProgress } from '../command-line/progress.ts'
import { loadRules, rulesArgument } from '../rules/load-rules.ts'

/** `reseal leak-test` */
export const leakTestCommand: Command = {
  name: 'leak-test',
  summary: "Prove that an app's rules leak nothing: plant made-up patients, record, open, search.",
  details: [
    'Drives a test deployment of your app in Chromium, with the real recorder, a throw-away sealing key and an ingest of its own on this machine. Made-up patient values (canaries) are typed by your steps, or into every field that the test finds; then everything that was recorded is opened and searched for them. The test fills in and sends forms: give it a test deployment.',
    'Without --rules an app that brings its own recorder is tested with that, its endpoint and keys replaced on the way; else the recorder is injected, with --rules or the default rule set. Playwright must be installed in the project. Exit status: 0 nothing leaked and enough was planted, 1 leaked or unproven, 2 rules or another argument cannot be used.',
  ],
  options: [
    { name: 'url', value: 'URL', required: true, help: 'page of the app to begin with' },
    { name: 'rules', value: 'FILE', help: rulesArgument },
    {
      name: 'recorder',
      value: 'WHICH',
      choices: ['auto', 'inject', 'app'],
      help: 'whose recorder: injected by the test, or the app’s own (default: auto)',
    },
    {
      name: 'app-settings',
      value: 'FILE',
      help: "the app's init.json, where its recorder's settings cannot be found by name",
    },
    { name: 'steps', value: 'FILE', help: 'module whose default export is ({ page, plant, url }) => …' },
    {
      name: 'canaries',
      value: 'FILE',
      help: 'JSON list of { id, value } or { id, shape }: values of your test data, or shapes such as MRN-99999999',
    },
    { name: 'seed', value: 'SEED', help: 'repeat the canaries of an earlier run' },
    { name: 'min-planted', value: 'N', help: 'canaries that must have been seen in the page (default: 1)' },
    { name: 'plant-responses', help: "also put canaries into the app's JSON responses" },
    { name: 'no-probes', help: 'put nothing into title, address, console, errors and styles' },
    { name: 'consent', value: 'SELECTOR', help: "button that allows recording, for the app's own recorder" },
    { name: 'skip', value: 'SELECTOR', multiple: true, help: 'element that is not clicked. May be repeated' },
    { name: 'origin', value: 'ORIGIN', multiple: true, help: 'further origin of the app. May be repeated' },
    { name: 'max-pages', value: 'N', help: 'pages to visit (default: 10)' },
    { name: 'max-clicks', value: 'N', help: 'clicks to make (default: 30)' },
    { name: 'storage-state', value: 'FILE', help: "Playwright's storage state, to begin signed in" },
    { name: 'browser-path', value: 'PATH', help: "a Chromium instead of Playwright's own" },
    {
      name: 'browser-argument',
      value: 'ARGUMENT',
      multiple: true,
      help: 'argument for the browser, such as --browser-argument=--no-sandbox. May be repeated',
    },
    { name: 'headed', help: 'show the browser' },
    { name: 'timeout', value: 'SECONDS', help: 'time for steps or exploration (default: 120)' },
    { name: 'junit', value: 'FILE', help: 'also write the result as JUnit XML' },
    commonOptions.json,
  ],
  examples: [
    'reseal leak-test --url http://localhost:3000 --rules src/reseal-rules.json',
    'reseal leak-test --url http://localhost:3000 --steps leak-steps.mjs --junit leak-test.xml',
  ],
  run: runLeakTestCommand,
}

async function runLeakTestCommand(input: CommandInput, context: CommandContext): Promise<number> {
  // Loads only here: no other command needs a browser.
  const { formatLeakReport, junitOf, runLeakTest } = await import('@reseal/testing')
  const options = await optionsOf(input, context)
  const progress = createProgress(context.stderr)
  const report = await runLeakTest({ ...options, onProgress: (text) => progress.update(text) }).catch(
    (error: unknown) => {
      progress.clear()
      throw asCliError(error)
    },
  )
  progress.clear()
  const junit = input.text('junit')
  if (junit !== undefined) await writeResult(resolve(context.cwd, junit), junitOf(report))
  await context.stdout.write(
    input.has('json') ? `${JSON.stringify(report, undefined, 2)}\n` : formatLeakReport(report),
  )
  return exitStatus(report)
}

function exitStatus({ verdict }: LeakReport): number {
  return verdict === 'passed' ? 0 : 1
}

async function optionsOf(input: CommandInput, context: CommandContext): Promise<LeakTestOptions> {
  const { cwd } = context
  const file = (name: string): string | undefined => {
    const value = input.text(name)
    return value === undefined ? undefined : resolve(cwd, value)
  }
  const stepsFile = file('steps')
  const [rules, canaries, appSettings, steps] = [
    input.text('rules') === undefined ? undefined : await loadRules(input.text('rules') ?? '', cwd),
    await loadJson('canaries', file('canaries')),
    await loadJson('app-settings', file('app-settings')),
    stepsFile === undefined ? undefined : await loadSteps(stepsFile),
  ]
  const seconds = wholeNumber(input, 'timeout')
  return {
    url: input.text('url') ?? '',
    rules,
    canaries: canaries as readonly CanaryInput[] | undefined,
    appSettings: appSettings as Partial<AppSettings> | undefined,
    steps,
    recorder: input.text('recorder') as RecorderMode | 'auto' | undefined,
    seed: input.text('seed'),
    needed: wholeNumber(input, 'min-planted'),
    plantResponses: input.has('plant-responses'),
    probes: !input.has('no-probes'),
    consent: input.text('consent'),
    skip: input.texts('skip'),
    origins: input.texts('origin'),
    maxPages: wholeNumber(input, 'max-pages'),
    maxClicks: wholeNumber(input, 'max-clicks'),
    storageState: file('storage-state'),
    browserPath: input.text('browser-path'),
    browserArguments: input.texts('browser-argument'),
    headed: input.has('headed'),
    timeoutMs: seconds === undefined ? undefined : seconds * 1000,
    folder: cwd,
  }
}

function wholeNumber(input: CommandInput, option: string): number | undefined {
  const text = input.text(option)
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw new CliError('usage', `--${option} takes a whole number from 1 to 99999.`)
}

async function loadJson(option: string, file: string | undefined): Promise<unknown> {
  if (file === undefined) return undefined
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new CliError('usage', `--${option}: ${file} cannot be read as JSON.`, { cause })
  }
}

async function loadModule(option: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : ''
    throw new CliError('usage', `--${option}: ${file} cannot be loaded: ${why}`, { cause })
  }
}

async function loadSteps(file: string): Promise<Steps> {
  const exported = await loadModule('steps', file)
  const steps = exported['default'] ?? exported['steps']
  if (typeof steps === 'function') return steps as Steps
  throw new CliError('usage', `--steps: ${file} must have a function as default export.`)
}

async function writeResult(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (cause) {
    throw new CliError('usage', `--junit: ${file} cannot be written.`, { cause })
  }
}

function isTestingError(error: unknown): error is TestingError {
  return error instanceof Error && error.name === 'TestingError' && 'code' in error
}

/** The first line of what the browser said, which names the host or the file that was not there. */
function reasonOf(error: Error): string {
  const { cause } = error
  if (!(cause instanceof Error)) return ''
  const line = stripVTControlCharacters(cause.message).split('\n')[0]
  return line ? ` (${line})` : ''
}

function asCliError(error: unknown): unknown {
  if (!isTestingError(error)) return error
  switch (error.code) {
    case 'bad_options':
    case 'bad_rules':
    case 'bad_canaries':
    case 'bad_steps':
      return new CliError('usage', error.message, { cause: error })
    case 'playwright_missing':
    case 'recorder_missing':
      return new CliError('missing_part', error.message, { cause: error })
    case 'browser_failed':
    case 'page_failed':
    case 'steps_failed':
      return new CliError('missing_part', `${error.message}${reasonOf(error)}`, { cause: error })
  }
}
