// The static texts of a set for a capture that is started without the recorder around it.
import { createStaticTexts } from '@reseal/redaction-rules/static-texts'
import type { PageStaticTexts } from '../src/provenance/page-static-texts.ts'
import { createStaticPlaces } from '../src/provenance/static-places.ts'

/** What the chunk `provenance` makes of an encoded set; undefined without one. */
export function pageStaticTexts(manifest: string | undefined): PageStaticTexts | undefined {
  if (manifest === undefined) return undefined
  const { has, hash } = createStaticTexts(manifest)
  return { has, hash, ...createStaticPlaces(has) }
}
