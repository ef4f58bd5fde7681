import { createECDH } from 'node:crypto'
import { encodeBase64url } from '@reseal/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecorderError } from '../recorder-error.ts'
import { parseConfig } from './config.ts'
import { parseP256Point } from './p256-point.ts'

const freshKey = (): string => encodeBase64url(createECDH('prime256v1').generateKeys())

const valid = {
  endpoint: 'https://ingest.example.org/reseal/',
  appKey: `rsl_${'a'.repeat(22)}`,
  sealingKey: freshKey(),
  receiptKey: freshKey(),
}

/** The code that a change to the valid options is refused with. */
function refusalOf(change: object): string | undefined {
  try {
    parseConfig({ ...valid, ...change })
    return undefined
  } catch (error) {
    if (error instanceof RecorderError) return error.code
    throw error
  }
}

describe('parseConfig', () => {
  it('takes what reseal init prints and fills in the rest', () => {
    expect(parseConfig(valid)).toMatchObject({
      endpoint: 'https://ingest.example.org/reseal',
      consent: 'required',
      viewerUrl: undefined,
      rules: { allow: [], block: [] },
    })
  })

  it('takes what is recorded beside the page', () => {
    expect(parseConfig(valid)).toMatchObject({ signals: true, console: { length: 5 } })
    const given = {
      console: ['error'],
      release: '@a/b@1.0.0+5f2e9c1',
      environment: 'eu/prod',
      signals: false,
    }
    expect(parseConfig({ ...valid, ...given })).toMatchObject(given)
    expect(parseConfig({ ...valid, console: false }).console).toEqual([])
  })

  it('takes a mask that is a function, and nothing else', () => {
    expect(refusalOf({ maskText: () => '•••' })).toBeUndefined()
    for (const maskText of ['•', null, {}]) expect(refusalOf({ maskText })).toBe('bad_mask')
  })

  it.each(['http://127.0.0.1:4401', 'http://localhost:4401', 'http://[::1]:4401', 'http://demo.localhost'])(
    'takes http on the loopback host of %s',
    (endpoint) => expect(refusalOf({ endpoint })).toBeUndefined(),
  )

  it.each([
    'http://ingest.example.org',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
    'ftp://ingest.example.org',
    'ws://127.0.0.1',
    'https://user:secret@ingest.example.org',
    'https://ingest.example.org/?app=1',
    'https://ingest.example.org/#x',
    '//ingest.example.org',
    '/reseal',
    '',
    undefined,
    null,
    7,
    {},
  ])('refuses %j as an endpoint', (endpoint) => {
    expect(refusalOf({ endpoint })).toBe('bad_endpoint')
    if (endpoint !== undefined) expect(refusalOf({ viewerUrl: endpoint })).toBe('bad_viewer_url')
  })

  it.each([
    ['bad_app_key', { appKey: undefined }],
    ['bad_app_key', { appKey: 'rsl_short' }],
    ['bad_app_key', { appKey: `rsl_${'/'.repeat(22)}` }],
    ['bad_sealing_key', { sealingKey: undefined }],
    ['bad_sealing_key', { sealingKey: 'A'.repeat(87) }],
    ['bad_sealing_key', { sealingKey: `${freshKey()}=` }],
    ['bad_receipt_key', { receiptKey: '' }],
    ['bad_receipt_key', { receiptKey: valid.sealingKey }],
    ['bad_consent', { consent: 'maybe' }],
    ['bad_consent', { consent: true }],
    ['bad_rules', { rules: 'strict' }],
    ['bad_rules', { rules: { alow: [] } }],
    ['bad_rules', { rules: { allow: [{ id: 'a', selector: '' }] } }],
    ['bad_on_error', { onError: 'log' }],
    ['bad_option', { console: true }],
    ['bad_option', { console: ['log', 'table'] }],
    ['bad_option', { release: 'two words' }],
    ['bad_option', { release: 'a'.repeat(65) }],
    ['bad_option', { environment: '' }],
    ['bad_option', { environment: 7 }],
  ])('answers %s to %j', (code, change) => expect(refusalOf(change)).toBe(code))

  it.each([undefined, null, 'rsl', 1])('refuses %j as options', (options) => {
    expect(() => parseConfig(options)).toThrow(RecorderError)
  })

  it('says what to write instead, where, and never what was written', () => {
    expect(() => parseConfig({ ...valid, endpoint: 'http://PATIENT.example' })).toThrow(/https URL/)
    const rules = {
      mask: [
        { id: 'note', selector: 'PATIENT' },
        { id: 'PATIENT', selector: '.x' },
      ],
    }
    expect(() => parseConfig({ ...valid, rules })).toThrow(/^rules\.mask\[1\]\.id: /)
    fc.assert(
      fc.property(
        fc.constantFrom('endpoint', 'appKey', 'sealingKey', 'receiptKey', 'viewerUrl', 'consent', 'rules'),
        fc.string({ minLength: 1 }).map((text) => `SECRET${text}`),
        (option, value) => {
          try {
            parseConfig({ ...valid, [option]: value })
            throw new Error('was not refused')
          } catch (error) {
            expect(error).toBeInstanceOf(RecorderError)
            expect(String(error)).not.toContain('SECRET')
          }
        },
      ),
    )
  })
})

describe('parseP256Point', () => {
  it('takes points on the curve only', () => {
    for (let count = 0; count < 20; count += 1) {
      const point = createECDH('prime256v1').generateKeys()
      expect(parseP256Point(encodeBase64url(point))).toEqual(new Uint8Array(point))
      const offCurve = new Uint8Array(point)
      offCurve[64] = (offCurve[64] as number) ^ 1
      expect(parseP256Point(encodeBase64url(offCurve))).toBeUndefined()
      expect(parseP256Point(encodeBase64url(new Uint8Array(point.subarray(0, 64))))).toBeUndefined()
    }
  })

  it('refuses coordinates beyond the field and compressed points', () => {
    expect(parseP256Point(encodeBase64url(new Uint8Array(65).fill(0xff).fill(4, 0, 1)))).toBeUndefined()
    const point = createECDH('prime256v1').generateKeys()
    expect(parseP256Point(encodeBase64url(new Uint8Array([2, ...point.subarray(1)])))).toBeUndefined()
  })
})
