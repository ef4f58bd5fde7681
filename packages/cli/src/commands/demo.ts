// reseal demo: everything on this machine, until Ctrl-C.
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { parsePort } from '../command-line/parse-port.ts'
import { createProgress } from '../command-line/progress.ts'
import { describeDemo } from '../demo/describe-demo.ts'
import { openBrowser } from '../demo/open-browser.ts'
import { type RunningDemo, startDemo } from '../demo/start-demo.ts'
import { untilStopped } from '../deployment/stopping.ts'

/** `reseal demo` */
export const demoCommand: Command = {
  name: 'demo',
  summary: 'Start everything on this machine with a made-up clinic app.',
  details: [
    'Starts an embedded PostgreSQL, ingest, viewer, worker and the clinic app in one process, all on 127.0.0.1, and prints a sign-in link for each role. The data stays in the folder and a second start continues with it. Not for real patients.',
  ],
  options: [
    {
      name: 'port',
      value: 'N',
      help: 'port of the clinic app; ingest, viewer and replay origin take the next three (default: 4400)',
    },
    { name: 'data', value: 'DIR', help: 'the data folder (default: .reseal/demo)' },
    { name: 'no-open', help: 'open no browser' },
    { ...commonOptions.json, help: 'print the addresses and links as JSON' },
  ],
  run: runDemo,
}

async function runDemo(input: CommandInput, context: CommandContext): Promise<number> {
  const port = parsePort(input.text('port') ?? '4400', 3)
  const data = resolve(context.cwd, input.text('data') ?? join('.reseal', 'demo'))
  const progress = createProgress(context.stderr)
  await mkdir(data, { recursive: true, mode: 0o711 })
  const logFile = createWriteStream(join(data, 'services.log'), { flags: 'a', mode: 0o600 })
  const demo = await startUnlessStopped(context.stopSignal, () =>
    startDemo({
      data,
      port,
      stopSignal: context.stopSignal,
      log: (text) => void logFile.write(text),
      onProgress: (text) => progress.step(text),
    }),
  )
  progress.clear()
  if (!demo) return 0
  try {
    const { stop: _, ...facts } = demo
    await context.stdout.write(input.has('json') ? `${JSON.stringify(facts)}\n` : describeDemo(demo))
    if (context.stdout.isTerminal && !input.has('no-open')) openBrowser(demo.clinicUrl)
    await untilStopped(context.stopSignal)
    await context.stderr.write('reseal: stopping\n').catch(() => {})
  } finally {
    await demo.stop()
    logFile.end()
  }
  return 0
}

/** Ctrl-C reaches the programs that are just being started as well; what then fails is no failure. */
async function startUnlessStopped(
  stopSignal: AbortSignal,
  start: () => Promise<RunningDemo>,
): Promise<RunningDemo | undefined> {
  try {
    return await start()
  } catch (error) {
    if (stopSignal.aborted) return undefined
    throw error
  }
}
