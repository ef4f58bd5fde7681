// The test run's one S3 server: buckets of one's own, users of one's own, nothing that stops it.
import { randomBytes } from 'node:crypto'
import type { S3Credentials } from './ceph.ts'

/** Names, in the environment of a test run, where its S3 server is asked for. */
export const sharedS3Variable = 'RESEAL_TEST_SHARED_S3'

/** The server, and an account on it that may make buckets. */
export interface SharedS3 {
  readonly endpoint: string
  readonly credentials: S3Credentials
}

/** A user without any right, and the name that policies know it by. */
export interface S3User {
  readonly credentials: S3Credentials
  readonly arn: string
}

/** Asks for the server; the first who does waits about 15 s. */
export async function sharedS3(): Promise<SharedS3> {
  return (await ask('')) as SharedS3
}

/** Makes a further user. */
export async function addS3User(role: string): Promise<S3User> {
  const name = `${role}-${randomBytes(4).toString('hex')}`
  const { credentials } = (await ask(name)) as SharedS3
  return { credentials, arn: `arn:aws:iam:::user/${name}` }
}

async function ask(user: string): Promise<unknown> {
  const broker = process.env[sharedS3Variable]
  if (broker === undefined) throw new Error('the test run lacks the global setup of tests/support')
  const answer = await fetch(`${broker}/${user}`)
  if (!answer.ok) throw new Error(await answer.text())
  return answer.json()
}
