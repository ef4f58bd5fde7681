import { describe, expect, it } from 'vitest'
import { describeError } from './describe-error.ts'

const causesOf = (error: unknown): string[] =>
  describeError('error', error).causes.map(({ kind, name, message }) => `${kind} ${name} ${message}`)

const nested = (depth: number): Error =>
  depth === 0 ? new Error('0') : new Error(String(depth), { cause: nested(depth - 1) })

describe('describeError', () => {
  it('follows causes five deep', () => {
    expect(causesOf(nested(3))).toEqual(['cause Error 2', 'cause Error 1', 'cause Error 0'])
    expect(causesOf(nested(20))).toHaveLength(5)
  })

  it('ends with a cause that is no error', () => {
    expect(causesOf(new Error('a', { cause: 'text' }))).toEqual(['cause Error text'])
    expect(causesOf(new Error('a', { cause: { code: 'x' } }))).toEqual(['cause Error '])
    expect(causesOf('text')).toEqual([])
  })

  it('goes round a ring once', () => {
    const error = new Error('a')
    error.cause = new Error('b', { cause: error })
    expect(causesOf(error)).toHaveLength(5)
  })

  it('lists five of the errors that an error gathers, then its cause', () => {
    const members = Array.from({ length: 9 }, (_, index) => new TypeError(String(index)))
    expect(causesOf(new AggregateError(members, 'all', { cause: new Error('why') }))).toEqual([
      ...['0', '1', '2', '3', '4'].map((message) => `member TypeError ${message}`),
      'cause Error why',
    ])
  })

  it('has at most ten', () => {
    const many = (depth: number): Error =>
      new AggregateError([1, 2, 3, 4, 5], 'x', depth > 0 ? { cause: many(depth - 1) } : {})
    expect(causesOf(many(9))).toHaveLength(10)
  })

  it('reads places of each, and no message that looks like one', () => {
    const cause = new Error('Jane at https://h.example/jane.js:1:2')
    cause.stack = `Error: ${cause.message}\n    at f (https://h.example/app.js:10:5)`
    const { causes, frames } = describeError('handled', new Error('x', { cause }))
    expect(frames.length).toBeGreaterThan(0)
    expect(causes[0]?.frames).toEqual([{ source: 'https://h.example/app.js', line: 10, column: 5 }])
  })
})
