// What the checks need of a Markdown file: headings, links, and what stands in backticks or in fenced blocks.

const fence = /^\s*(`{3,}|~{3,})\s*(\S*)/
const heading = /^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$/
const inlineLink = /!?\[(?:[^\]\\]|\\.)*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g
const linkDefinition = /^ {0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/
const namedAnchor = /<a\s[^>]*(?:id|name)="([^"]+)"/g
const codeSpan = /(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g

/** What GitHub makes of a heading's text. */
function slugOf(text) {
  return text
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<[^>]+>/g, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-')
}

function addAnchor(anchors, text) {
  const slug = slugOf(text)
  let anchor = slug
  for (let again = 1; anchors.has(anchor); again += 1) anchor = `${slug}-${again}`
  anchors.add(anchor)
}

/**
 * Reads a document once. Lines count from 1; `spans` are inline code, `blocks` fenced code with its language, `prose` the
 * lines outside of fences with inline code left out.
 */
export function readMarkdown(text) {
  const anchors = new Set()
  const [links, spans, blocks, prose] = [[], [], [], []]
  let open
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1
    const [, marks, language = ''] = fence.exec(content) ?? []
    if (open !== undefined) {
      if (marks !== undefined && language === '' && marks.startsWith(open.marks)) open = undefined
      else open.lines.push({ line, text: content })
      continue
    }
    if (marks !== undefined) {
      open = { marks, language, lines: [] }
      blocks.push(open)
      continue
    }
    for (const [, , span] of content.matchAll(codeSpan)) spans.push({ line, text: span.trim() })
    const bare = content.replaceAll(codeSpan, '``')
    prose.push({ line, text: content })
    for (const [, target] of bare.matchAll(inlineLink)) links.push({ line, target })
    const [, defined] = linkDefinition.exec(bare) ?? []
    if (defined !== undefined) links.push({ line, target: defined })
    for (const [, name] of content.matchAll(namedAnchor)) anchors.add(name)
    const [, title] = heading.exec(content) ?? []
    if (title !== undefined) addAnchor(anchors, title)
  }
  return { anchors, links, spans, blocks, prose }
}
