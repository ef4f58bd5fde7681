// Every text in a value, keys included, with the way to it.

/** A text and where it is. */
export interface FoundText {
  readonly text: string
  /** `data.node.childNodes[1].textContent`. */
  readonly path: string
  /** The objects on the way, outermost first. */
  readonly parents: readonly object[]
}

const leastCodes = 6
// More arguments than this overflow the stack.
const mostCodes = 8_192

function textOfCodes(list: readonly unknown[]): string | undefined {
  if (list.length < leastCodes) return undefined
  const areCodes = list.every(
    (code) => Number.isInteger(code) && Number(code) > 8 && Number(code) <= 0x10ffff,
  )
  return areCodes ? String.fromCodePoint(...(list as readonly number[]).slice(0, mostCodes)) : undefined
}

/** Visits every string, number and key below a value, and lists of numbers that could be a text's characters. */
export function walkStrings(value: unknown, visit: (found: FoundText) => void, root = ''): void {
  // Not recursive: a page may be nested deeper than the stack.
  const waiting: { value: unknown; path: string; parents: readonly object[] }[] = [
    { value, path: root, parents: [] },
  ]
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    const { value: at, path, parents } = item
    if (typeof at === 'string') visit({ text: at, path, parents })
    else if (typeof at === 'number') visit({ text: String(at), path, parents })
    else if (Array.isArray(at)) {
      const text = textOfCodes(at)
      if (text !== undefined) visit({ text, path, parents })
      const within = [...parents, at]
      for (let index = at.length - 1; index >= 0; index -= 1) {
        waiting.push({ value: at[index], path: `${path}[${index}]`, parents: within })
      }
    } else if (typeof at === 'object' && at !== null) {
      const within = [...parents, at]
      for (const [name, member] of Object.entries(at).reverse()) {
        visit({ text: name, path: `${path}.${name} (key)`, parents: within })
        waiting.push({
          value: member,
          path: path === '' ? name : `${path}.${name}`,
          parents: within,
        })
      }
    }
  }
}
