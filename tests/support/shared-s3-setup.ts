// One S3 server a test run, started when the first test file asks for it. Test processes reach it through a loopback
// address in the environment (shared-s3.ts); a file that breaks its server starts one of its own (ceph.ts).
import { createServer } from 'node:http'
import { type S3Server, startS3Server } from './ceph.ts'
import { sharedS3Variable } from './shared-s3.ts'

/** Vitest calls this once a run of the end-to-end project. */
export async function setup(): Promise<() => Promise<void>> {
  let started: Promise<S3Server> | undefined
  const server = createServer((request, response) => {
    started ??= startS3Server()
    const user = (request.url ?? '').slice(1)
    started
      .then(async ({ endpoint, credentials, controls }) => {
        if (user === '') return { endpoint, credentials }
        if (controls === undefined) throw new Error('a named S3 server has no users to add')
        return { endpoint, credentials: await controls.addUser(user) }
      })
      .then(
        (result) => response.writeHead(200).end(JSON.stringify(result)),
        (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : ''),
      )
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await listening
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  process.env[sharedS3Variable] = `http://127.0.0.1:${port}`
  return async () => {
    delete process.env[sharedS3Variable]
    server.closeAllConnections()
    server.close()
    await started?.then((running) => running.stop())
  }
}
