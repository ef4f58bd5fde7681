// Vitals, tasks and clicks: numbers, and elements only where a click on them would show.
import { describe, expect, it } from 'vitest'
import { lateSignals } from '../../test/late-signals.ts'
import type { JsonObject } from '../recorded-event.ts'
import { createRedactor } from '../redactor.ts'
import { createRetroactiveRedactor } from '../retroactive/index.ts'
import { defaultRules } from '../rule-set.ts'
import { shippedVocabulary } from '../vocabulary/shipped.ts'

type Raw = Record<string, unknown>

const secret = 'Adaeze Okonkwo'
const timestamp = 1_700_000_000_000

const element = (id: number, tagName: string, attributes: Raw = {}, ...childNodes: Raw[]): Raw => ({
  type: 2,
  id,
  tagName,
  attributes,
  childNodes,
})
const text = (id: number, textContent: string): Raw => ({ type: 3, id, textContent })

const at = {
  button: 10,
  buttonText: 11,
  radio: 20,
  label: 21,
  wrapper: 22,
  option: 30,
  field: 40,
  key: 51,
  blocked: 80,
  inBlocked: 81,
  unknown: 999,
}

const keys = Array.from({ length: 10 }, (_, digit) =>
  element(50 + digit, 'button', {}, text(60 + digit, String(digit))),
)
const snapshot = {
  type: 2,
  timestamp,
  data: {
    initialOffset: { top: 0, left: 0 },
    node: {
      type: 0,
      id: 1,
      childNodes: [
        element(
          2,
          'html',
          {},
          element(
            3,
            'body',
            {},
            element(at.button, 'button', {}, text(at.buttonText, secret)),
            element(
              at.wrapper,
              'div',
              {},
              element(at.label, 'label', {}, element(at.radio, 'input', { type: 'radio' })),
            ),
            element(31, 'select', {}, element(at.option, 'option', {}, text(32, secret))),
            element(at.field, 'input', { type: 'text' }),
            element(70, 'div', {}, ...keys),
            element(at.blocked, 'div', { 'data-reseal': 'block' }, element(at.inBlocked, 'button')),
          ),
        ),
      ],
    },
  },
}

/** The payload of a signal after the snapshot, at capture and seen again under the same rules. */
function recorded(plugin: string, payload: object): JsonObject | undefined {
  const redactor = createRedactor({ rules: defaultRules, vocabulary: shippedVocabulary, lateSignals })
  const page = redactor.redact(snapshot)
  const event = redactor.redact({ type: 6, timestamp, data: { plugin: `reseal/${plugin}`, payload } })
  const viewer = createRetroactiveRedactor(defaultRules)
  viewer.redact(page)
  expect(viewer.redact(event)).toEqual(event)
  return event?.data['payload'] as JsonObject | undefined
}

const shown = [at.button, at.buttonText, at.radio, at.label, at.field] as const
const hidden = [at.option, at.key, at.inBlocked, at.unknown, 0, -1, undefined, '10', 1.5] as const

describe('clicks', () => {
  it.each(shown)('R-11.16 keeps the kind, the element and the count (%j)', (id) => {
    expect(recorded('click', { kind: 'rage', id, count: 4, agoMs: 812.4, text: secret, x: 7 })).toEqual({
      kind: 'rage',
      id,
      count: 4,
      agoMs: 812,
    })
    expect(recorded('click', { kind: 'error', id })).toEqual({ kind: 'error', id })
  })

  it.each(hidden)('R-11.16 R-9.7 drops clicks where none shows (%j)', (id) => {
    for (const kind of ['rage', 'dead', 'error']) expect(recorded('click', { kind, id })).toBeUndefined()
  })

  it('R-11.16 R-9.3 drops dead clicks on answers and fields', () => {
    for (const id of [at.radio, at.label, at.wrapper, at.field]) {
      expect(recorded('click', { kind: 'dead', id }) !== undefined).toBe(id === at.wrapper)
    }
    expect(recorded('click', { kind: 'dead', id: at.button })).toEqual({ kind: 'dead', id: at.button })
  })

  it.each([secret, undefined, 'Rage', { kind: 'rage' }])('R-11.16 drops a click of the kind %j', (kind) => {
    expect(recorded('click', { kind, id: at.button })).toBeUndefined()
  })
})

