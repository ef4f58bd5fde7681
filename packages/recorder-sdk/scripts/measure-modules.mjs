// Which modules the recorder's bytes are of: the text of each in the minified bundle, found by its source map, after
// gzip -9 by itself. Together they come to more than the bundle, which repeats itself across modules.
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const groups = [
  ['rrweb', /@rrweb\//],
  ['css-tree', /css-tree\//],
  ['recorder: signals', /recorder-sdk\/src\/(?:capture\/(?:track|network|describe)|signals\/)/],
  ['recorder: capture', /recorder-sdk\/src\/capture\//],
  ['recorder: boot', /recorder-sdk\/src\/boot\//],
  ['recorder: transport', /recorder-sdk\/src\/transport\//],
  ['recorder: rest', /recorder-sdk\/src\//],
  ['redaction: CSS', /redaction-rules\/(?:src|dist)\/css\//],
  ['redaction: signals', /redaction-rules\/(?:src|dist)\/signals\//],
  ['redaction: rest', /redaction-rules\//],
  ['protocol', /protocol\//],
]

// Columns of a map's only line of output, each with the source that the text from there on is of.
function* readMappings({ mappings }) {
  let [column, source] = [0, 0]
  for (const segment of mappings.split(';')[0].split(',')) {
    const values = []
    let [value, shift] = [0, 0]
    for (const character of segment) {
      const digit = digits.indexOf(character)
      value += (digit & 31) << shift
      shift += 5
      if (digit & 32) continue
      values.push(value & 1 ? -(value >> 1) : value >> 1)
      ;[value, shift] = [0, 0]
    }
    column += values[0] ?? 0
    source += values[1] ?? 0
    yield [column, values.length > 1 ? source : -1]
  }
}

/** Bytes of each group of modules: `[name, gzip, minified]`, largest first. */
export async function measureModules() {
  const [{ output }] = await build({
    root,
    configFile: `${root}vite.config.ts`,
    logLevel: 'silent',
    build: { write: false, sourcemap: true },
  })
  const { code, map } = output.find(({ fileName }) => fileName === 'reseal.iife.js')
  const texts = new Map()
  let [from, before] = [0, -1]
  const add = (to) => {
    const path = new URL(map.sources[before] ?? '', `file://${root}dist/`).pathname
    const [name] = groups.find(([, pattern]) => pattern.test(path)) ?? ['rest']
    texts.set(name, (texts.get(name) ?? '') + code.slice(from, to))
  }
  for (const [column, source] of readMappings(map)) {
    add(column)
    ;[from, before] = [column, source]
  }
  add(code.length)
  return Array.from(texts, ([name, text]) => [name, gzipSync(text, { level: 9 }).length, text.length]).sort(
    ([, a], [, b]) => b - a,
  )
}
