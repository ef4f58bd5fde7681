// Viewer and worker of a deployment in a process of their own, as `reseal serve` runs them.
import { loadConfig } from '../../packages/cli/src/deployment/config.ts'
import { openDatabaseAccess } from '../../packages/cli/src/deployment/database-access.ts'
import { startService } from '../../packages/cli/src/deployment/services.ts'

const config = { ...loadConfig(process.argv[2] ?? '', process.env), workerRoundMs: 50 }
const access = await openDatabaseAccess(config)
await startService('worker', { config, access, log: () => {} })
await startService('viewer', { config, access, log: () => {} })
process.send?.('ready')
