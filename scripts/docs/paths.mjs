// Paths in backticks that look like ones of the repository are there.
import { existsSync, globSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

// A path, possibly with a glob's signs, and with the line that an editor adds.
const pathShape = /^\.{0,2}\/?[\w@*{},-][\w@.*{},/-]*?(?::\d+)?$/
// A file name without a folder that can only be one of ours.
const ownFile = /^[\w.-]+\.(?:test|bench)\.tsx?$/
const generated = /(?:^|\/)(?:dist|node_modules|\.reseal|\.toolchain)(?:\/|$)/

/** A function that finds problems of the paths that a document names; `fileNames` are those of all the repository's files. */
export function createPathCheck(root, fileNames) {
  const top = new Set(readdirSync(root))
  const exists = (path) =>
    path.includes('*') || path.includes('{') ? globs(root, path) : existsSync(join(root, path))
  return ({ path, markdown }) => {
    const problems = []
    for (const { line, text } of markdown.spans) {
      if (!pathShape.test(text) || generated.test(text)) continue
      const named = text.replace(/:\d+$/, '').replace(/^\.\//, '')
      const [first = ''] = named.split('/')
      const isOurs = named.includes('/') ? top.has(first) && first !== '..' : ownFile.test(named)
      if (!isOurs) continue
      const isThere = named.includes('/')
        ? foldersAbove(path).some((folder) => exists(join(folder, named)))
        : fileNames.has(named)
      if (!isThere) problems.push({ line, text: `\`${text}\` is no path of the repository` })
    }
    return problems
  }
}

/** A document names paths from its own folder, its package's or the root. */
function foldersAbove(path) {
  const folders = []
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    folders.push(folder)
    if (folder === '.') return folders
  }
}

function globs(root, pattern) {
  return globSync(pattern.replace(/\/$/, ''), { cwd: root }).length > 0
}
