// Reads a backup of the table `stream_keys`: the plain text of pg_dump, of COPY, or CSV; one stream a line, its key in hex.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { KeyClaim } from '@reseal/store'

const keyLine = /^"?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"?[\t,]"?(?:\\{1,2}x)?([0-9a-f]{130})"?$/
const keysPerPage = 1000

/** The keys of a file, a page at a time; other lines (statements, comments) are passed over. */
export async function* readKeyFile(path: string): AsyncGenerator<readonly KeyClaim[]> {
  let page: KeyClaim[] = []
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    const [, stream, enc] = keyLine.exec(line.trim().toLowerCase()) ?? []
    if (stream === undefined || enc === undefined) continue
    page.push({ stream, enc: new Uint8Array(Buffer.from(enc, 'hex')) })
    if (page.length === keysPerPage) {
      yield page
      page = []
    }
  }
  if (page.length > 0) yield page
}
