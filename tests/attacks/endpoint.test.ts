// Ingest as an attacker's endpoint: whatever it answers, a recorder takes from it a receipt, a number or a word, and of the
// words only four mean anything (design.md §2; `domain/session.test.ts` of the recorder has what they do).
import { expect, test } from 'vitest'
import { createSendParcel } from '../../packages/recorder-sdk/src/transport/send-parcel.ts'

type Run = Parameters<ReturnType<typeof createSendParcel>>[0]

const receipt = {
  stream: '6f9619ff-8b86-4d01-b42d-00c04fc964ff',
  index: 0,
  link: 'A'.repeat(43),
  signature: 'A'.repeat(86),
}
const demands = {
  block: '.patient-name',
  rules: [{ id: 'x', level: 'allow', selector: '*' }],
  sealingKey: 'BHS8'.repeat(20),
  receiptKey: 'BHS8'.repeat(20),
  endpoint: 'https://elsewhere.example',
  script: 'alert(1)',
  sampling: { all: 1 },
}

const answers: readonly [string, string, () => Response][] = [
  ['demands beside a receipt', 'receipt', () => Response.json({ ...demands, receipt, command: 'off' })],
  ['demands in the receipt', 'unavailable', () => Response.json({ receipt: { ...receipt, ...demands } })],
  ['a command with data', 'receipt', () => Response.json({ receipt, command: demands })],
  ['a list of commands', 'receipt', () => Response.json({ receipt, command: ['off', demands] })],
  ['no receipt', 'unavailable', () => Response.json({ ...demands, command: 'off' })],
  [
    'no JSON',
    'unavailable',
    () => new Response('<script>alert(1)</script>', { headers: { 'content-type': 'text/html' } }),
  ],
  ['a gap without end', 'unavailable', () => conflict('1e999')],
  ['a gap before the first', 'unavailable', () => conflict('-1')],
  [
    'a conflict with demands',
    'stream-refused',
    () => Response.json({ ...demands, error: demands }, { status: 409 }),
  ],
  [
    'a wait for ever',
    'unavailable',
    () => new Response('', { status: 503, headers: { 'retry-after': '9'.repeat(30) } }),
  ],
  [
    'another place',
    'unavailable',
    () => new Response('', { status: 307, headers: { location: 'https://elsewhere.example' } }),
  ],
  ['a status of its own', 'unavailable', () => Response.json(demands, { status: 299 })],
]

function conflict(wantedIndex: string): Response {
  return Response.json(
    { error: { code: 'gap' }, ...demands },
    { status: 409, headers: { 'Reseal-Wanted-Index': wantedIndex } },
  )
}

test.each(answers)('%s is taken as %s, which has no room for more', async (_, expected, answer) => {
  const send = createSendParcel(async () => answer(), 'https://ingest.example/v1/apps/x/parcels')
  const run = {
    stream: { appendKey: new Uint8Array(32) },
    segments: [{ index: 1, bytes: new Uint8Array(4096) }],
  }
  const outcome = await send(run as unknown as Run, {
    keepalive: false,
    signal: new AbortController().signal,
  })
  const { kind, ...taken } = outcome
  expect(kind).toBe(expected)
  for (const [name, value] of Object.entries(taken)) {
    if (name === 'receipt') {
      expect(Object.keys(value as object).sort()).toEqual(['index', 'link', 'signature', 'stream'])
    } else if (name === 'command') {
      expect([undefined, 'off']).toContain(value)
    } else {
      expect(['wantedIndex', 'retryAfterMs']).toContain(name)
      expect(value === undefined || (Number.isFinite(value) && Number(value) >= 0)).toBe(true)
    }
  }
})
