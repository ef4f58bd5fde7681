// What a page loads for the recorder, in bytes after gzip -9, and that nothing foreign is in any of its files.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

// Text that only the named part contains and that survives minification, and the file that may have it.
const foreignParts = [
  { part: 'the opening side', markers: ['open_failed', 'decapsulate', '"decrypt"', '`decrypt`'] },
  { part: "rrweb's replayer", markers: ['replayer-wrapper', 'replayer-mouse'] },
  { part: '@noble/hashes', markers: ['1116352408', '0x428a2f98', 'Uint32Array.from(['] },
  { part: '@hpke/core', markers: ['HPKE-v1 suite', 'DhkemP256'] },
  { part: 'Node', markers: ['node:crypto', 'require('] },
  { part: "rrweb's record", markers: ['data-rr-is-password', 'rr_open_mode'], home: 'iife' },
  {
    part: 'what rrweb is trimmed of',
    markers: ['drawingBufferWidth', 'yandex-verification', 'crossOriginIframeMirror', 'rr_split'],
  },
  { part: 'the inspector', markers: ['data-reseal-inspector'], home: 'inspector' },
  { part: 'web-vitals', markers: ['largest-contentful-paint'], home: 'signals' },
]
const fileNames = ['iife', 'stub', 'signals', 'provenance', 'consent', 'inspector']

const readBuilt = (name) => readFileSync(new URL(`../dist/reseal.${name}.js`, import.meta.url), 'utf8')
const gzipLength = (text) => gzipSync(text, { level: 9 }).length

/**
 * Bytes of all JavaScript that a page with the script tag loads under default configuration until its first receipt;
 * `read` gives a file by its name. The chunks come later, or when they are asked for.
 */
export function measureRecorderGzip(read = readBuilt) {
  return gzipLength(read('iife'))
}

/** Bytes of the stub. */
export function measureStubGzip(read = readBuilt) {
  return gzipLength(read('stub'))
}

/** Bytes of what a page with a manifest loads for it, beside the manifest itself. */
export function measureProvenanceGzip(read = readBuilt) {
  return gzipLength(read('provenance'))
}

/** Bytes of every file, by name. */
export function measureFiles(read = readBuilt) {
  return Object.fromEntries(fileNames.map((name) => [`reseal.${name}.js`, gzipLength(read(name))]))
}

/** What is in a file and must not be, in words; empty when all is well. */
export function findForeignParts(read = readBuilt, names = fileNames) {
  return names.flatMap((name) => {
    const text = read(name)
    return foreignParts
      .filter(({ home, markers }) => home !== name && markers.some((marker) => text.includes(marker)))
      .map(({ part }) => `${part} is in reseal.${name}.js`)
  })
}
