// The chunks that the script-tag recorder loads from beside itself.
import { readdirSync, readFileSync } from 'node:fs'

const dist = new URL('../dist/', import.meta.url)

/** Scripts by file name: `reseal.signals.js` and the like. */
export function readChunks(): Readonly<Record<string, string>> {
  const names = readdirSync(dist).filter((name) => /^reseal\.\w+\.js$/.test(name))
  return Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, dist), 'utf8')]))
}
