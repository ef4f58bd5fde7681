// The process: real streams, signals and the exit status around `runReseal`.
import type { Output } from './command-line/command.ts'
import { runReseal } from './run.ts'

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    isTerminal: stream.isTTY === true,
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()))
      }),
  }
}

// One Ctrl-C can arrive twice: from the terminal, which tells the whole group, and from npm, which passes it on.
const sameSignalMs = 1_000

/** Runs the command line of this process and ends it with the command's status. */
export async function main(): Promise<void> {
  const stopping = new AbortController()
  let firstSignalMs: number | undefined
  const onSignal = (): void => {
    firstSignalMs ??= performance.now()
    stopping.abort()
    // A second Ctrl-C means that the clean stop takes too long for the person who waits.
    if (performance.now() - firstSignalMs > sameSignalMs) process.exit(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  // The terminal is gone; unless a service takes the signal for a renewed certificate.
  process.on('SIGHUP', () => {
    if (process.listenerCount('SIGHUP') === 1) onSignal()
  })
  // A reader such as `head` that closes the pipe ends the command without a stack trace.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  process.exitCode = await runReseal(process.argv.slice(2), {
    env: process.env,
    cwd: process.cwd(),
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    stdin: process.stdin,
    stopSignal: stopping.signal,
  })
  // Pools and keep-alive sockets of third parties must not hold a finished command open.
  process.exit()
}
