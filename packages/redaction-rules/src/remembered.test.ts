import { describe, expect, it } from 'vitest'
import { createNameSet, createResults, createWordsById } from './remembered.ts'
import { createTokenMap } from './token-map.ts'

describe('results', () => {
  it('are bounded, and what is asked for again stays', () => {
    const results = createResults(1_000)
    results.set('kept', 'made')
    for (let at = 0; at < 10_000; at += 1) {
      results.set(`key ${at}`, 'made')
      expect(results.get('kept')).toBe('made')
    }
    expect(results.get('key 1')).toBeUndefined()
    expect(results.get('key 9999')).toBe('made')
  })
})

describe('names', () => {
  it('R-5.12 all count once there are too many to remember, but for those that never do', () => {
    const names = createNameSet(3, ['class'])
    for (const name of ['a', 'b']) names.add(name)
    expect(['a', 'b', 'c', 'class'].map(names.has)).toEqual([true, true, false, false])
    names.add('c')
    expect(['d', 'class'].map(names.has)).toEqual([true, false])
    names.add('class')
    expect(names.has('class')).toBe(true)
    names.delete('class')
    expect(['a', 'class'].map(names.has)).toEqual([true, false])
  })
})

describe('words by id', () => {
  it('say of an id that was forgotten what closes it, and nothing of one that is new', () => {
    const words = createWordsById(4, 'changed')
    for (let id = 1; id <= 4; id += 1) words.set(id, 'text')
    words.set(1, 'text')
    words.set(5, 'text')
    expect(words.get(1)).toBe('text')
    expect(words.get(2)).toBe('changed')
    expect(words.get(6)).toBeUndefined()
  })
})

describe('tokens', () => {
  const name = (at: number): string => `name-${at}`

  it('R-1.4 of names that are used again stay, those of others are given anew', () => {
    const tokens = createTokenMap()
    const kept = tokens.token('kept')
    const gone = tokens.token('gone')
    let turns = 0
    for (let at = 0; at < 100_000; at += 1) {
      tokens.token(name(at))
      if (at % 1_000 === 0 && tokens.turn()) turns += 1
      expect(tokens.token('kept')).toBe(kept)
    }
    expect(turns).toBeGreaterThan(3)
    expect(tokens.known('gone')).toBeUndefined()
    expect(tokens.token('gone')).not.toBe(gone)
    expect(tokens.known(name(1))).toBeUndefined()
  })

  it('R-1.4 never stand for another name than before', () => {
    const tokens = createTokenMap()
    const owners = new Map<string, string>()
    for (let at = 0; at < 60_000; at += 1) {
      const token = tokens.token(name(at))
      expect(owners.has(token)).toBe(false)
      owners.set(token, name(at))
      if (at % 10_000 === 0) tokens.turn()
    }
  })

  it('R-1.4 are r0 for more names than may be known at once', () => {
    const tokens = createTokenMap()
    for (let at = 0; at < 65_536; at += 1) tokens.token(name(at))
    expect(tokens.token('one more')).toBe('r0')
    expect(tokens.token(name(5))).toBe('r6')
  })

  it('R-7.10 give a selector for part of a class one mark, however often names are forgotten', () => {
    const tokens = createTokenMap()
    const mark = tokens.classMark('*=', 'btn')
    for (let at = 0; at < 40_000; at += 1) {
      tokens.token(name(at))
      if (at % 1_000 === 0) tokens.turn()
    }
    expect(tokens.classMark('*=', 'btn')).toBe(mark)
    expect(`.${tokens.classList('my-btn').split(' ').at(-1)}`).toBe(mark)
  })
})
