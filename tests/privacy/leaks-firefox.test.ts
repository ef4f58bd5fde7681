// The leak scenarios in Firefox: the twins that differ most between browsers, under the default rules and under rules
// that allow something nearby.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchFirefox } from '../support/browser.ts'
import { type LeakHost, startLeakHost } from '../support/leak-host.ts'
import { allowedText } from '../support/run-scenarios.ts'
import { scenarios } from './scenarios.ts'

// Firefox is the slower one on a busy machine.
const timeoutMs = 300_000

let host: LeakHost
let checked = 0

beforeAll(async () => {
  host = await startLeakHost(launchFirefox)
})

afterAll(async () => {
  await host?.stop()
  console.log(`leak scenarios checked in Firefox: ${checked}`)
})

const allowRules = {
  allow: [{ id: 'interface', selector: '.allowed' }],
  mask: [{ id: 'masked', selector: '[data-mask]' }],
  block: [{ id: 'blocked', selector: '[data-block]' }],
}

describe('leak scenarios in Firefox', () => {
  it.each([
    ['snapshot', {}],
    ['added', allowRules],
    ['setAttribute', allowRules],
    ['shadow, added', allowRules],
    ['frame, added', allowRules],
  ] as const)(
    'leaks nothing: %s',
    async (twin, rules) => {
      const outcome = await host.run({ recorder: 'reseal', twin, rules })
      checked += outcome.planted.length
      expect(outcome.leaks).toEqual([])
      expect(outcome.errors).toEqual([])
      expect(outcome.failed).toEqual([])
      expect(outcome.events).toContain('"type":2')
      expect(outcome.events.length).toBeGreaterThan(20_000)
      expect(outcome.events.includes(allowedText)).toBe('allow' in rules)
    },
    timeoutMs,
  )

  it(
    'finds the leaks of bare rrweb with the same search',
    async () => {
      const outcome = await host.run({ recorder: 'bare', twin: 'snapshot', rules: {} })
      expect(outcome.leaks.length).toBeGreaterThan(scenarios.length * 0.6)
    },
    timeoutMs,
  )
})
