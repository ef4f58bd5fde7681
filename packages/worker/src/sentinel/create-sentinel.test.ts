// What the sentinel finds in pages, wherever a string stands and however it is cut, and that it never says the string.
import type { SentinelFinding } from '@reseal/store'
import { expect, test } from 'vitest'
import { createRecordedPage, element, event, type Sketch } from '../../test/recorded-page.ts'
import { createSentinel } from './create-sentinel.ts'

const ssn = '536-90-4399'

function scanPage(...body: Sketch[]): readonly SentinelFinding[] {
  return createSentinel().scan({ index: 0, events: [createRecordedPage().snapshot(...body)] })
}

function kindsOf(findings: readonly SentinelFinding[]): string[] {
  return [...new Set(findings.map(({ detector }) => detector))].sort()
}

test.each<[string, Sketch[], string]>([
  ['a text', [element('p', {}, `SSN ${ssn}`)], 'text'],
  ['spans', [element('p', {}, element('span', {}, '536-90'), element('span', {}, '-4399'))], 'text'],
  ['text nodes side by side', [element('p', {}, '536', '-90', '-4399')], 'text'],
  [
    'a span for each letter',
    [element('p', {}, ...ssn.split('').map((sign) => element('span', {}, sign)))],
    'text',
  ],
  [
    'cells of a row',
    [
      element(
        'table',
        {},
        element(
          'tbody',
          {},
          element('tr', {}, ...['536', '90', '4399'].map((part) => element('td', {}, part))),
        ),
      ),
    ],
    'text',
  ],
  [
    'cells with blocks in them',
    [
      element(
        'table',
        {},
        element(
          'tr',
          {},
          ...['536', '90', '4399'].map((part) => element('td', {}, element('div', {}, part))),
        ),
      ),
    ],
    'text',
  ],
  [
    'boxes of a code',
    [
      element(
        'div',
        {},
        ...ssn
          .replaceAll('-', '')
          .split('')
          .map((digit) => element('div', {}, element('b', {}, digit))),
      ),
    ],
    'text',
  ],
  [
    'boxes of three',
    [element('div', {}, ...['536', '90', '4399'].map((part) => element('div', {}, part)))],
    'text',
  ],
  [
    'fields side by side',
    [element('p', {}, ...['536', '90', '4399'].map((value) => element('input', { value })))],
    'field',
  ],
  ['a field', [element('input', { value: ssn })], 'field'],
  ['an attribute', [element('img', { alt: `card of ${ssn}` })], 'attribute'],
  ['an attribute of the page’s own', [element('i', { 'data-ssn': ssn })], 'attribute'],
  ['an address', [element('a', { href: `/patients/${ssn}/chart` }, 'Chart')], 'address'],
  ['an address that is encoded', [element('a', { href: '/find?q=536%2D90%2D4399' }, 'Chart')], 'address'],
  ['a style attribute', [element('i', { style: `--patient: ${ssn}` })], 'style'],
  ['a sheet', [element('style', {}, `p::after { content: "${ssn}" }`)], 'style'],
  ['an option', [element('select', {}, element('option', {}, ssn))], 'field'],
])('finds a number in %s', (_, body, place) => {
  const findings = scanPage(...body)
  expect(kindsOf(findings)).toContain('ssn')
  expect(findings.filter(({ detector }) => detector === 'ssn')[0]?.place).toBe(place)
  expect(JSON.stringify(findings)).not.toMatch(/536|4399/)
})

test('a label before a field, in the same line or row, says what stands in it', () => {
  expect(
    kindsOf(scanPage(element('p', {}, element('label', {}, 'MRN'), element('input', { value: 'AB-2231' })))),
  ).toContain('mrn')
  expect(
    kindsOf(scanPage(element('dl', {}, element('dt', {}, 'MRN:'), element('dd', {}, 'AB-2231')))),
  ).toContain('mrn')
})

test('what stands in different blocks is not one text', () => {
  expect(scanPage(element('p', {}, '536'), element('p', {}, 'Save'), element('p', {}, '-90-4399'))).toEqual(
    [],
  )
  expect(scanPage(element('p', {}, '12', element('br'), '345'), element('p', {}, '678'))).toEqual([])
})

