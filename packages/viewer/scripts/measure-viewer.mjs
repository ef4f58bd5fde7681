// What a browser loads of the viewer, in bytes of script after gzip -9: the built files and what they import.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = join(import.meta.dirname, '../dist')
const assets = join(dist, 'web/assets')

// As the bundler writes them: `import … from"./x.js"` or `import"./x.js"`, and `import("./x.js")`.
const staticImport = /\b(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g
const dynamicImport = /\bimport\(\s*["'`]\.\/([\w.-]+\.js)["'`]/g

const read = (file) => readFileSync(join(assets, file), 'utf8')
const named = (source, pattern) => [...source.matchAll(pattern)].map(([, file]) => file)

/** A file with all that it imports; `andLater` takes what it may import while it runs, too. */
function closureOf(file, { andLater, found = new Set() }) {
  if (found.has(file)) return found
  found.add(file)
  const source = read(file)
  const next = andLater
    ? [...named(source, staticImport), ...named(source, dynamicImport)]
    : named(source, staticImport)
  for (const each of next) closureOf(each, { andLater, found })
  return found
}

const gzipBytes = (source) => gzipSync(source, { level: 9 }).length
const sum = (files) => [...files].reduce((total, file) => total + gzipBytes(read(file)), 0)

function entryOf(page) {
  const html = readFileSync(join(dist, page, 'index.html'), 'utf8')
  const file = /<script[^>]* src="\/?(?:\.\/)?assets\/([^"]+\.js)"/.exec(html)?.[1]
  if (file === undefined) throw new Error(`${page}/index.html names no script`)
  return file
}

/** Bytes of the first load (the sessions page), and of a replay: that, its page with every panel, and the replay frame. */
export function measureViewer() {
  const entry = entryOf('web')
  const first = closureOf(entry, { andLater: false })
  const replayPage = globSync('replay-page-*.js', { cwd: assets })
  if (replayPage.length !== 1) throw new Error('the build has not one replay page')
  // The entry's own later imports are the other pages.
  const replay = closureOf(basename(replayPage[0]), { andLater: true, found: new Set(first) })
  const frame = gzipBytes(readFileSync(join(dist, 'replay-frame/assets', entryOf('replay-frame')), 'utf8'))
  return { firstBytes: sum(first), replayBytes: sum(replay) + frame }
}
