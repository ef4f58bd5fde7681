// Pushes batches into a bucket: one write-once object each, named by its first and last leaf.
import { createS3ObjectStore, type S3SinkPlace, StoreError, withPrefix } from '@reseal/store'
import type { SinkPusher } from './push-https.ts'
import { SinkError } from './sink-error.ts'
import type { SinkSecret } from './sink-secret.ts'

/**
 * Builds a pusher. Without credentials in the secret the SDK's own chain is asked (environment, profile, instance role).
 * @throws SinkError `insecure`
 */
export function createS3Pusher(place: S3SinkPlace, secret: SinkSecret, timeoutMs: number): SinkPusher {
  const { kind: _, prefix, ...bucket } = place
  const { accessKeyId, secretAccessKey } = secret
  const store = open({
    ...bucket,
    requestTimeoutMs: timeoutMs,
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && { credentials: { accessKeyId, secretAccessKey } }),
  })
  const target = prefix === undefined ? store : withPrefix(store, prefix)
  return {
    async push({ first, last, body, extension }) {
      // Ascending by name as by leaf.
      const key = `audit/${padded(first)}-${padded(last)}.${extension}`
      try {
        await target.put(key, body)
      } catch (cause) {
        // Taken by an attempt of which the worker did not learn.
        if (cause instanceof StoreError && cause.code === 'object_exists') return
        throw new SinkError('unavailable', { cause })
      }
    },
    close: () => store.close(),
  }
}

function open(options: Parameters<typeof createS3ObjectStore>[0]): ReturnType<typeof createS3ObjectStore> {
  try {
    return createS3ObjectStore(options)
  } catch (cause) {
    throw new SinkError('insecure', { cause })
  }
}

function padded(index: number): string {
  return String(index).padStart(12, '0')
}
