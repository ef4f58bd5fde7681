// npm run size: bytes that browsers load, gzip -9, against their budgets; exit status 1 when one is over that was met once.
import { buildWorkspaces } from '../build-workspaces.mjs'
import { describeSizes, measureSizes } from '../measure-sizes.mjs'
import { printResults } from '../results.mjs'

const json = process.argv.includes('--json')
const status = await buildWorkspaces()
if (status !== 0) process.exit(status)
const results = await measureSizes()
printResults(results, { json })
if (!json) process.stdout.write(await describeSizes())
// Never reached so far: shown as not met, but no reason to stop the checks.
const unreached = new Set(['redaction-rules.gzip'])
process.exitCode = results.every((one) => one.met || unreached.has(one.id)) ? 0 : 1
