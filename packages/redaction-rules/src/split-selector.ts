// A selector list as its parts, so that rules can be compared part by part.

/** The selectors of a list, each with single spaces; commas in brackets and strings do not split. */
export function splitSelector(list: string): readonly string[] {
  const parts: string[] = []
  let part = ''
  let quote = ''
  let depth = 0
  for (let at = 0; at < list.length; at += 1) {
    const char = list.charAt(at)
    if (char === '\\') {
      part += list.slice(at, at + 2)
      at += 1
    } else if (quote !== '') {
      part += char
      if (char === quote) quote = ''
    } else if (char === ',' && depth === 0) {
      parts.push(part.trim())
      part = ''
    } else if (/\s/.test(char)) {
      if (!part.endsWith(' ')) part += ' '
    } else {
      part += char
      if (char === '"' || char === "'") quote = char
      else if (char === '(' || char === '[') depth += 1
      else if (char === ')' || char === ']') depth -= 1
    }
  }
  return [...parts, part.trim()]
}
