// The texts in CSS: strings, addresses, comments, values of variables, and names with many digits. All else of a sheet is
// words and numbers of CSS, in which detectors would find telephones.

const quoted = /"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'/g
const address = /\burl\(\s*([^"')][^)]*)\)/gi
const comment = /\/\*([^]*?)(?:\*\/|$)/g
const variable = /--[\w-]+\s*:\s*([^;{}]+)/g
const named = /[.#][\w-]*\d{4}[\w-]*/g
// Numbers with units, colours, keywords: what a variable usually holds, in functions or without.
const plainPart = /^(?:#[\da-f]{3,8}|[-+]?\d{0,5}(?:\.\d+)?[a-z%]*|--[\w-]+|[a-z-]+|[/*+-])$/i
const isPlain = (value: string): boolean => value.split(/[\s,()]+/).every((part) => plainPart.test(part))
const colour = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i

/** Texts of a sheet, a rule or declarations, in no order. */
export function textsOfCss(css: string): string[] {
  const texts: string[] = []
  if (css.includes('"') || css.includes("'")) {
    for (const match of css.matchAll(quoted)) texts.push(match[1] ?? match[2] ?? '')
  }
  if (css.includes('url(')) for (const match of css.matchAll(address)) texts.push(match[1] ?? '')
  if (css.includes('/*')) for (const match of css.matchAll(comment)) texts.push(match[1] ?? '')
  if (css.includes('--')) {
    for (const [, value = ''] of css.matchAll(variable)) if (!isPlain(value)) texts.push(value)
  }
  for (const [name] of css.matchAll(named)) if (!colour.test(name)) texts.push(name.slice(1))
  return texts
}
