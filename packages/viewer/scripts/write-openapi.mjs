// Writes docs/api/viewer.openapi.json from the declared routes. Run after `tsc -b packages/viewer`.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { viewerRoutes } from '../dist/routes.js'
import { describeRoutes } from '../dist/routing/openapi.js'

const path = join(import.meta.dirname, '../../../docs/api/viewer.openapi.json')
await mkdir(dirname(path), { recursive: true })
await writeFile(path, `${JSON.stringify(describeRoutes(viewerRoutes), undefined, 2)}\n`)
