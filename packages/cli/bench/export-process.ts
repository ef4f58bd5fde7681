// One export to standard output, as `reseal audit export` writes it, or plain: the same rows in pages, bytes as they come.
// Tells how long it took and how large the process was at its largest.
import { once } from 'node:events'
import { createAuditFormatter, createAuditRepository, createDatabase } from '@reseal/store'
import { sql } from 'kysely'

const [connectionString = '', kind = '', count = '0'] = process.argv.slice(2)
const before = Number(count)
const db = createDatabase({ connectionString, maxConnections: 2 })
const beganAtMs = performance.now()
await (kind === 'plain' ? writePlain() : writeEvents())
const seconds = (performance.now() - beganAtMs) / 1000
await db.destroy()
// Kilobytes on Linux; includes the runtime itself.
const peakBytes = process.resourceUsage().maxRSS * 1024
process.send?.({ peakBytes, eventsPerSecond: before / seconds })
process.disconnect?.()

async function writeEvents(): Promise<void> {
  const site = { origin: 'bench/audit', address: 'https://viewer.example' }
  const { line } = createAuditFormatter('jsonl', { site, isFiltered: false })
  let text = ''
  for await (const record of createAuditRepository(db).readAll({ before })) {
    text += line(record)
    if (text.length < 65_536) continue
    await write(text)
    text = ''
  }
  await write(text)
}

async function writePlain(): Promise<void> {
  for (let from = 0; from < before; from += 500) {
    const { rows } = await sql<{ leaf: Uint8Array }>`SELECT leaf FROM audit_leaves
      WHERE index >= ${from} AND index < ${Math.min(from + 500, before)} ORDER BY index`.execute(db)
    await write(Buffer.concat(rows.flatMap(({ leaf }) => [leaf, Buffer.from('\n')])))
  }
}

async function write(piece: string | Buffer): Promise<void> {
  if (!process.stdout.write(piece)) await once(process.stdout, 'drain')
}
