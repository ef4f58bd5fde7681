// Tables whose last column is "shown by": each row names a test that is there, by file and title, or a command.

const testFile = /^[\w@./-]+\.test\.tsx?$/
const command = /^(?:npx )?reseal [a-z]|^npm (?:run [a-z]|test$)/
// A test's file in backticks, then its titles, each in double quotes.
const testNamed = /`([\w@./-]+\.test\.tsx?)`((?:[:,]?\s*"[^"]+")*)/g

function cellsOf(text) {
  const cells = text
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'))
}

const isRow = (text) => /^\s*\|.*\|\s*$/.test(text)
const isRule = (text) => /^[\s|:-]+$/.test(text)

/** Rows of the tables whose last column is headed "shown by". */
function shownRows({ markdown }) {
  const rows = []
  let inTable = false
  let previousLine = 0
  for (const { line, text } of markdown.prose) {
    if (!isRow(text) || line !== previousLine + 1) inTable = false
    previousLine = line
    if (!isRow(text)) continue
    const cells = cellsOf(text)
    if (/^shown by$/i.test(cells.at(-1) ?? '')) inTable = true
    else if (inTable && !isRule(text)) rows.push({ line, shown: cells.at(-1) ?? '' })
  }
  return rows
}

/** Whether a test's source has this title, as it stands there between quotes. */
function hasTitle(source, title) {
  const escaped = title.replaceAll("'", "\\'")
  return [`'${title}'`, `'${escaped}'`, `"${title}"`, `\`${title}\``].some((quoted) =>
    source.includes(quoted),
  )
}

/** Problems of the rows of a document; `readTest` gives a test's source by path, or undefined. */
export function checkShownBy(document, readTest) {
  const problems = []
  for (const { line, shown } of shownRows(document)) {
    const spans = Array.from(shown.matchAll(/`([^`]+)`/g), ([, span]) => span)
    if (!spans.some((span) => testFile.test(span) || command.test(span))) {
      problems.push({ line, text: 'the row names neither a test nor a command' })
    }
    for (const [, file, quoted] of shown.matchAll(testNamed)) {
      const source = readTest(file)
      const titles = Array.from(quoted.matchAll(/"([^"]+)"/g), ([, title]) => title)
      if (source === undefined) problems.push({ line, text: `${file} is not there` })
      else if (titles.length === 0) problems.push({ line, text: `${file} is named without a test's title` })
      for (const title of source === undefined ? [] : titles) {
        if (!hasTitle(source, title)) problems.push({ line, text: `${file} has no test "${title}"` })
      }
    }
  }
  return problems
}
