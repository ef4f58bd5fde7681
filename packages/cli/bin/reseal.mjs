#!/usr/bin/env node
// Must itself run on Node 20: says what is needed, or hands over to the Node that the repository has fetched.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major > 22 || (major === 22 && minor >= 12)) {
  if (process.argv[2] === 'verify') await import('../dist/verify/keep-memory-small.js')
  const { main } = await import('../dist/main.js')
  await main()
} else {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  const toolchain = `../../../.toolchain/node_modules/node-${platform}-${process.arch}/bin/${program}`
  const fetched = fileURLToPath(new URL(toolchain, import.meta.url))
  if (existsSync(fetched)) {
    const { status } = spawnSync(fetched, process.argv.slice(1), { stdio: 'inherit' })
    process.exitCode = status ?? 1
  } else {
    process.stderr.write(
      `reseal: needs Node 22.12 or newer; this is ${process.versions.node}. In a clone of Reseal, npm run demo fetches one.\n`,
    )
    process.exitCode = 1
  }
}
