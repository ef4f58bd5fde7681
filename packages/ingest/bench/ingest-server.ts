// Ingest under measurement, a process of its own: the real one, with quotas that a single client address may fill.
import { defaultLimits, type ObjectsConfig, startIngest } from '@reseal/ingest'

const [databaseUrl, objects, receiptKeyFile] = process.argv.slice(2)
if (databaseUrl === undefined || objects === undefined || receiptKeyFile === undefined) process.exit(2)

const unbounded = { bytesPerSecond: 1e12, burstBytes: 1e12 }
const running = await startIngest(
  {
    host: '127.0.0.1',
    port: 0,
    databaseUrl,
    objects: JSON.parse(objects) as ObjectsConfig,
    receiptKeyFile,
    trustedProxyHops: 0,
    limits: {
      ...defaultLimits,
      appQuota: unbounded,
      clientQuota: unbounded,
      streamQuota: unbounded,
      maxAnnouncedBytes: 1e12,
    },
  },
  () => {},
)
process.send?.({ port: Number(new URL(running.url).port), receiptKey: running.receiptKey })
process.once('disconnect', () => {
  void running.stop().finally(() => process.exit(0))
})
