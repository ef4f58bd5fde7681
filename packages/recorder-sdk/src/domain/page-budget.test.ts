import { describe, expect, it } from 'vitest'
import { createPageBudget } from './page-budget.ts'

const limits = { cpuMsPerSecond: 100, charactersPerMinute: 60_000 }
const cpu = (cpuMs: number) => ({ cpuMs, characters: 0 })

describe('page budget', () => {
  it('lets a burst pass and stops at what ten seconds may take', () => {
    const budget = createPageBudget(limits)
    expect(budget.spend(cpu(900), 0)).toBe(false)
    expect(budget.spend(cpu(200), 0)).toBe(true)
  })

  it('averages: as much a second as allowed goes on for ever, twice as much does not', () => {
    const steady = createPageBudget(limits)
    const busy = createPageBudget(limits)
    let steadyIsOver = false
    let busyIsOver = false
    for (let second = 0; second < 600; second += 1) {
      if (steady.spend(cpu(100), second * 1000)) steadyIsOver = true
      if (busy.spend(cpu(200), second * 1000)) busyIsOver = true
    }
    expect([steadyIsOver, busyIsOver]).toEqual([false, true])
  })

  it('counts characters by the minute', () => {
    const budget = createPageBudget(limits)
    expect(budget.spend({ cpuMs: 0, characters: 119_000 }, 0)).toBe(false)
    expect(budget.spend({ cpuMs: 0, characters: 2_000 }, 0)).toBe(true)
  })

  it('begins anew half full once it was too much, and is calm after a while', () => {
    const budget = createPageBudget(limits)
    expect(budget.spend(cpu(5_000), 0)).toBe(true)
    expect(budget.spend(cpu(400), 0)).toBe(false)
    expect(budget.isCalm(1_000)).toBe(false)
    expect(budget.isCalm(20_000)).toBe(true)
  })

  it('gives nothing for a clock that was set back', () => {
    const budget = createPageBudget(limits)
    budget.spend(cpu(900), 10_000)
    expect(budget.spend(cpu(200), 0)).toBe(true)
  })
})
