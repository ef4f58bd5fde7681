// The forms that audit events leave in, for `reseal audit export`, the viewer's page and the sinks (design.md §7). Each
// record has the event's id, and its index and leaf hash, so that it can be held against anchored tiles.
import type { AuditRecord } from '../logs/audit.repository.ts'
import { toCsvHeader, toCsvLine } from './csv.ts'
import { type AuditSite, toFhirAuditEvent } from './fhir.ts'
import { toJsonLine } from './json-line.ts'
import { toOcsfEvent } from './ocsf.ts'

/** The forms there are; every one but `csv` is one JSON object a line. */
export const auditFormats = ['jsonl', 'csv', 'fhir', 'ocsf'] as const

/** One form. */
export type AuditFormat = (typeof auditFormats)[number]

/** Writes records of one form. */
export interface AuditFormatter {
  /** What stands before the first record; empty for all but CSV. */
  readonly header: string
  /** A file's extension. */
  readonly extension: string
  readonly mediaType: string
  /** One record with its line end. */
  line(record: AuditRecord): string
}

/** What all records of an export share. */
export interface AuditExport {
  readonly site: AuditSite
  /** Whether a filter left events out. */
  readonly isFiltered: boolean
}

/** The formatter of a form. */
export function createAuditFormatter(format: AuditFormat, { site, isFiltered }: AuditExport): AuditFormatter {
  const ndjson = { header: '', mediaType: 'application/x-ndjson' }
  switch (format) {
    case 'jsonl':
      return { ...ndjson, extension: 'jsonl', line: (record) => toJsonLine(record, isFiltered) }
    case 'csv':
      return {
        header: toCsvHeader(),
        mediaType: 'text/csv; charset=utf-8',
        extension: 'csv',
        line: toCsvLine,
      }
    case 'fhir':
      return { ...ndjson, extension: 'fhir.ndjson', line: (record) => lineOf(toFhirAuditEvent(record, site)) }
    case 'ocsf':
      return { ...ndjson, extension: 'ocsf.ndjson', line: (record) => lineOf(toOcsfEvent(record, site)) }
  }
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`
}
