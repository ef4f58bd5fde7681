// npm run docs:check: what the Markdown files name is there: files, headings, scripts, command lines, settings, tests.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { checkNpmLines, checkResealLines } from './docs/command-lines.mjs'
import { checkLinks } from './docs/links.mjs'
import { readMarkdown } from './docs/markdown.mjs'
import { createPathCheck } from './docs/paths.mjs'
import { checkVariables, undocumentedSettings, variablesRead } from './docs/settings.mjs'
import { checkShownBy } from './docs/shown-by.mjs'
import { root } from './steps.mjs'

const skippedFolders = new Set(['node_modules', 'dist', 'coverage', 'test-results'])
// Each of its rows says what shows it.
const evidenceTable = 'docs/hipaa.md'
const programs = /\.(?:ts|tsx|mjs|js|yaml)$/

function read(path) {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return undefined
  }
}

/** Paths of the repository's own files below a folder; folders that begin with a dot are nobody's documentation. */
function filesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) return [path]
    return entry.name.startsWith('.') || skippedFolders.has(entry.name) ? [] : filesBelow(path)
  })
}

/** Names of the scripts that somebody who reads `path` may run: the root's and those of the packages above it. */
function scriptNamesFor(path) {
  const names = new Set()
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const packageJson = read(join(folder, 'package.json'))
    for (const name of Object.keys(JSON.parse(packageJson ?? '{}').scripts ?? {})) names.add(name)
    if (folder === '.') return names
  }
}

/** The command's own table of settings, its commands and its parser, from their sources. */
async function loadCli() {
  const source = join(root, 'packages/cli/src')
  const [{ resolveCommand }, { parseArguments }, { knownVariables }] = await Promise.all([
    import(join(source, 'commands/resolve-command.ts')),
    import(join(source, 'command-line/parse-arguments.ts')),
    import(join(source, 'deployment/settings.ts')),
  ])
  return { resolveCommand, parseArguments, knownVariables }
}

async function findProblems() {
  const paths = filesBelow('.')
  const documents = paths
    .filter((path) => path.endsWith('.md'))
    .toSorted()
    .map((path) => ({ path, markdown: readMarkdown(read(path) ?? '') }))
  const cli = await loadCli()
  const checkPaths = createPathCheck(root, new Set(paths.map((path) => basename(path))))
  const readByPrograms = paths
    .filter((path) => programs.test(path))
    .flatMap((path) => variablesRead(read(path) ?? ''))
  const known = new Set([...cli.knownVariables, ...readByPrograms])
  const problems = []
  for (const document of documents) {
    const found = [
      ...checkLinks(document, root),
      ...checkPaths(document),
      ...checkNpmLines(document, scriptNamesFor(document.path)),
      ...(await checkResealLines(document, cli)),
      ...checkVariables(document, known),
      ...(document.path === evidenceTable ? checkShownBy(document, read) : []),
    ]
    for (const { line, text } of found) problems.push(`${document.path}:${line}: ${text}`)
  }
  for (const name of undocumentedSettings(documents, cli.knownVariables)) {
    problems.push(`packages/cli/src/deployment/settings.ts: no document names ${name}`)
  }
  return { problems, documentCount: documents.length }
}

/** Prints what dangles; the exit code. */
export async function reportDocs() {
  const { problems, documentCount } = await findProblems()
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  if (problems.length > 0) return 1
  process.stdout.write(`${documentCount} documents, and all that they name is there\n`)
  return 0
}

if (import.meta.main) process.exitCode = await reportDocs()
