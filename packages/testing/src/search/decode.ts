// Everything a text could be in disguise: percent, HTML, JavaScript and CSS escapes, base64, hex. Total: what does not
// decode is left out.

/** How a canary was written where it was found. */
export type Form = 'plain' | 'url-encoded' | 'html-encoded' | 'escaped' | 'base64' | 'hex' | 'bytes' | 'split'

/** A text read in another way. */
export interface Decoded {
  readonly text: string
  readonly form: Form
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  commat: '@',
  period: '.',
  hyphen: '-',
  sol: '/',
  num: '#',
  colon: ':',
}

// Long enough for six letters; shorter runs are words.
const base64Run = /[A-Za-z0-9+/_-]{8,}={0,2}/g
const hexRun = /(?:[0-9a-f]{2}){6,}/gi
const spacedHexRun = /(?:[0-9a-f]{2}[ :,-]){5,}[0-9a-f]{2}/gi

const utf8 = new TextDecoder()
const utf16 = new TextDecoder('utf-16le')

function fromCodePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}

/** Bytes as the texts they could be. */
export function textsOfBytes(bytes: Uint8Array): readonly string[] {
  const texts = [utf8.decode(bytes)]
  // Latin letters in UTF-16 are every other byte zero.
  let zeros = 0
  for (const byte of bytes) if (byte === 0) zeros += 1
  if (zeros > bytes.length / 10) texts.push(utf16.decode(bytes), utf16.decode(bytes.subarray(1)))
  return texts
}

function base64Texts(run: string): readonly string[] {
  const plain = run.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  const texts: string[] = []
  // Inside a longer run a text may begin at any of four places.
  for (let start = 0; start < 4; start += 1) {
    const body = plain.slice(start)
    const whole = body.slice(0, body.length % 4 === 1 ? -1 : undefined)
    const binary = atob(whole)
    const bytes = new Uint8Array(binary.length)
    for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index)
    texts.push(...textsOfBytes(bytes))
  }
  return texts
}

function hexTexts(run: string): readonly string[] {
  const pairs = run.match(/[0-9a-f]{2}/gi) ?? []
  return textsOfBytes(Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)))
}

function percentDecoded(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('%'), (pair) => Number.parseInt(pair, 16))
    return utf8.decode(bytes)
  })
}

function entityDecoded(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));?/gi, (whole, hex, decimal, name) => {
    if (typeof hex === 'string') return fromCodePoint(Number.parseInt(hex, 16))
    if (typeof decimal === 'string') return fromCodePoint(Number(decimal))
    return entities[String(name).toLowerCase()] ?? whole
  })
}

function unescaped(text: string): string {
  // JavaScript's three spellings, then CSS's, which ends at a space.
  const pattern = /\\(?:u\{[0-9a-f]{1,6}\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[0-9a-f]{1,6} ?)/gi
  return text.replace(pattern, (escape) =>
    fromCodePoint(Number.parseInt(escape.replace(/[\\uxUX{} ]/g, ''), 16)),
  )
}

function decodedOnce(text: string): Decoded[] {
  const decoded: Decoded[] = []
  if (text.includes('%')) decoded.push({ text: percentDecoded(text), form: 'url-encoded' })
  if (text.includes('&')) decoded.push({ text: entityDecoded(text), form: 'html-encoded' })
  if (text.includes('\\')) decoded.push({ text: unescaped(text), form: 'escaped' })
  const collect = (form: Form, pattern: RegExp, read: (run: string) => readonly string[]): void => {
    const texts = Array.from(text.matchAll(pattern), ([run]) => read(run).join('\n'))
    if (texts.length > 0) decoded.push({ text: texts.join('\n'), form })
  }
  collect('base64', base64Run, base64Texts)
  collect('hex', hexRun, hexTexts)
  collect('hex', spacedHexRun, hexTexts)
  return decoded
}

// oxlint-disable-next-line no-control-regex -- what no text holds is counted
const noText = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffd]/g

/** Whether this can be text: of bytes that are none, nothing was encoded twice. */
function isText(text: string): boolean {
  const sample = text.slice(0, 20_000)
  return (sample.match(noText)?.length ?? 0) <= sample.length / 10
}

/** The text itself, and what it says when it is decoded once or twice. */
export function readings(text: string): readonly Decoded[] {
  const first = decodedOnce(text)
  if (!isText(text)) return [{ text, form: 'plain' }, ...first]
  const second = first.flatMap(({ text: inner, form }) =>
    inner === text || !isText(inner) ? [] : decodedOnce(inner).map((decoded) => ({ ...decoded, form })),
  )
  return [{ text, form: 'plain' }, ...first, ...second]
}
