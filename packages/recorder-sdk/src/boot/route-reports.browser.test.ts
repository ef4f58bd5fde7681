import { defineRules } from '@reseal/redaction-rules'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RecorderConfig } from './config.ts'
import { createRouteReports } from './route-reports.ts'

const urls = ['/patients', '/patients/:id', '/patients/:id/:tab'].map((path, index) => ({
  id: `url-${index}`,
  path,
}))

function start(development = false) {
  const signals: object[] = []
  const errors: string[] = []
  const config = { rules: defineRules({ urls }), development } as RecorderConfig
  const reports = createRouteReports(
    config,
    ({ code }) => errors.push(code),
    (_name, payload) => signals.push(payload),
  )
  return { ...reports, signals, errors }
}

const before = location.href
afterEach(() => {
  vi.restoreAllMocks()
  history.replaceState(undefined, '', before)
})

describe('createRouteReports', () => {
  it('R-18.9 tells the equal template of the rules, whatever its parameters are called', () => {
    const { route, signals } = start()
    route('/patients/:patient')
    expect(signals).toEqual([{ template: '/patients/:id', kind: 'router' }])
  })

  it('R-18.9 tells nothing that the address tells', () => {
    const { route, repeat, signals } = start()
    history.replaceState(undefined, '', '/patients/8812345?tab=labs#x')
    route('/patients/:id')
    repeat()
    expect(signals).toEqual([])
  })

  it('R-18.9 leaves what was told with the mark of an unknown address, and a path with an id tells nothing', () => {
    const { route, repeat, signals } = start()
    route('/patients/8812345/labs')
    route('/patients')
    route('/patients/8812345/labs')
    repeat()
    expect(signals).toEqual([
      { template: '/patients', kind: 'router' },
      { href: '', kind: 'router' },
    ])
  })

  it('R-18.7 R-9.2 tells the same template once in ten seconds', () => {
    const { route, signals } = start()
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000)
    for (let key = 0; key < 20; key += 1) route('/patients')
    expect(signals).toHaveLength(1)
    now.mockReturnValue(12_000)
    route('/patients')
    expect(signals).toHaveLength(2)
  })

  it('repeats what is shown into a recording that begins', () => {
    const { route, repeat, signals } = start()
    route('/patients')
    repeat()
    expect(signals).toHaveLength(2)
  })

  it('tells a developer once of an undeclared template, and a patient never', () => {
    const { route, errors } = start(true)
    route('/nowhere')
    route('/nowhere/else')
    expect(errors).toEqual(['not_declared'])
    const quiet = start()
    quiet.route('/nowhere')
    expect(quiet.errors).toEqual([])
  })
})
