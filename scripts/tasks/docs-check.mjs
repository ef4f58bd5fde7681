// npm run docs:check: what the documents name is there. The command line is asked through its own parser, which needs the
// packages compiled.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { reportDocs } from '../check-docs.mjs'
import { program, root, run, runSteps } from '../steps.mjs'

const isCompiled = existsSync(join(root, 'packages/viewer/dist'))

process.exitCode = await runSteps([
  ...(isCompiled ? [] : [['compile', () => run(program('tsc'), ['-b'])]]),
  ['what the documents name', reportDocs],
])
