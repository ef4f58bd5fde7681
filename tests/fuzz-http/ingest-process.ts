// Ingest in a process of its own, so that a crash is one, with quotas that a single client may fill.
import { defaultLimits, startIngest } from '@reseal/ingest'

const [databaseUrl = '', root = '', receiptKeyFile = ''] = process.argv.slice(2)
const unbounded = { bytesPerSecond: 1e12, burstBytes: 1e12 }
const running = await startIngest({
  host: '127.0.0.1',
  port: 0,
  databaseUrl,
  objects: { kind: 'folder', root },
  receiptKeyFile,
  trustedProxyHops: 0,
  limits: {
    ...defaultLimits,
    commitWindowMs: 0,
    appQuota: unbounded,
    clientQuota: unbounded,
    streamQuota: unbounded,
    sessionQuota: unbounded,
    maxAnnouncedBytes: 1e12,
  },
})
process.on('message', () => {
  void running.metrics().then((metrics) => process.send?.({ rssBytes: process.memoryUsage().rss, metrics }))
})
process.send?.({ port: Number(new URL(running.url).port) })
process.once('disconnect', () => {
  void running.stop().finally(() => process.exit(0))
})
