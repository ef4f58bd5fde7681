// The head of a plain request, read strictly: what is unusual in any way is no plain head, and Node's parser judges it instead.
// So nothing is accepted here that Node would refuse or read in another way (RFC 9112 §6.3: what gives a body its length).

/** What the head of a plain request says. */
export interface PlainHead {
  /** Path and query as sent. */
  readonly target: string
  readonly host: string
  /** Declared length of the body, at least 1. */
  readonly lengthBytes: number
  readonly origin: string | undefined
  readonly forwardedFor: string | undefined
  readonly forwardedProto: string | undefined
  /** The connection ends with the answer. */
  readonly isLast: boolean
  /** Of the head itself, its empty line included. */
  readonly sizeBytes: number
}

const headEnd = Buffer.from('\r\n\r\n')
// Browsers send less than a kilobyte.
const maxHeadBytes = 4096
const requestLine = /^POST (\/[\w\-./~%?=&]*) HTTP\/1\.1$/
// A token (RFC 9110 §5.6.2) as those who mean well write it, and visible ASCII or spaces.
const headerLine = /^([A-Za-z][A-Za-z\d-]*): ?([!-~](?:[ -~]*[!-~])?)$/
const plainHost = /^[a-z\d.-]+(?::\d{1,5})?$/
const plainLength = /^[1-9]\d{0,8}$/
// Headers that say how long a body is or what follows it, beside Content-Length.
const unusual: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'http2-settings',
  'proxy-connection',
  'keep-alive',
])
// Those that are read, and so may be there once.
const single: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'origin',
  'connection',
  'x-forwarded-for',
  'x-forwarded-proto',
])

/** Reads the head with which these bytes begin; undefined where it is not whole or not plain. */
export function parsePlainHead(bytes: Buffer): PlainHead | undefined {
  const end = bytes.indexOf(headEnd)
  if (end < 0 || end > maxHeadBytes) return undefined
  const [start = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const target = requestLine.exec(start)?.[1]
  if (target === undefined) return undefined
  const values = readValues(lines)
  const host = values?.get('host')
  const length = values?.get('content-length')
  if (values === undefined || host === undefined || length === undefined) return undefined
  if (!plainHost.test(host) || !plainLength.test(length)) return undefined
  const connection = (values.get('connection') ?? 'keep-alive').toLowerCase()
  if (connection !== 'keep-alive' && connection !== 'close') return undefined
  return {
    target,
    host,
    lengthBytes: Number(length),
    origin: values.get('origin'),
    forwardedFor: values.get('x-forwarded-for'),
    forwardedProto: values.get('x-forwarded-proto'),
    isLast: connection === 'close',
    sizeBytes: end + headEnd.length,
  }
}

/** The values of the headers that are read; undefined where a line is none, or is unusual. */
function readValues(lines: readonly string[]): Map<string, string> | undefined {
  const values = new Map<string, string>()
  for (const line of lines) {
    const [, sent = '', value = ''] = headerLine.exec(line) ?? []
    const name = sent.toLowerCase()
    if (name === '' || unusual.has(name)) return undefined
    if (!single.has(name)) continue
    if (values.has(name)) return undefined
    values.set(name, value)
  }
  return values
}