describe('web vitals', () => {
  it('R-11.14 keeps numbers, and a token of what was loaded', () => {
    const payload = {
      name: 'LCP',
      value: 2512.7,
      rating: 'needs-improvement',
      id: at.button,
      source: `https://h.invalid/${secret}.png`,
      parts: [100.2, 5, 0, 9, 1, 7],
      target: `#${secret}`,
      url: secret,
    }
    expect(recorded('vital', payload)).toEqual({
      name: 'LCP',
      value: 2513,
      rating: 'needs-improvement',
      id: at.button,
      source: 'r1',
      parts: [100, 5, 0, 9, 1],
    })
    expect(recorded('vital', { name: 'CLS', value: 0.123456, rating: secret, parts: secret })).toEqual({
      name: 'CLS',
      value: 0.123,
      parts: [],
    })
  })

  it('R-11.14 leaves out elements where no click shows', () => {
    for (const id of hidden)
      expect(recorded('vital', { name: 'INP', value: 80, id })).not.toHaveProperty('id')
  })

  it.each([
    { name: secret, value: 1 },
    { name: 'FID', value: 1 },
    { name: 'LCP' },
    { name: 'LCP', value: secret },
  ])('R-11.14 drops %j', (payload) => expect(recorded('vital', payload)).toBeUndefined())
})

describe('long tasks', () => {
  const script = { durationMs: 90.6, source: 'https://h.invalid/app.js?a=1', position: 12_345 }

  it('R-11.15 keeps how long, and tokens of scripts', () => {
    const scripts = [
      { ...script, functionName: secret, invoker: `INPUT#${secret}.oninput` },
      {},
      script,
      script,
    ]
    expect(recorded('task', { durationMs: 120.4, blockingMs: 70, agoMs: 9, scripts, name: secret })).toEqual({
      durationMs: 120,
      blockingMs: 70,
      agoMs: 9,
      scripts: [
        { durationMs: 91, source: 'r1', position: 12_345 },
        { source: 'r2' },
        { durationMs: 91, source: 'r1', position: 12_345 },
      ],
    })
    expect(recorded('task', { blockingMs: 7 })).toBeUndefined()
  })

  it('R-11.15 R-9.7 drops what followed where a press does not show', () => {
    const payload = { durationMs: 120, scripts: [] }
    for (const id of [at.option, at.key, at.inBlocked, at.unknown, 0, null]) {
      expect(recorded('task', { ...payload, pressedIds: [at.button, id] })).toBeUndefined()
    }
    expect(recorded('task', { ...payload, pressedIds: [at.button] })).toEqual(payload)
  })
})

describe('errors behind errors', () => {
  const frames = [{ source: 'https://h.invalid/app.js', line: 1, column: 2 }]

  it('R-11.2 R-11.4 keeps causes as it keeps errors', () => {
    const cause = { kind: 'cause', name: 'TypeError', message: secret, frames, code: secret }
    const member = { kind: 'member', name: secret, message: secret, frames: [secret] }
    const payload = {
      kind: 'handled',
      name: 'AggregateError',
      message: '',
      frames,
      causes: [cause, member, secret],
    }
    const out = recorded('error', payload)
    expect(out).toMatchObject({
      kind: 'handled',
      causes: [
        { kind: 'cause', name: 'TypeError', frames: [{ source: 'r1', line: 1, column: 2 }] },
        { kind: 'member', name: 'Error', frames: [] },
        { kind: 'cause', name: 'Error', message: '' },
      ],
    })
    expect(JSON.stringify(out)).not.toMatch(/Okonkwo|Adaeze/)
    const many = recorded('error', { ...payload, causes: Array.from({ length: 30 }, () => cause) })
    expect(many?.['causes']).toHaveLength(10)
  })
})