test('masks, tokens, pages and interface texts are nothing', () => {
  expect(
    scanPage(
      element('h1', { class: 'r1 r2', id: 'r123456' }, 'xxxxx xxxxx'),
      element('p', {}, 'Dr. ', element('b', {}, 'xxxxx')),
      element(
        'nav',
        {},
        ...Array.from({ length: 12 }, (__, page) => element('button', {}, String(page + 1))),
      ),
      element('a', { href: '#' }, 'Save and continue'),
      element('input', { value: 'xxxxx xxxxx', type: 'text' }),
      element(
        'svg',
        { viewBox: '0 0 1234.5 6789.1', xmlns: 'http://www.w3.org/2000/svg' },
        element('path', { d: 'M123.4 567.8L901-234', transform: 'translate(123.456 789.123)' }),
      ),
      element(
        'style',
        {},
        '.r1 { color: #123456; width: 12345.678px; --r2: 12px } .r3, #r12345 [data-r1="r4321"] { content: "xxxxx" }',
      ),
      element('p', {}, 'Step 2 of 5'),
    ),
  ).toEqual([])
})

test('a change is found, what stays is not found again', () => {
  const page = createRecordedPage()
  const sentinel = createSentinel()
  const text = (value: string): Sketch => element('p', {}, 'Number ', element('b', {}, value))
  expect(sentinel.scan({ index: 0, events: [page.snapshot(text('xxxxx'))] })).toEqual([])
  const [paragraph = 0] = page.bodyChildren
  const piece = paragraph + 3
  const found = sentinel.scan({
    index: 1,
    events: [
      event(3, { source: 3, id: paragraph, x: 0, y: 120 }),
      page.mutation({ texts: [{ id: piece, value: ssn }] }),
    ],
  })
  expect(found).toMatchObject([
    { detector: 'ssn', segmentIndex: 1, eventIndex: 1, place: 'text', path: 'html > body > p > b' },
  ])
  const again = createRecordedPage()
  expect(sentinel.scan({ index: 2, events: [again.snapshot(text(ssn))] })).toEqual([])
  expect(
    kindsOf(sentinel.scan({ index: 3, events: [createRecordedPage().snapshot(text('536-90-4398'))] })),
  ).toEqual(['ssn'])
})

test('what comes piece by piece is found when it is whole', () => {
  const page = createRecordedPage()
  const sentinel = createSentinel()
  sentinel.scan({ index: 0, events: [page.snapshot(element('p', {}, '536-90'))] })
  const [parentId = 0] = page.bodyChildren
  const added = (text: string) =>
    page.mutation({ adds: [{ parentId, nextId: null, node: page.record(text) }] })
  expect(kindsOf(sentinel.scan({ index: 1, events: [added('-43')] }))).not.toContain('ssn')
  expect(kindsOf(sentinel.scan({ index: 2, events: [added('99')] }))).toContain('ssn')
})

test('what is between two pieces goes, and they are one', () => {
  const page = createRecordedPage()
  const sentinel = createSentinel()
  sentinel.scan({ index: 0, events: [page.snapshot('536-90', element('div', {}, 'Save'), '-4399')] })
  const [, id = 0] = page.bodyChildren
  const removed = page.mutation({ removes: [{ parentId: page.bodyId, id }] })
  expect(kindsOf(sentinel.scan({ index: 1, events: [removed] }))).toContain('ssn')
})

