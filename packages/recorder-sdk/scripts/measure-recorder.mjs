// What a page loads for the recorder: bytes of dist/reseal.iife.js after gzip -9, and that nothing foreign is in it.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

// Text that only the named part contains and that survives minification.
const foreignMarkers = {
  'the opening side': ['open_failed', 'decapsulate', '"decrypt"', '`decrypt`'],
  "rrweb's replayer": ['replayer-wrapper', 'replayer-mouse'],
  '@noble/hashes': ['1116352408', '0x428a2f98', 'Uint32Array.from(['],
  '@hpke/core': ['HPKE-v1 suite', 'DhkemP256'],
  Node: ['node:crypto', 'require('],
  'the inspector': ['data-reseal-inspector'],
}

const readBundle = () => readFileSync(new URL('../dist/reseal.iife.js', import.meta.url))

/** Bytes of the script-tag bundle after gzip -9. */
export function measureRecorderGzip() {
  return gzipSync(readBundle(), { level: 9 }).length
}

/** Names of parts that must not be in the bundle and are; empty when all is well. */
export function findForeignParts() {
  const bundle = readBundle().toString('utf8')
  return Object.entries(foreignMarkers)
    .filter(([, markers]) => markers.some((marker) => bundle.includes(marker)))
    .map(([part]) => part)
}
