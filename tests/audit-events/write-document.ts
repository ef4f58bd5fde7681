// Writes docs/audit-events.md. Run after `tsc -b packages/store packages/worker`.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeEvents } from './describe-events.ts'

await writeFile(join(import.meta.dirname, '../../docs/audit-events.md'), describeEvents())
