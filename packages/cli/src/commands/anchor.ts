// reseal anchor print, reseal anchor check: checkpoints on paper, and the paper held against what is anchored.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  type AnchoredCheckpoint,
  BadSheetError,
  formatCheckpointSheet,
  logNames,
  parseCheckpointSheet,
  type SheetEntry,
} from '@reseal/store'
import { checkSheet, type SheetFinding } from '../anchor/check-sheet.ts'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { openOutput } from '../command-line/open-output.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openAnchor } from '../deployment/logs.ts'

/** `reseal anchor print` */
export const anchorPrintCommand: Command = {
  name: 'anchor print',
  summary: 'Write the newest checkpoints as a sheet to print and keep.',
  details: [
    'Plain text: date, and for each log its name, size and root with check digits, then the signed note. Typed or scanned back it tells, without trusting this system, whether the logs still continue what was printed: reseal anchor check FILE. Reads the anchor alone.',
  ],
  options: [
    commonOptions.data,
    { name: 'output', short: 'o', value: 'FILE', help: 'a new file, mode 0600 (default: standard output)' },
  ],
  examples: ['reseal anchor print | lp', 'reseal anchor print -o checkpoints.txt'],
  run: runPrint,
}

/** `reseal anchor check` */
export const anchorCheckCommand: Command = {
  name: 'anchor check',
  summary: 'Hold a printed sheet of checkpoints, typed or scanned back, against the anchor.',
  details: [
    'Of the sheet the lines from "log" to "root 4" suffice; a line with a wrong letter is named. Exit status: 0 when every log continues what was printed, 1 otherwise.',
  ],
  positionals: [{ name: 'FILE', help: 'the sheet', required: true }],
  options: [commonOptions.data, commonOptions.json],
  examples: ['reseal anchor check checkpoints.txt'],
  run: runCheck,
}

async function runPrint(input: CommandInput, context: CommandContext): Promise<number> {
  const anchor = openAnchor(loadConfig(dataFolder(input.text('data'), context), context.env))
  const checkpoints: AnchoredCheckpoint[] = []
  for (const log of logNames) {
    const newest = await anchor.latestCheckpoint(log)
    if (newest === undefined) {
      throw new CliError('integrity', `Nothing of the ${log} log is anchored yet. Run: reseal serve worker`)
    }
    checkpoints.push(newest)
  }
  const output = await openOutput(input.text('output'), context)
  try {
    await output.write(formatCheckpointSheet(checkpoints, new Date()))
  } finally {
    await output.close()
  }
  return 0
}

async function runCheck(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const entries = await readSheet(input.positionals[0] ?? '', context)
  const findings = await checkSheet(openAnchor(config), entries)
  await context.stdout.write(
    input.has('json')
      ? `${JSON.stringify(findings.map(toJson), undefined, 2)}\n`
      : findings.map((finding) => `${describe(finding)}\n`).join(''),
  )
  return findings.every(({ outcome }) => outcome === 'continues') ? 0 : 1
}

async function readSheet(file: string, { cwd }: CommandContext): Promise<readonly SheetEntry[]> {
  const text = await readFile(resolve(cwd, file), 'utf8').catch((cause: unknown) => {
    throw new CliError('usage', `${file} cannot be read.`, { cause })
  })
  try {
    return parseCheckpointSheet(text)
  } catch (cause) {
    if (!(cause instanceof BadSheetError)) throw cause
    const where =
      cause.line === undefined
        ? 'it has no whole checkpoint (log, size, root 1 to 4)'
        : `line ${cause.line} does not fit its check digits or its place; look at each letter of it`
    throw new CliError('usage', `${file}: ${where}.`, { cause })
  }
}

function describe({ entry, outcome, anchoredSize }: SheetFinding): string {
  const { origin, size } = entry
  switch (outcome) {
    case 'continues':
      return `${origin}: continues what was printed (${size} leaves then, ${anchoredSize} anchored now)`
    case 'differs':
      return `${origin}: DIFFERS from what was printed: its first ${size} leaves are not the ones of then`
    case 'shorter':
      return `${origin}: SHORTER than what was printed: ${size} leaves then, ${anchoredSize} anchored now`
    case 'unknown':
      return `${origin}: UNKNOWN: this deployment has no such log`
  }
}

function toJson({ entry, outcome, anchoredSize }: SheetFinding): object {
  return {
    origin: entry.origin,
    size: entry.size,
    outcome,
    ...(anchoredSize !== undefined && { anchoredSize }),
  }
}
