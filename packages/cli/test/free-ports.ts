// Neighbouring ports for a command that wants a base. Below the ports that systems hand out by themselves: another test's
// connection does not take one meanwhile.
import { createServer, type Server } from 'node:net'

/** As many as any command takes. */
const count = 5
const lowest = 20_000
const range = 12_000

/** Listens on a port of the loopback address; undefined where it is taken. */
export async function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer()
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  return isListening ? server : undefined
}

/** The first of some neighbouring ports that were free a moment ago. */
export async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = lowest + Math.floor(Math.random() * range)
    const servers = await Promise.all(Array.from({ length: count }, (_, offset) => listenOn(base + offset)))
    await Promise.all(servers.map((server) => server && new Promise((resolve) => server.close(resolve))))
    if (servers.every((server) => server !== undefined)) return base
  }
  throw new Error('no neighbouring free ports')
}
