// Ingest over S3 and PostgreSQL: CPU time of its process a segment against that of a Hono route that only reads the body,
// same client, interleaved runs, medians (design.md §12). The S3 server shares the processors, so that the rate says
// little and is reported beside.
import { randomBytes } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import {
  cpuMs,
  type Measurement,
  median,
  origin,
  rateOf,
  runClient,
  startDeployment,
} from '../../packages/ingest/bench/deployment.ts'
import { startS3Server } from '../support/ceph.ts'

const budget = 2
const warmingMs = 10_000

/** Measures `ingest.cpu_per_segment_s3` and `ingest.throughput_s3`. */
export async function measureIngestS3({
  pairs = 3,
  durationMs = 3000,
  streams = 1024,
} = {}): Promise<Measurement[]> {
  const s3 = await startS3Server()
  const bucket = `bench-${randomBytes(6).toString('hex')}`
  const { endpoint, credentials } = s3
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
    const deployment = await startDeployment({
      objects: { kind: 's3', bucket, endpoint, forcePathStyle: true, region: 'us-east-1' },
      environment: {
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
    })
    try {
      const servers = { floor: await deployment.start('floor'), ingest: await deployment.start('ingest') }
      const run = async (
        name: keyof typeof servers,
        lastsMs = durationMs,
      ): Promise<{ rate: number; cpu: number }> => {
        const { pid, ...server } = servers[name]
        const startMs = cpuMs(pid)
        const result = await runClient({
          ...server,
          appKey: deployment.appKey,
          origin,
          streams,
          durationMs: lastsMs,
        })
        // All that the process did for all that it acknowledged: beginnings of streams are work too.
        return { rate: rateOf(result), cpu: (1000 * (cpuMs(pid) - startMs)) / result.acknowledged }
      }
      // Until most of their code is compiled, which takes processor time of its own.
      for (const name of ['floor', 'ingest'] as const) await run(name, warmingMs)
      const rounds: Record<keyof typeof servers, { rate: number; cpu: number }>[] = []
      for (let pair = 0; pair < pairs; pair++) {
        rounds.push({ floor: await run('floor'), ingest: await run('ingest') })
      }
      const ratio = median(rounds.map(({ floor, ingest }) => ingest.cpu / floor.cpu))
      return [
        {
          id: 'ingest.cpu_per_segment_s3',
          value: median(rounds.map(({ ingest }) => ingest.cpu)),
          unit: 'µs',
          floor: median(rounds.map(({ floor }) => floor.cpu)),
          ratio,
          budget,
          met: ratio <= budget,
        },
        {
          id: 'ingest.throughput_s3',
          value: median(rounds.map(({ ingest }) => ingest.rate)),
          unit: 'segments/s',
          floor: median(rounds.map(({ floor }) => floor.rate)),
          ratio: median(rounds.map(({ floor, ingest }) => ingest.rate / floor.rate)),
          met: true,
        },
      ]
    } finally {
      await deployment.stop()
    }
  } finally {
    client.destroy()
    await s3.stop()
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${JSON.stringify(await measureIngestS3(), null, 2)}\n`)
}
