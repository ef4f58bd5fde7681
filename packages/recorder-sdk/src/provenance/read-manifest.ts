// The chunk that reads the option `manifest` (section 19 of SPEC.md): loaded where an app has one, and only then.
import { createStaticTexts } from '@reseal/redaction-rules/static-texts'
import type { PageStaticTexts } from './page-static-texts.ts'
import { createStaticPlaces } from './static-places.ts'

/**
 * Reads the encoded set that the app's build made. A function is called once.
 *
 * @throws RulesError `bad_static_texts`, or what the function throws.
 */
export async function readManifest(manifest: unknown): Promise<PageStaticTexts> {
  const given: unknown = typeof manifest === 'function' ? await manifest() : manifest
  const { has, hash } = createStaticTexts(given as string)
  return { has, hash, ...createStaticPlaces(has) }
}
