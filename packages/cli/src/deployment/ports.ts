// Says before anything starts which port is taken, so that no half of a deployment comes up.
import { createServer } from 'node:net'
import { CliError } from '../cli-error.ts'

/** A port and what wants to listen on it. */
export interface WantedPort {
  readonly name: string
  readonly port: number
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)))
  })
}

/**
 * Checks ports; 0 stands for any free one.
 * @throws CliError 'port_in_use' naming each taken port and its user, with `advice` on what to do
 */
export async function checkPorts(host: string, wanted: readonly WantedPort[], advice: string): Promise<void> {
  const taken: string[] = []
  for (const { name, port } of wanted) {
    if (port !== 0 && !(await isFree(host, port))) taken.push(`${port} (for ${name})`)
  }
  if (taken.length === 0) return
  const what =
    taken.length === 1
      ? `Another program uses port ${taken[0]}.`
      : `Other programs use ports ${taken.join(', ')}.`
  throw new CliError('port_in_use', `${what} ${advice}`)
}
