// Relative links of a document: the file is there, and so is the heading.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { readMarkdown } from './markdown.mjs'

const elsewhere = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i

/** Problems of the links in `document` ({ path, markdown }), a path below `root`. */
export function checkLinks({ path, markdown }, root) {
  const problems = []
  for (const { line, target } of markdown.links) {
    if (elsewhere.test(target)) continue
    const [file = '', anchor] = target.split('#')
    const found = file === '' ? join(root, path) : join(root, dirname(path), decodeURIComponent(file))
    if (relative(root, found).startsWith('..') || !existsSync(found)) {
      problems.push({ line, text: `link to ${target}: no such file` })
    } else if (anchor && !hasAnchor(found, decodeURIComponent(anchor))) {
      problems.push({ line, text: `link to ${target}: no such heading` })
    }
  }
  return problems
}

function hasAnchor(file, anchor) {
  if (statSync(file).isDirectory() || !file.endsWith('.md')) return /^L\d+/.test(anchor)
  return readMarkdown(readFileSync(file, 'utf8')).anchors.has(anchor)
}
