// What a ticket looks like, made of the pattern that it has to match: for people who do not read patterns.

const piece = /\[([^\]]+)\]|\\(.)|([^\\[\](){}?*+|^$.])/y
const times = /\{(\d+)(?:,(\d*))?\}|([?*+])/y
const mostTimes = 4

/** An example such as `ABC-123`; undefined of a pattern that is not made of letters, digits and signs in a row. */
export function ticketExample(pattern: string): string | undefined {
  let [at, letters, digits] = [0, 0, 0]
  let example = ''
  const read = (form: RegExp): RegExpExecArray | null => {
    form.lastIndex = at
    const found = form.exec(pattern)
    if (found !== null) at = form.lastIndex
    return found
  }
  while (at < pattern.length) {
    const found = read(piece)
    if (found === null) return undefined
    const [, set, escaped, plain] = found
    for (let left = countOf(read(times)); left > 0; left -= 1) {
      const isDigit = escaped === 'd' || set === '0-9' || set === '\\d'
      if (isDigit) example += String((digits++ % 9) + 1)
      else if (set !== undefined || escaped === 'w') example += 'ABCDEFGHIJ'.charAt(letters++ % 10)
      else example += plain ?? escaped ?? ''
    }
  }
  return new RegExp(`^(?:${pattern})$`, 'v').test(example) ? example : undefined
}

// Neither the least, which is often one, nor the most.
function countOf(found: RegExpExecArray | null): number {
  if (found === null) return 1
  const [, least, most, sign] = found
  if (sign !== undefined) return sign === '?' ? 1 : 3
  const upTo = most === undefined ? Number(least) : most === '' ? mostTimes : Number(most)
  return Math.max(Number(least), Math.min(3, upTo))
}
