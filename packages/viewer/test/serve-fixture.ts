// The viewer of the fixture on a socket, for what speaks to it from another process. A test helper.
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { ViewerFixture } from './viewer-fixture.ts'

/** Listens on the port that the fixture's public origin names. */
export async function serveFixture({ app }: ViewerFixture, port: number): Promise<{ stop(): void }> {
  const answer = getRequestListener(app.fetch)
  const server: Server = createServer((incoming, outgoing) => void answer(incoming, outgoing))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
