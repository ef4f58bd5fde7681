// Port numbers as people type them.
import { CliError } from '../cli-error.ts'

/**
 * A base port from which `following` further ports are counted.
 * @throws CliError 'usage'
 */
export function parsePort(text: string, following: number): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  const highest = 65_535 - following
  if (port >= 1 && port <= highest) return port
  throw new CliError(
    'usage',
    `--port takes a number from 1 to ${highest}; ${following} further ports follow it.`,
  )
}