test.each<[string, unknown, string]>([
  ['what is typed', event(3, { source: 5, id: 9_999, text: ssn, isChecked: false }), 'field'],
  [
    'the page’s address',
    event(4, { href: `https://clinic.example/p/${ssn}`, width: 1, height: 1 }),
    'address',
  ],
  [
    'the console',
    event(6, {
      plugin: 'reseal/console',
      payload: { level: 'log', args: [{ kind: 'string', text: `patient ${ssn}` }] },
    }),
    'console',
  ],
  [
    'an error',
    event(6, { plugin: 'reseal/error', payload: { name: 'Error', message: `no ${ssn}`, frames: [] } }),
    'error',
  ],
  [
    'a request',
    event(6, {
      plugin: 'reseal/network',
      payload: { 'url.template': `https://api.example/p/${ssn}`, duration: 3 },
    }),
    'network',
  ],
  [
    'a value of a request',
    event(6, { plugin: 'reseal/network', payload: { response: { fields: { '/id': 536904399 } } } }),
    'network',
  ],
  ['a tag', event(6, { plugin: 'reseal/tag', payload: { key: 'who', value: ssn } }), 'signal'],
  [
    'an event of the app',
    event(6, { plugin: 'reseal/event', payload: { name: 'seen', fields: { who: ssn } } }),
    'signal',
  ],
  ['a plugin that nobody knows', event(6, { plugin: 'other', payload: { x: 536904399 } }), 'signal'],
  ['a custom event', event(5, { tag: 'visit', payload: { deep: [{ er: ssn }] } }), 'signal'],
  [
    'a rule of a sheet',
    event(3, { source: 8, id: 9_999, adds: [{ rule: `p::after{content:"${ssn}"}` }] }),
    'style',
  ],
  ['a kind of event that nobody knows', event(77, { anything: ssn }), 'other'],
  ['an event without data', { type: 3, timestamp: 0, more: ssn }, 'other'],
])('finds a number in %s', (_, one, place) => {
  const findings = createSentinel().scan({ index: 0, events: [createRecordedPage().snapshot(), one] })
  const own = findings.find(({ detector }) => detector === 'ssn' || detector === 'number')
  expect(own).toMatchObject({ place, eventIndex: 1 })
  expect(JSON.stringify(findings)).not.toMatch(/536|4399/)
})

test('closed forms are nothing: trace contexts, rules, releases of commits, opaque ids', () => {
  expect(
    createSentinel().scan({
      index: 0,
      events: [
        event(4, { href: '/patients/:id?tab=chart', width: 1280, height: 720 }),
        event(6, {
          plugin: 'reseal/rules',
          payload: { allow: ['nav:0123abcd'], mask: [], trust: [], block: [], attributes: [], patterns: [] },
        }),
        event(6, {
          plugin: 'reseal/context',
          payload: {
            release: '1.4.2+9f3c2ab',
            environment: 'production',
            identity: '0f8fad5b-d9cb-469f-a165-70867728950e',
            consent: { granted_at_ms: 1_700_000_000_000, how: 'banner', notice_version: '2026-11-01' },
          },
        }),
        event(6, {
          plugin: 'reseal/network',
          payload: {
            'url.template': '/api/patients/:id',
            address: 'r123456',
            rule: 'api:0123abcd',
            traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
            duration: 120_000,
            'http.response.body.size': 1_048_576,
          },
        }),
        event(6, {
          plugin: 'reseal/error',
          payload: {
            name: 'TypeError',
            message: 'xxxxx xxxxx',
            frames: [{ source: 'r17', line: 1, column: 123_456 }],
          },
        }),
        event(3, { source: 1, positions: [{ x: 123, y: 456, id: 7, timeOffset: -500_000 }] }),
      ],
    }),
  ).toEqual([])
})

test('the release of a finding is the one of the stream', () => {
  const context = event(6, { plugin: 'reseal/context', payload: { release: '1.4.2' } })
  const [found] = createSentinel().scan({
    index: 0,
    events: [createRecordedPage().snapshot(), context, event(5, { payload: ssn })],
  })
  expect(found?.release).toBe('1.4.2')
})

test('bounds what one segment can say, and takes what is no event', () => {
  const many = Array.from({ length: 300 }, (_, at) => element('p', {}, `SSN 536-90-${4_000 + at}`))
  expect(scanPage(...many)).toHaveLength(100)
  const junk = [
    null,
    3,
    'x',
    [],
    { type: 2, data: null },
    { type: 3, data: { source: 0, adds: [null, { parentId: 1 }], texts: 3 } },
    { type: 2, timestamp: 1e300, data: { node: { id: 1, type: 0, childNodes: [ssn] } } },
  ]
  const findings = createSentinel().scan({ index: 0, events: junk })
  expect(kindsOf(findings)).toEqual(['ssn'])
  expect(Number.isSafeInteger(findings[0]?.timeMs)).toBe(true)
})
