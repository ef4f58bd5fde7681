// Writes docs/access.md from the declared routes and the decision about replays. Run after `tsc -b packages/viewer`.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeAccess } from '../dist/access/describe-access.js'
import { viewerRoutes } from '../dist/routes.js'

await writeFile(join(import.meta.dirname, '../../../docs/access.md'), describeAccess(viewerRoutes))
