// Runs ingest as a process of its own: reads the environment, listens, stops on a signal.
import { parseConfig } from './config.ts'
import { IngestError } from './errors.ts'
import { startIngest } from './start-ingest.ts'

try {
  const running = await startIngest(parseConfig(process.env))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      running.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
} catch (error) {
  const problems = error instanceof IngestError ? error.problems : []
  process.stderr.write(`reseal ingest: ${['it did not start', ...problems].join('\n  ')}\n`)
  process.exit(1)
}
