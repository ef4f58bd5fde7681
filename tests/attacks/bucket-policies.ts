// Two buckets under the policies that operators are given (deploy/s3), exactly as they are, with a user a service.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  CreateBucketCommand,
  PutBucketPolicyCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { S3Credentials } from '../support/ceph.ts'
import { addS3User, sharedS3 } from '../support/shared-s3.ts'

/** Who has credentials: three services, and someone with an account on the same server. */
export type S3Role = 'ingest' | 'worker' | 'viewer' | 'stranger'

/** The buckets, and a client and its credentials for each role. */
export interface PoliciedBuckets {
  readonly endpoint: string
  readonly objects: string
  readonly anchor: string
  /** The buckets' owner. */
  readonly owner: S3Client
  client(role: S3Role): S3Client
  credentials(role: S3Role): S3Credentials
  close(): void
}

const roles = ['ingest', 'worker', 'viewer', 'stranger'] as const

/** Makes both buckets under Object Lock, COMPLIANCE, a day. */
export async function createPoliciedBuckets(): Promise<PoliciedBuckets> {
  const { endpoint, credentials } = await sharedS3()
  const connect = (user: S3Credentials): S3Client =>
    new S3Client({
      endpoint,
      credentials: user,
      region: 'us-east-1',
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    })
  const owner = connect(credentials)
  const users = Object.fromEntries(
    await Promise.all(roles.map(async (role) => [role, await addS3User(role)] as const)),
  ) as Record<S3Role, Awaited<ReturnType<typeof addS3User>>>
  const clients = Object.fromEntries(roles.map((role) => [role, connect(users[role].credentials)])) as Record<
    S3Role,
    S3Client
  >
  const id = randomUUID().slice(0, 8)
  const [objects, anchor] = [`attacks-objects-${id}`, `attacks-anchor-${id}`]
  const names = {
    OBJECTS_BUCKET: objects,
    ANCHOR_BUCKET: anchor,
    INGEST_ARN: users.ingest.arn,
    WORKER_ARN: users.worker.arn,
    VIEWER_ARN: users.viewer.arn,
  }
  for (const [Bucket, files] of [
    [objects, ['ingest', 'worker', 'viewer']],
    [anchor, ['anchor']],
  ] as const) {
    await owner.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }))
    const retention = { DefaultRetention: { Mode: 'COMPLIANCE', Days: 1 } } as const
    const ObjectLockConfiguration = { ObjectLockEnabled: 'Enabled', Rule: retention } as const
    await owner.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }))
    await owner.send(new PutBucketPolicyCommand({ Bucket, Policy: await mergePolicies(files, names) }))
  }
  return {
    endpoint,
    objects,
    anchor,
    owner,
    client: (role) => clients[role],
    credentials: (role) => users[role].credentials,
    close: () => {
      for (const client of [owner, ...Object.values(clients)]) client.destroy()
    },
  }
}

/** A bucket has one policy: the files' statements one after the other, as docs/operations.md says. */
async function mergePolicies(
  files: readonly string[],
  names: Readonly<Record<string, string>>,
): Promise<string> {
  const statements: unknown[] = []
  for (const file of files) {
    let text = await readFile(new URL(`../../deploy/s3/${file}-policy.json`, import.meta.url), 'utf8')
    for (const [word, name] of Object.entries(names)) text = text.replaceAll(word, name)
    statements.push(...(JSON.parse(text) as { Statement: unknown[] }).Statement)
  }
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}
