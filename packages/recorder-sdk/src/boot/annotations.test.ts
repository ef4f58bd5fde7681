import { defineRules, signalPlugin } from '@reseal/redaction-rules'
import { describe, expect, it } from 'vitest'
import type { RecorderErrorCode } from '../recorder-error.ts'
import { createAnnotations } from './annotations.ts'
import type { RecorderConfig } from './config.ts'

const secret = 'Adaeze Okonkwo'
const id = '0b5f2c52-4f0a-4a53-9d2a-3cf2a6f1d7f4'

const rules = defineRules({
  events: [{ id: 'search', name: 'search', fields: { results: 'count', ok: 'boolean' } }],
  tags: [
    { id: 'plan', key: 'plan', values: ['basic', 'pro'] },
    { id: 'intake', key: 'new-intake', values: 'boolean' },
  ],
})

function annotate(development = false) {
  const signals: [string, object][] = []
  const errors: RecorderErrorCode[] = []
  const texts: string[] = []
  const config = { rules, development, release: '1.4.0', environment: 'test' } as RecorderConfig
  const { annotations, context, forget } = createAnnotations(
    config,
    (error) => {
      errors.push(error.code)
      texts.push(String(error))
    },
    (name, payload) => signals.push([name, payload]),
  )
  return { ...annotations, context, forget, signals, errors, texts }
}

describe('annotations', () => {
  it('report what rules declare', () => {
    const app = annotate()
    app.event('search', { results: 3, ok: true })
    app.tag('plan', 'pro')
    app.flag('new-intake', false)
    app.identify(id)
    expect(app.signals).toEqual([
      [signalPlugin.event, { name: 'search', fields: { results: 3, ok: true } }],
      [signalPlugin.tag, { key: 'plan', value: 'pro' }],
      [signalPlugin.flag, { key: 'new-intake', value: false }],
      [signalPlugin.identity, { id }],
    ])
  })

  it('remember what holds, once a key', () => {
    const app = annotate()
    app.tag('plan', 'basic')
    app.tag('plan', 'pro')
    app.flag('new-intake', true)
    app.identify(id)
    expect(app.context).toEqual({
      release: '1.4.0',
      environment: 'test',
      identity: id,
      tags: [{ key: 'plan', value: 'pro' }],
      flags: [{ key: 'new-intake', value: true }],
      undeclared: 0,
    })
  })

  it.each([undefined, null])('R-11.13 R-17.3 identify(%s) says that nobody is known any more', (nobody) => {
    const app = annotate()
    app.identify(id)
    app.identify(nobody)
    expect(app.context).toMatchObject({ identity: undefined })
    expect(app.signals).toEqual([
      [signalPlugin.identity, { id }],
      [signalPlugin.identity, { id: undefined }],
    ])
    expect(app.errors).toEqual([])
  })

  it('R-17.3 forget what was reported under a consent that is over', () => {
    const app = annotate()
    app.identify(id)
    app.tag('plan', 'pro')
    app.flag('new-intake', true)
    app.event(secret)
    app.forget()
    expect(app.context).toEqual({
      release: '1.4.0',
      environment: 'test',
      identity: undefined,
      tags: [],
      flags: [],
      undeclared: 0,
    })
  })

  it('drop and count what no rule declares; who develops the app hears of it once', () => {
    for (const development of [false, true]) {
      const app = annotate(development)
      app.event(secret)
      app.event('search', { results: 3, patient: secret } as never)
      app.tag('plan', secret)
      app.flag(secret, true)
      expect(app.signals).toEqual([[signalPlugin.event, { name: 'search', fields: { results: 3 } }]])
      expect(app.context).toMatchObject({ tags: [], flags: [], undeclared: 4 })
      expect(app.errors).toEqual(development ? ['not_declared'] : [])
      expect(JSON.stringify([app.texts, app.context])).not.toContain('Okonkwo')
    }
  })

  it('refuse an identity that is not random, without repeating it', () => {
    const app = annotate()
    for (const wrong of [secret, 'jane@example.org', '078-05-1120', '', 7, { toString: () => id }]) {
      app.identify(wrong as string)
    }
    expect(app.signals).toEqual([])
    expect(new Set(app.errors)).toEqual(new Set(['bad_identity']))
    expect(app.errors).toHaveLength(6)
    expect(app.texts.join()).not.toMatch(/Okonkwo|jane|078/)
    expect(app.context).toMatchObject({ identity: undefined })
  })

  it('describe a caught error with its causes', () => {
    const app = annotate()
    app.captureError(new TypeError(secret, { cause: new RangeError('b') }))
    app.captureError(secret)
    expect(app.signals).toMatchObject([
      [
        signalPlugin.error,
        { kind: 'handled', name: 'TypeError', causes: [{ kind: 'cause', name: 'RangeError' }] },
      ],
      [signalPlugin.error, { kind: 'handled', name: 'Error', message: secret, frames: [], causes: [] }],
    ])
  })

  it('throw nothing, whatever they are given', () => {
    const app = annotate()
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error(secret)
        },
        ownKeys() {
          throw new Error(secret)
        },
      },
    )
    const wrong = [hostile, null, undefined, Symbol('x'), 1n, () => secret, Object.create(null)]
    for (const value of wrong as never[]) {
      app.captureError(value)
      app.event(value, value)
      app.event('search', value)
      app.tag(value, value)
      app.flag('plan', value)
      app.identify(value)
    }
    expect(JSON.stringify(app.signals)).not.toContain('Okonkwo')
  })

  it('stop at a flood', () => {
    const app = annotate()
    for (let count = 0; count < 1_000; count += 1) app.event('search')
    expect(app.signals.length).toBeLessThan(100)
  })
})
