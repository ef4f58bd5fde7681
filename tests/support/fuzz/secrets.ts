// Secrets that name their place: each is planted once, and found again in whatever encoding it comes out in.

/** Where a secret was planted. */
export interface Planted {
  /** The kind of place, such as `attribute` or `css.string`. */
  readonly place: string
  /** Number of the tree in its batch. */
  readonly tree: number
}

/** Makes the secrets of one batch and remembers where they went. */
export interface SecretMint {
  /** A name-like secret: letters and digits only, so that it may stand wherever a name may. */
  word(place: string): string
  /** Nine digits. */
  digits(place: string): string
  /** From here on secrets belong to this tree. */
  beginTree(tree: number): void
  readonly words: readonly Planted[]
  readonly numbers: readonly Planted[]
}

// A word is `zq`, five characters that name the place, `jxv`. Digits are `7391`, then the number of the place.
const wordIn = /zq([0-9a-z]{5})jxv/g
const reversedIn = /vxj([0-9a-z]{5})qz/g
const digitsLead = '7391'
const digitRun = /\d{7,}/g
const digitsOf = (index: number): string =>
  // Spread, so that no secret begins like its neighbour: a part of it names it as well.
  digitsLead + String((index * 61_803 + 27_183) % 100_000).padStart(5, '0')

/** Starts a batch without secrets. */
export function createSecretMint(): SecretMint {
  const words: Planted[] = []
  const numbers: Planted[] = []
  let tree = 0
  return {
    words,
    numbers,
    beginTree(next) {
      tree = next
    },
    word(place) {
      words.push({ place, tree })
      const name = (words.length - 1).toString(36).padStart(5, '0')
      return `zq${name}jxv`
    },
    digits(place) {
      numbers.push({ place, tree })
      return digitsOf(numbers.length - 1)
    },
  }
}

/** A secret that came out. */
export interface Leak extends Planted {
  readonly secret: string
  readonly excerpt: string
}

const base64Run = /[A-Za-z0-9+/_-]{12,}={0,2}/g
const hexRun = /(?:[0-9a-f]{2}){10,}/gi
const codeList = /(?:\d{2,3}[,\s]+){9,}\d{2,3}/g
const percentByte = /%([0-9a-f]{2})/gi
const escapedCode = /\\+(?:u\{?|x)?0{0,4}([0-9a-f]{2,4})\}?[ ]?/gi
const entity = /&#(x?)([0-9a-f]{2,4});/gi

function decodeBase64(run: string): string {
  // A secret may begin at any of four characters of a run.
  const decoded: string[] = []
  for (let start = 0; start < 4; start++)
    decoded.push(Buffer.from(run.slice(start), 'base64').toString('latin1'))
  return decoded.join(' ')
}

/** The text itself and what can be decoded from it: base64, hex, percent, escapes, UTF-16, lists of codes. */
function readings(text: string): string[] {
  const lower = text.toLowerCase()
  const runs = (pattern: RegExp, decode: (run: string) => string): string =>
    Array.from(text.matchAll(pattern), ([run]) => decode(run)).join('\n')
  const fromCode = (code: number): string => (code > 0 ? String.fromCharCode(code) : '')
  return [
    lower,
    runs(base64Run, decodeBase64).toLowerCase(),
    runs(hexRun, (run) => Buffer.from(run, 'hex').toString('latin1')).toLowerCase(),
    runs(codeList, (run) => String.fromCharCode(...run.split(/[,\s]+/).map(Number))).toLowerCase(),
    lower.replace(percentByte, (_, byte: string) => fromCode(parseInt(byte, 16))),
    lower.replace(escapedCode, (_, code: string) => fromCode(parseInt(code, 16))),
    lower.replace(entity, (_, hex: string, code: string) => fromCode(parseInt(code, hex === '' ? 10 : 16))),
    lower.replaceAll('\\u0000', '').replaceAll('\0', ''),
  ]
}

function digitParts(mint: SecretMint, length: number): Map<string, Planted> {
  const parts = new Map<string, Planted>()
  for (const [index, planted] of mint.numbers.entries()) {
    const digits = digitsOf(index)
    for (let start = 0; start + length <= digits.length; start++) {
      parts.set(digits.slice(start, start + length), planted)
    }
  }
  return parts
}

const excerptAround = (text: string, at: number): string => text.slice(Math.max(0, at - 90), at + 60)

/** The secrets of a batch that a text holds, a leak a place. Time stamps must not be in the text. */
export function findLeaks(text: string, mint: SecretMint): Leak[] {
  const found = new Map<Planted, Leak>()
  const note = (planted: Planted | undefined, secret: string, excerpt: string): void => {
    if (planted !== undefined && !found.has(planted)) found.set(planted, { ...planted, secret, excerpt })
  }
  for (const reading of readings(text)) {
    for (const match of reading.matchAll(wordIn)) {
      note(mint.words[parseInt(match[1] ?? '', 36)], match[0], excerptAround(reading, match.index))
    }
    for (const match of reading.matchAll(reversedIn)) {
      const name = Array.from(match[1] ?? '')
        .reverse()
        .join('')
      note(mint.words[parseInt(name, 36)], match[0], excerptAround(reading, match.index))
    }
  }
  // As it is, parts count; once points are taken out nearly all of it must be there, or chance would find some.
  for (const [reading, length] of [
    [text, 7],
    [text.replace(/(\d)\.(?=\d)/g, '$1'), 8],
  ] as const) {
    const parts = digitParts(mint, length)
    for (const match of reading.matchAll(digitRun)) {
      for (let start = 0; start + length <= match[0].length; start++) {
        const part = match[0].slice(start, start + length)
        note(parts.get(part), part, excerptAround(reading, match.index))
      }
    }
  }
  return Array.from(found.values())
}
