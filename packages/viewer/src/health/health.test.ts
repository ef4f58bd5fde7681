import { describe, expect, it } from 'vitest'
import { healthPagePolicy, renderHealthPage } from './health-page.ts'
import { createHealthReporter } from './health-report.ts'

describe('createHealthReporter', () => {
  it('takes the worst part’s state for the whole, and a part that throws for one that is down', async () => {
    const report = await createHealthReporter(
      [
        { name: 'Database', required: true, check: async () => ({ state: 'good', detail: 'answers' }) },
        { name: 'Objects', required: true, check: () => Promise.reject(new Error('jane.doe@example.org')) },
      ],
      () => 0,
    )()
    expect(report.state).toBe('bad')
    expect(report.parts[1]).toEqual({
      name: 'Objects',
      required: true,
      state: 'bad',
      detail: 'does not answer',
    })
  })

  it('asks the parts once for all requests of a second', async () => {
    let asked = 0
    let nowMs = 0
    const check = async () => ({ state: 'good' as const, detail: String(++asked) })
    const probe = { name: 'Database', required: true, check }
    const reporter = createHealthReporter([probe], () => nowMs)
    await Promise.all([reporter(), reporter(), reporter()])
    expect(asked).toBe(1)
    nowMs = 1000
    await reporter()
    expect(asked).toBe(2)
  })
})

describe('renderHealthPage', () => {
  const parts = [{ name: '<b>', required: true, state: 'late', detail: '3 s' }] as const
  const report = { state: 'late', checkedAt: '2026-11-22T00:00:00.000Z', parts } as const

  it('refreshes itself without a script and escapes what it shows', () => {
    const page = renderHealthPage(report)
    expect(page).toContain('http-equiv="refresh"')
    expect(page).not.toMatch(/<script|<b>3|onload/u)
    expect(page).toContain('&#60;b&#62;')
  })

  it('has a policy that allows its one style sheet and nothing else', () => {
    expect(healthPagePolicy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='/u)
  })
})
