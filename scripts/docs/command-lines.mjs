// Command lines of a document: those of npm are scripts of a package, and those of reseal parse by the command's own parser.

const npmRun = /\bnpm run ([a-z][\w:-]*)/g
const assignment = /^[A-Z_][A-Z0-9_]*=/
const placeholder = /^(?:[A-Z][A-Z0-9_|-]*|.*…|\$.*|\[.*)$/u

/** Words of a shell line up to a comment, a pipe, a redirection or the next command; quotes are taken off. */
export function shellWords(line) {
  const words = []
  for (const [word] of line.matchAll(/(?:[^\s"'|&;<>]+|"[^"]*"|'[^']*')+|[|&;<>]+/g)) {
    if (word.startsWith('#') || /^[|&;<>]/.test(word)) break
    words.push(word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single))
  }
  return words
}

/** The words after `reseal`, or undefined where the line starts another program. */
function resealWords(line) {
  const words = shellWords(line.replace(/^\s*\$\s+/, ''))
  while (assignment.test(words[0] ?? '')) words.shift()
  if (words[0] === 'npx') words.shift()
  return words[0] === 'reseal' && words.length > 1 ? words.slice(1) : undefined
}

function joinContinued(lines) {
  const joined = []
  let open
  for (const { line, text } of lines) {
    const whole = open === undefined ? text : `${open.text} ${text.trim()}`
    const at = open?.line ?? line
    if (whole.endsWith('\\')) open = { line: at, text: whole.slice(0, -1) }
    else {
      joined.push({ line: at, text: whole })
      open = undefined
    }
  }
  return joined
}

/** Every line of `document` that runs reseal: `isWhole` where it stands in a block to be run as it is. */
function resealLines({ markdown }) {
  const inBlocks = markdown.blocks
    .flatMap(({ lines }) => joinContinued(lines))
    .map(({ line, text }) => ({ line, words: resealWords(text), isWhole: true }))
  const inSpans = markdown.spans.map(({ line, text }) => ({ line, words: resealWords(text), isWhole: false }))
  return [...inBlocks, ...inSpans].filter(({ words }) => words !== undefined)
}

/** A mention with what it leaves out filled in, so that what it does say can be parsed. */
function completed(command, words) {
  const options = new Map(command.options.map((option) => [`--${option.name}`, option]))
  for (const option of command.options) if (option.short) options.set(`-${option.short}`, option)
  const filled = []
  const given = new Set()
  let positionalCount = 0
  for (let at = 0; at < words.length; at += 1) {
    const [name = '', inline] = words[at].split('=')
    const option = words[at].startsWith('-') ? options.get(name) : undefined
    if (words[at].startsWith('-')) {
      filled.push(words[at])
      if (option === undefined || option.value === undefined || inline !== undefined) continue
      given.add(option.name)
      filled.push(sample(option, words[at + 1] ?? 'X'))
      at += 1
    } else {
      filled.push(sample(command.positionals?.[positionalCount] ?? {}, words[at]))
      positionalCount += 1
    }
  }
  for (const option of command.options) {
    if (option.required && !given.has(option.name)) filled.push(`--${option.name}`, sample(option, 'X'))
  }
  for (const positional of command.positionals?.slice(positionalCount) ?? []) {
    if (positional.required) filled.push(sample(positional, 'X'))
  }
  return filled
}

function sample({ choices }, word) {
  return choices !== undefined && placeholder.test(word) ? choices[0] : word
}

async function problemOf({ words, isWhole }, { resolveCommand, parseArguments }) {
  if (
    words[0].startsWith('-') ||
    words[0] === 'help' ||
    placeholder.test(words[0]) ||
    words[0] === '<command>'
  ) {
    return undefined
  }
  try {
    const { entry, rest } = resolveCommand(words)
    const command = await entry.load()
    parseArguments(command, isWhole ? rest : completed(command, rest))
    return undefined
  } catch (error) {
    if (error?.code !== 'usage') throw error
    return `reseal ${words.join(' ')}: ${error.advice.split('\n')[0]}`
  }
}

/** Problems of the command lines in a document; `cli` has the command's own `resolveCommand` and `parseArguments`. */
export async function checkResealLines(document, cli) {
  const problems = []
  for (const found of resealLines(document)) {
    const text = await problemOf(found, cli)
    if (text !== undefined) problems.push({ line: found.line, text })
  }
  return problems
}

/** Problems of `npm run X` in a document; `scriptNames` are those of the root, and of the packages above the document. */
export function checkNpmLines({ markdown }, scriptNames) {
  const lines = [...markdown.prose, ...markdown.blocks.flatMap((block) => block.lines)]
  return lines.flatMap(({ line, text }) =>
    Array.from(text.matchAll(npmRun))
      .filter(([, name]) => !scriptNames.has(name))
      .map(([, name]) => ({ line, text: `npm run ${name}: no package here has such a script` })),
  )
}
