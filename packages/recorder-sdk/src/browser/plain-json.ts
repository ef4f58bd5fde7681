// JSON of plain data, whatever the page has put on the prototypes (leak scenario PATCHED-PROTOTYPE).

function write(value: unknown): string {
  if (Array.isArray(value)) return `[${Array.from(value, write).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`).join(',')}}`
}

/**
 * `JSON.stringify` of objects, lists, strings, numbers, booleans and null. A `toJSON` that a page inherits to
 * everything would put the page's own words in their place: it is not called.
 */
export function plainJson(value: unknown): string {
  return 'toJSON' in Array.prototype ? write(value) : JSON.stringify(value)
}
