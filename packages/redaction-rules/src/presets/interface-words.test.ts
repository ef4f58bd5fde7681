// The lexicon of readable holds no name of a person: checked against the lists of names at hand (word-lists/SOURCE.md,
// test-data/corpora).
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findIdentifiers } from '../detectors/index.ts'
import { givenNames, givenNamesThatAreWords } from '../detectors/word-lists/given-names.ts'
import { placeNames } from '../detectors/word-lists/place-names.ts'
import { surnames, surnamesThatAreWords } from '../detectors/word-lists/surnames.ts'
import { passesWords } from '../words.ts'
import { interfaceWords } from './interface-words.ts'

const corpora = new URL('../../test-data/corpora/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, corpora), 'utf8')
const among = (names: ReadonlySet<string>): readonly string[] =>
  interfaceWords.filter((word) => names.has(word))
const wordsOf = (text: string): string[] => text.toLowerCase().split(/[^\p{L}\p{M}'’]+/u)

interface Span {
  readonly entity_type: string
  readonly entity_value: string
}

interface Sentence {
  readonly full_text: string
  readonly spans: readonly Span[]
}

interface TrueValue {
  readonly cat: string
  readonly value: string
}

const sentences = JSON.parse(read('synth_dataset_v2.json')) as readonly Sentence[]
const trueValues = read('synthea-values.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as TrueValue)
const knownWords: ReadonlySet<string> = new Set(interfaceWords)

describe('[R-12.10] interfaceWords', () => {
  it('are words as rules take them, each once', () => {
    expect(new Set(interfaceWords).size).toBe(interfaceWords.length)
    for (const word of interfaceWords) {
      expect(word).toMatch(/^(?=..)[a-z]+(?:['-][a-z]+)*$/)
      expect(passesWords(word, new Set([word]))).toBe(true)
    }
  })

  it('hold no name of the people in the corpora', () => {
    const people = sentences.flatMap(({ spans }) => spans).filter((span) => span.entity_type === 'PERSON')
    expect(people.length).toBeGreaterThan(800)
    expect(among(new Set(people.flatMap((span) => wordsOf(span.entity_value))))).toEqual([])
    const synthea = trueValues.filter(({ cat }) => cat.startsWith('NAME_'))
    expect(synthea.length).toBeGreaterThan(200)
    expect(among(new Set(synthea.flatMap(({ value }) => wordsOf(value))))).toEqual([])
  })

  it('hold no given name of the census but the preposition', () => {
    expect(among(new Set(`${givenNames} ${givenNamesThatAreWords}`.split(' ')))).toEqual(['in'])
  })

  // Each was weighed: an interface cannot do without it, and as a surname it is rarer than 1 in 20,000 people.
  const weighedSurnames =
    'back cancel clear current due file files forward go height list more new reason record room service start test than ' +
    'to weight welcome work you'

  it('hold no frequent surname of the census but those that were weighed', () => {
    expect(among(new Set(surnames.split(' ')))).toEqual([])
    expect(among(new Set(surnamesThatAreWords.split(' ')))).toEqual(weighedSurnames.split(' '))
  })

  it('hold no name of a town but two hamlets', () => {
    expect(among(new Set(placeNames.toLowerCase().split('|')))).toEqual(['premium', 'telephone'])
  })

  it('hold no month, weekday, number word or answer', () => {
    const answers =
      'january february march april may june july august september october november december monday tuesday wednesday ' +
      'thursday friday saturday sunday one two three four five six seven eight nine ten yes no never sometimes often always ' +
      'male female positive negative normal abnormal high low mild moderate severe pregnant single married divorced widowed'
    expect(among(new Set(answers.split(' ')))).toEqual([])
  })

  it('let through no true value of the corpora, whole', () => {
    const values = [
      ...trueValues.filter(({ cat }) => !cat.startsWith('COUNTRY')).map(({ value }) => value),
      ...sentences.flatMap(({ spans }) => spans.map((span) => span.entity_value)),
    ]
    expect(values.length).toBeGreaterThan(4_000)
    expect(values.filter((value) => passesWords(value, knownWords))).toEqual([])
  })

  it('let through no sentence that holds one', () => {
    const told = sentences.filter(({ spans }) => spans.length > 0)
    expect(told.filter(({ full_text }) => passesWords(full_text, knownWords))).toEqual([])
  })

  it('are identifiers to no detector, alone or together', () => {
    expect(interfaceWords.filter((word) => findIdentifiers(word).length > 0)).toEqual([])
    expect(findIdentifiers(interfaceWords.join(' '))).toEqual([])
  })
})
