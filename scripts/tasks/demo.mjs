// npm run demo: build what changed, then `reseal demo` in this very process, so that Ctrl-C reaches it.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildWorkspaces } from '../build-workspaces.mjs'
import { root, runSteps } from '../steps.mjs'

const status = await runSteps([['compile and bundle', buildWorkspaces]])
if (status !== 0) process.exit(status)
const bin = join(root, 'packages', 'cli', 'bin', 'reseal.mjs')
process.argv = [process.argv[0], bin, 'demo', ...process.argv.slice(2)]
await import(pathToFileURL(bin).href)
