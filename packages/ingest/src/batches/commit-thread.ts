// The commit thread's program: stores each batch it is sent.
import { parentPort, workerData } from 'node:worker_threads'
import { createDatabase, createIngestRepository, serviceSilenceMs } from '@reseal/store'
import { openObjects } from '../open-objects.ts'
import { createBatchStore } from './batch-store.ts'
import type { CommitAnswer, CommitRequest, CommitThreadConfig } from './start-commit-thread.ts'

const config = workerData as CommitThreadConfig
const db = createDatabase({
  connectionString: config.databaseUrl,
  maxConnections: 2,
  applicationName: 'reseal-ingest-commit',
  maxSilenceMs: serviceSilenceMs,
})
const storeBatch = createBatchStore({
  objects: openObjects(config.objects),
  repository: createIngestRepository(db),
})

parentPort?.on('message', ({ id, batch }: CommitRequest) => {
  void storeBatch(batch).then((outcome) => {
    const answer: CommitAnswer = { id, outcome }
    parentPort?.postMessage(answer)
  })
})
