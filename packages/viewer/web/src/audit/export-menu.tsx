// What the page shows, whole, as a file: straight to the browser's downloads, however large it is.
import type { AuditAddress } from '../address/address.ts'
import { auditExportPath } from '../api/audit.ts'

const forms = [
  ['jsonl', 'JSON Lines', 'Events with the exact leaves and salts: verifies offline'],
  ['csv', 'CSV', 'For a spreadsheet; nothing in it runs as a formula'],
  ['fhir', 'FHIR', 'R4 AuditEvent, IHE BALP, one resource a line'],
  ['ocsf', 'OCSF', '1.8 API and Datastore Activity, one event a line'],
] as const

export function ExportMenu({ address }: { readonly address: AuditAddress }) {
  return (
    <span className="audit-export">
      <span id="audit-export-label">Export</span>
      <span className="audit-export-forms" role="group" aria-labelledby="audit-export-label">
        {forms.map(([format, name, title]) => (
          <a
            key={format}
            className="button"
            title={title}
            href={auditExportPath(address, format)}
            download=""
          >
            {name}
          </a>
        ))}
      </span>
    </span>
  )
}
