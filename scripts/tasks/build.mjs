// npm run build: compile the packages, bundle what browsers load.
import { buildWorkspaces } from '../build-workspaces.mjs'
import { runSteps } from '../steps.mjs'

process.exitCode = await runSteps([['compile and bundle', buildWorkspaces]])
