// What a run of text in JSX becomes: the rules that React's transform has for white space and entities.
import { decodeHTMLStrict } from 'entities'

/**
 * The text that a run of JSX text renders, or undefined when it renders none: lines are trimmed, empty ones dropped, and the others
 * joined by one space (https://react.dev/reference/react/createElement; the rule of every JSX transform).
 */
export function renderedJsxText(raw: string): string | undefined {
  const lines = raw.split(/\r\n|\n|\r/)
  const kept = lines.map((line, index) => {
    const start = index === 0 ? line : line.replace(/^[ \t]+/, '')
    return index === lines.length - 1 ? start : start.replace(/[ \t]+$/, '')
  })
  const text = kept.filter((line) => line !== '').join(' ')
  return text === '' ? undefined : decodeHTMLStrict(text)
}

/** The value of an attribute in quotes: JSX has entities there and no escapes. */
export function jsxAttributeValue(raw: string): string {
  return decodeHTMLStrict(raw)
}
