// The sources that decide what the sentinel finds, as one hash.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)
const folders = [
  'worker/src/sentinel/',
  'redaction-rules/src/detectors/',
  'redaction-rules/src/detectors/word-lists/',
]

const decides = (name) =>
  name.endsWith('.ts') &&
  !name.endsWith('.test.ts') &&
  !/^(?:sentinel-version|rescan-step|light)\.ts$/.test(name)

/** SHA-256 (hex) over names and contents, whatever the ends of lines. */
export function hashSentinelSources() {
  const hash = createHash('sha256')
  for (const folder of folders) {
    for (const name of readdirSync(new URL(folder, root)).filter(decides).sort()) {
      const text = readFileSync(new URL(folder + name, root), 'utf8').replaceAll('\r\n', '\n')
      hash.update(`${folder}${name}\0${text}\0`)
    }
  }
  return hash.digest('hex')
}
