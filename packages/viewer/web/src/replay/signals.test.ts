import { describe, expect, it } from 'vitest'
import { signalsOf } from './signals.ts'

function plugin(name: string, payload: unknown) {
  return { type: 6, timestamp: 7, data: { plugin: name, payload } }
}

describe('signalsOf', () => {
  it('reads console calls, each argument by its kind', () => {
    const args = [
      { kind: 'string', text: 'xxxxx' },
      { kind: 'number' },
      { kind: 'error', name: 'TypeError', text: 'xxx' },
    ]
    expect(signalsOf([plugin('reseal/console', { level: 'warn', args })])).toEqual([
      { kind: 'console', atMs: 7, level: 'warn', text: 'xxxxx [number] TypeError: xxx' },
    ])
    expect(signalsOf([plugin('reseal/console', { level: 'error', args: [] })])[0]?.kind).toBe('error')
  })

  it('reads uncaught errors with their stack', () => {
    const frames = [{ source: 'aa', line: 1, column: 2 }]
    expect(
      signalsOf([plugin('reseal/error', { kind: 'rejection', name: 'Error', message: 'xx', frames })]),
    ).toEqual([{ kind: 'error', atMs: 7, level: 'rejection', text: 'Error: xx', detail: 'at aa:1:2' }])
  })

  it('passes over everything else', () => {
    const others = [
      { type: 3, timestamp: 0, data: {} },
      plugin('other', {}),
      { type: 6, timestamp: 0, data: null },
    ]
    expect(signalsOf([...others, plugin('reseal/console', null)])).toEqual([])
  })
})
