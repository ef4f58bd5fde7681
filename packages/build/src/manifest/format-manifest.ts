// Writes a manifest so that it reviews and merges like code: one entry a line, in an order that nothing but the texts decides.

import { compareCodePoints, type Manifest, type ManifestEntry, sortedUnique } from './manifest.ts'

/** The contents of the manifest file. What `parseManifest` reads from it is the same again, and formats to the same bytes. */
export function formatManifest(manifest: Manifest): string {
  const lines = [...manifest.texts]
    .sort((a, b) => compareCodePoints(a.text, b.text))
    .map((entry) => `  ${formatEntry(entry)}`)
  const texts = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n]`
  return `{ "version": ${manifest.version}, "texts": ${texts} }\n`
}

function formatEntry({ text, decision, withheld, from }: ManifestEntry): string {
  const fields = [
    `"text": ${JSON.stringify(text)}`,
    `"decision": ${JSON.stringify(decision)}`,
    ...(withheld === undefined ? [] : [`"withheld": ${JSON.stringify(withheld)}`]),
    `"from": [${sortedUnique(from)
      .map((source) => JSON.stringify(source))
      .join(', ')}]`,
  ]
  return `{ ${fields.join(', ')} }`
}
