// One batch: so many events from a leaf on as one request carries, and where the next batch begins. The same for every sink.
import {
  type AuditRepository,
  type AuditSinkSettings,
  type AuditSite,
  createAuditFormatter,
} from '@reseal/store'

/** What is pushed at once. */
export interface SinkBatch {
  /** Leaf of the first event; the last one's stands in the last line. */
  readonly first: number
  readonly last: number
  readonly body: Buffer
  readonly mediaType: string
  readonly extension: string
}

/** A batch, if there is anything to send, and where the cursor goes once that is taken. */
export interface NextBatch {
  readonly batch: SinkBatch | undefined
  readonly next: number
}

// Well below what receivers take by default (nginx 1 MiB, Splunk and Elasticsearch far more).
const maxBodyBytes = 900_000

/** Reads the next batch of a sink. Bounded by a page of events and by bytes; one event is never too large. */
export async function readNextBatch(
  events: AuditRepository,
  settings: AuditSinkSettings,
  { from, site }: { readonly from: number; readonly site: AuditSite },
): Promise<NextBatch> {
  const { filter, format, personal } = settings
  const page = await events.readPage({ from, filter, personal })
  const isFiltered = Object.keys(filter).length > 0
  const formatter = createAuditFormatter(format, { site, isFiltered })
  const lines: Buffer[] = []
  let [sizeBytes, last] = [0, -1]
  for (const record of page.records) {
    const line = Buffer.from(formatter.line(record))
    if (lines.length > 0 && sizeBytes + line.length > maxBodyBytes) break
    lines.push(line)
    sizeBytes += line.length
    last = record.index
  }
  const [first] = page.records
  if (first === undefined) return { batch: undefined, next: page.next }
  const { mediaType, extension } = formatter
  return {
    batch: { first: first.index, last, body: Buffer.concat(lines), mediaType, extension },
    next: lines.length === page.records.length ? page.next : last + 1,
  }
}
