// The version that exported events name as the product's.
import { readFileSync } from 'node:fs'

/** Semantic version, as this package states it; all of Reseal's are released together. */
export const productVersion: string = readVersion()

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return isManifest && typeof manifest.version === 'string' ? manifest.version : '0.0.0'
}
