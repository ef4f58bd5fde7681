// The forms that consents leave in, for whoever has to show them: one line a stream.
import { csvField } from '../audit-export/csv.ts'
import type { StreamConsent } from './consents.ts'

/** The forms there are. */
export const consentFormats = ['csv', 'jsonl'] as const

/** One form. */
export type ConsentFormat = (typeof consentFormats)[number]

/** Writes consents in one form. */
export interface ConsentFormatter {
  /** What stands before the first; empty for JSON Lines. */
  readonly header: string
  readonly mediaType: string
  /** One consent with its line end. */
  line(consent: StreamConsent): string
}

type Column = readonly [name: string, read: (consent: StreamConsent) => string | boolean | undefined]

const columns: readonly Column[] = [
  ['app', ({ app }) => app],
  ['session', ({ session }) => session],
  ['stream', ({ stream }) => stream],
  ['recorded', ({ startedAtMs }) => isoTime(startedAtMs)],
  ['notice', ({ said }) => said?.noticeVersion],
  ['how', ({ said }) => said?.how],
  ['consented', ({ said }) => isoTime(said?.grantedAtMs)],
  ['receipt_sha256', ({ consentHash }) => consentHash],
  ['proven', ({ proven }) => proven],
  ['forgotten', ({ forgotten }) => forgotten],
]

/** The formatter of a form. */
export function createConsentFormatter(format: ConsentFormat): ConsentFormatter {
  switch (format) {
    case 'csv':
      return {
        header: `${columns.map(([name]) => name).join(',')}\r\n`,
        mediaType: 'text/csv; charset=utf-8',
        line: (consent) => `${columns.map(([, read]) => csvField(read(consent))).join(',')}\r\n`,
      }
    case 'jsonl':
      return {
        header: '',
        mediaType: 'application/x-ndjson',
        line: (consent) => `${JSON.stringify(consent)}\n`,
      }
  }
}

/** Of a page's clock: what is no time is left out. */
function isoTime(ms: number | undefined): string | undefined {
  if (ms === undefined) return undefined
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
