// Groups A to H of the leak scenarios, each in its twins, against the capture code that ships: nothing of a
// secret is in what it emits, whatever the rules let through beside it. Bare rrweb is the control: the same search
// finds its leaks.
import type { RuleSetInput } from '@reseal/redaction-rules'
import { readable, strict } from '@reseal/redaction-rules/presets'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/browser.ts'
import { manifestOf } from '../support/interface-texts.ts'
import { type LeakHost, startLeakHost, twins } from '../support/leak-host.ts'
import { allowedText } from '../support/run-scenarios.ts'
import { scenarios } from './scenarios.ts'

const allowRules: RuleSetInput = {
  allow: [{ id: 'interface', selector: '.allowed' }],
  mask: [{ id: 'masked', selector: '[data-mask]' }],
  block: [{ id: 'blocked', selector: '[data-block]' }],
}

let host: LeakHost
let checked = 0

beforeAll(async () => {
  host = await startLeakHost(launchChromium)
})

afterAll(async () => {
  await host.stop()
  console.log(`leak scenarios checked: ${checked} (${scenarios.length} scenarios and their twins)`)
})

describe('leak scenarios', () => {
  for (const [name, rules, isReadable, manifest] of [
    // Every text of the interface is static that is allowed elsewhere, and many that stand beside secrets.
    ['a manifest in force', strict, true, manifestOf([allowedText])],
    ['the preset strict', strict, false, undefined],
    ['the preset readable', readable, true, undefined],
    ['rules that allow something nearby', allowRules, true, undefined],
  ] as const) {
    it.concurrent.each(twins)(`leaks nothing: ${name}, %s`, async (twin) => {
      const outcome = await host.run({ recorder: 'reseal', twin, rules, ...(manifest && { manifest }) })
      checked += outcome.planted.length
      expect(outcome.leaks).toEqual([])
      expect(outcome.errors).toEqual([])
      expect(outcome.failed).toEqual([])
      // The recording is there, and rules do what they say.
      expect(outcome.events).toContain('"type":2')
      expect(outcome.events.length).toBeGreaterThan(20_000)
      expect(outcome.events.includes(allowedText)).toBe(isReadable)
      expect(outcome.events.includes('"static":true')).toBe(manifest !== undefined)
      expect(outcome.events).not.toMatch(/"(?:checked|selected|__proto__)"/)
    })
  }

  it('finds the leaks of bare rrweb with the same search', async () => {
    const outcome = await host.run({ recorder: 'bare', twin: 'snapshot', rules: {} })
    console.log(`bare rrweb leaks in ${outcome.leaks.length} of ${outcome.planted.length} scenarios`)
    expect(outcome.leaks.length).toBeGreaterThan(scenarios.length * 0.6)
  })
})
