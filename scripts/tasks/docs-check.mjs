// npm run docs:check: what the documents name is there. The command line is asked through its own parser, which needs the
// packages compiled as they are.
import { reportDocs } from '../check-docs.mjs'
import { program, run, runSteps } from '../steps.mjs'

process.exitCode = await runSteps([
  ['compile', () => run(program('tsc'), ['-b', 'packages/cli'])],
  ['what the documents name', reportDocs],
])
