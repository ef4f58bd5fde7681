import { describe, expect, test } from 'vitest'
import { parsePlainHead } from './plain-head.ts'

const start = 'POST /v1/apps/rsl_A/parcels HTTP/1.1'
const plain = [start, 'Host: ingest.example:8443', 'Content-Length: 5']

function parse(lines: readonly string[], rest = 'body!') {
  return parsePlainHead(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${rest}`, 'latin1'))
}

test('a browser’s head is plain, and what is read of it is what it says', () => {
  const head = parse([
    ...plain,
    'connection: keep-alive',
    'Origin: https://clinic.example',
    'sec-ch-ua: "Chromium";v="142", "Not_A Brand";v="99"',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64)',
    'Accept: */*',
    'X-Forwarded-For: 192.0.2.1, 10.0.0.1',
    'X-Forwarded-Proto: https',
  ])
  expect(head).toMatchObject({
    target: '/v1/apps/rsl_A/parcels',
    host: 'ingest.example:8443',
    lengthBytes: 5,
    origin: 'https://clinic.example',
    forwardedFor: '192.0.2.1, 10.0.0.1',
    forwardedProto: 'https',
    isLast: false,
  })
  expect(parse([...plain, 'Connection: close'])?.isLast).toBe(true)
  expect(parse(plain)?.sizeBytes).toBe(plain.join('\r\n').length + 4)
})

describe('left to Node', () => {
  test.each([
    ['a head that has not come whole', Buffer.from(`${plain.join('\r\n')}\r\n`)],
    ['nothing', Buffer.alloc(0)],
    ['no head at all', Buffer.from('\x16\x03\x01\r\n\r\n', 'latin1')],
    ['lines that end with a line feed alone', Buffer.from(`${plain.join('\n')}\n\n`)],
  ])('%s', (_, bytes) => {
    expect(parsePlainHead(bytes)).toBeUndefined()
  })

  test.each([
    ['another method', ['GET / HTTP/1.1', ...plain.slice(1)]],
    ['another version', ['POST / HTTP/1.0', ...plain.slice(1)]],
    ['a whole address', ['POST http://a/ HTTP/1.1', ...plain.slice(1)]],
    ['two spaces', ['POST  / HTTP/1.1', ...plain.slice(1)]],
    ['no length', [start, 'Host: a']],
    ['no host', [start, 'Content-Length: 5']],
    ['a host that is none', [start, 'Host: a_b', 'Content-Length: 5']],
  ])('%s', (_, lines) => {
    expect(parse(lines)).toBeUndefined()
  })

  test.each([
    'Transfer-Encoding: chunked',
    'transfer-encoding: identity',
    'Transfer-Encoding : chunked',
    ' Transfer-Encoding: chunked',
    'X-Bare: a\rTransfer-Encoding: chunked',
    'X-Bare: a\nTransfer-Encoding: chunked',
    'X-Nul: a\0b',
    'X-High: \xe9',
    'X-Empty:',
    'X_Other: a',
    'no colon',
    ': no name',
    'Content-Length: 5',
    'Content-Length: 6',
    'Host: b',
    'Origin: a\r\nOrigin: b',
    'Connection: Upgrade',
    'Connection: keep-alive, close',
    'Upgrade: h2c',
    'Expect: 100-continue',
    'TE: trailers',
    'Trailer: a',
  ])('a head with %j', (line) => {
    expect(parse([...plain, line])).toBeUndefined()
  })

  test.each(['0', '+5', '-5', '0x5', '5, 5', '5;', '05', '', '99999999999'])('a length of %j', (length) => {
    expect(parse([start, 'Host: a', `Content-Length: ${length}`])).toBeUndefined()
  })
})
