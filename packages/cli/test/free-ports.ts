// Neighbouring ports for a command that wants a base. Below the ports that systems hand out by themselves: another test's
// connection does not take one meanwhile.
import { createServer } from 'node:net'

/** As many as any command takes. */
const count = 8
const lowest = 20_000
const range = 12_000

/** Listens on a port of the loopback address; gives what ends that, or undefined where the port is taken. */
export async function listenOn(port: number): Promise<(() => void) | undefined> {
  const server = createServer()
  const isListening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  return isListening ? () => server.close() : undefined
}

/** The first of some neighbouring ports that were free a moment ago. */
export async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const base = lowest + Math.floor(Math.random() * range)
    const closings = await Promise.all(Array.from({ length: count }, (_, offset) => listenOn(base + offset)))
    for (const close of closings) close?.()
    if (closings.every((close) => close !== undefined)) return base
  }
  throw new Error('no neighbouring free ports')
}
