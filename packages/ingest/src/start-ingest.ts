// Ingest on a socket.
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { assertDurable, createDatabase } from '@reseal/store'
import { startCommitThread } from './batches/start-commit-thread.ts'
import { answerBrokenBytes, answerBrokenRequest } from './broken-request.ts'
import type { IngestConfig } from './config.ts'
import { createIngest } from './create-ingest.ts'
import { createLog, type Log } from './logging/log-line.ts'
import { openObjects } from './open-objects.ts'
import { readReceiptKeyFile } from './receipts/receipt-key.ts'

/** Ingest that listens. */
export interface RunningIngest {
  /** `http://host:port`, the port the one that was free where 0 was asked for. */
  readonly url: string
  /** base64url of the raw point of the receipt key. */
  readonly receiptKey: string
  /** Counters in Prometheus' text format. */
  metrics(): Promise<string>
  /** Refuses new parcels, commits what waits, answers it, and closes. */
  stop(): Promise<void>
}

const sweepEveryMs = 60_000
// A body that takes longer holds memory that others wait for.
const requestTimeoutMs = 60_000
// A recorder sends every few seconds; a connection lives longer than that, and than a proxy in front keeps it.
const keepAliveTimeoutMs = 65_000
// How long connections may take to end by themselves once the last batch is committed.
const closeGraceMs = 2000

/**
 * Starts ingest.
 * @param log where lines go; standard output unless given
 * @throws IngestError bad_configuration
 * @throws StoreError database_unavailable, unsafe_configuration
 */
export async function startIngest(config: IngestConfig, log: Log = logToStdout()): Promise<RunningIngest> {
  const signer = await readReceiptKeyFile(config.receiptKeyFile)
  const { databaseUrl, limits, trustedProxyHops } = config
  const db = createDatabase({ connectionString: databaseUrl, applicationName: 'reseal-ingest' })
  const { storeBatch, ...commitThread } = startCommitThread({ databaseUrl, objects: config.objects })
  try {
    await assertDurable(db)
    const objects = openObjects(config.objects)
    const ingest = createIngest({ db, objects, storeBatch, signer, limits, trustedProxyHops, log })
    const answer = getRequestListener(ingest.app.fetch, { errorHandler: answerBrokenRequest })
    const timeouts = { requestTimeout: requestTimeoutMs, keepAliveTimeout: keepAliveTimeoutMs }
    const server = createServer(timeouts, (request, response) => {
      void answer(request, response)
    })
    server.on('clientError', answerBrokenBytes)
    const url = await listen(server, config)
    const sweeping = setInterval(ingest.sweep, sweepEveryMs)
    sweeping.unref()
    log({ event: 'started' })
    return {
      url,
      receiptKey: signer.publicKey,
      metrics: ingest.metrics,
      async stop() {
        clearInterval(sweeping)
        await ingest.stop()
        await close(server)
        // What was admitted before the stop may have joined the queue after it drained.
        await ingest.stop()
        await commitThread.stop()
        await db.destroy()
        log({ event: 'stopped' })
      },
    }
  } catch (error) {
    await commitThread.stop()
    await db.destroy()
    throw error
  }
}

function logToStdout(): Log {
  return createLog((text) => process.stdout.write(text))
}

function listen(server: Server, { host, port }: IngestConfig): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 4096 }, () => {
      const address = server.address()
      const boundPort = typeof address === 'object' && address !== null ? address.port : port
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closeGraceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
