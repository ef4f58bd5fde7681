// Ingest on a socket.
import { getRequestListener } from '@hono/node-server'
import {
  assertSafeTransport,
  type Listener,
  type ListenerOptions,
  startListener,
  type TakePlain,
} from '@reseal/listener'
import { assertDurable, createDatabase, serviceSilenceMs } from '@reseal/store'
import { startCommitThread } from './batches/start-commit-thread.ts'
import { answerBrokenBytes, answerBrokenRequest, answerInsecure } from './broken-request.ts'
import type { IngestConfig } from './config.ts'
import { createIngest } from './create-ingest.ts'
import type { ReadinessReader } from './health/health.routes.ts'
import { createLog, type Log } from './logging/log-line.ts'
import { openObjects } from './open-objects.ts'
import { readReceiptKeyFile } from './receipts/receipt-key.ts'

/** Ingest that listens. */
export interface RunningIngest {
  /** Scheme, host and port, the port the one that was free where 0 was asked for. */
  readonly url: string
  /** base64url of the raw point of the receipt key. */
  readonly receiptKey: string
  /** Counters in Prometheus' text format. */
  metrics(): Promise<string>
  /** Whether parcels can be taken. */
  readonly readiness: ReadinessReader
  /** Is not ready from now on, and still takes parcels: a balancer gets the time to notice. */
  announceStop(): void
  /** Refuses new parcels, commits what waits, answers it, and closes. */
  stop(): Promise<void>
}

// A quota over all processes is kept to within what arrives in this time.
const exchangeUseEveryMs = 5000
// How long connections may take to end by themselves once the last batch is committed.
const closeGraceMs = 2000

/**
 * Starts ingest.
 * @param log where lines go; standard output unless given
 * @throws IngestError bad_configuration
 * @throws ListenerError insecure_listener and where the certificate is none
 * @throws StoreError database_unavailable, unsafe_configuration
 */
export async function startIngest(config: IngestConfig, log: Log = logToStdout()): Promise<RunningIngest> {
  assertSafeTransport(config)
  const signer = await readReceiptKeyFile(config.receiptKeyFile)
  const { databaseUrl, limits, trustedProxyHops } = config
  const db = createDatabase({
    connectionString: databaseUrl,
    applicationName: 'reseal-ingest',
    maxSilenceMs: serviceSilenceMs,
  })
  const { storeBatch, ...commitThread } = startCommitThread({ databaseUrl, objects: config.objects })
  let listener: Listener | undefined
  try {
    await assertDurable(db)
    const objects = openObjects(config.objects)
    let takePlain: TakePlain = () => undefined
    const listening = await startListener({
      ...listenerOptions(config, log),
      takePlain: (request) => takePlain(request),
    })
    listener = listening
    const parts = { db, objects, storeBatch, signer, limits, trustedProxyHops, log }
    const ingest = createIngest({ ...parts, listener: listening })
    const answer = getRequestListener(ingest.app.fetch, { errorHandler: answerBrokenRequest })
    listening.serve((request, response) => void answer(request, response), answerInsecure)
    takePlain = ingest.takeParcel
    const exchanging = setInterval(() => void ingest.exchangeUse(), exchangeUseEveryMs)
    exchanging.unref()
    log({ event: 'started' })
    return {
      url: listening.url,
      receiptKey: signer.publicKey,
      metrics: ingest.metrics,
      readiness: ingest.readiness,
      announceStop: ingest.announceStop,
      async stop() {
        clearInterval(exchanging)
        await ingest.stop()
        await listening.stop(closeGraceMs)
        // What was admitted before the stop may have joined the queue after it drained.
        await ingest.stop()
        await commitThread.stop()
        await db.destroy()
        log({ event: 'stopped' })
      },
    }
  } catch (error) {
    await listener?.stop(0)
    await commitThread.stop()
    await db.destroy()
    throw error
  }
}

function listenerOptions(
  { host, port, tls, trustedProxyHops, limits }: IngestConfig,
  log: Log,
): ListenerOptions {
  const { maxConnections, maxConnectionsPerAddress } = limits
  return {
    host,
    port,
    tls,
    trustedProxyHops,
    limits: { maxConnections, maxConnectionsPerAddress },
    onBrokenBytes: answerBrokenBytes,
    onCertificateRefused: (code) => log({ event: 'error', code }),
  }
}

function logToStdout(): Log {
  return createLog((text) => process.stdout.write(text))
}
