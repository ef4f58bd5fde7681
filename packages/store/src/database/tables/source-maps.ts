// Rows of uploaded source maps.
import type { BytesColumn, NullableBytesColumn, WithDefault } from './columns.ts'

/** `source_maps.scripts` */
export interface ScriptMapsTable {
  app_id: string
  release: string
  script: string
  sha256: BytesColumn
  map: BytesColumn
  sources: NullableBytesColumn
  size_bytes: number
  uploaded_at: WithDefault<Date>
}
