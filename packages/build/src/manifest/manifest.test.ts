// The manifest as a file: what it refuses, that it formats to the same bytes, and what a build makes of it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import '../../../../tests/support/properties.ts'
import type { CollectedText } from '../collected-text.ts'
import { diffManifests } from './diff-manifests.ts'
import { formatManifest } from './format-manifest.ts'
import { compareCodePoints, emptyManifest, type Manifest, type ManifestEntry } from './manifest.ts'
import { ManifestError } from './manifest-error.ts'
import { allowedTexts, mergeManifest } from './merge-manifest.ts'
import { parseManifest } from './parse-manifest.ts'

const collected = (text: string, details: Partial<CollectedText> = {}): CollectedText => ({
  text,
  from: 'src/app.tsx',
  kind: 'child',
  ...details,
})
const manifestOf = (...texts: ManifestEntry[]): Manifest => ({ version: 1, texts })
const entry = (text: string, details: Partial<ManifestEntry> = {}): ManifestEntry => ({
  text,
  decision: 'allow',
  from: ['src/app.tsx'],
  ...details,
})
const pending = { newTexts: 'pending' } as const
const allow = { newTexts: 'allow' } as const

const source = `{ "version": 1, "texts": [
  { "text": "Diabetes", "decision": "pending", "withheld": "clinical: condition", "from": ["src/intake.tsx"] },
  { "text": "Save draft", "decision": "allow", "from": ["@clinic/kit", "src/intake.tsx"] }
] }
`

describe('parseManifest and formatManifest', () => {
  test('read and write one entry a line, sorted', () => {
    const manifest = parseManifest(source)
    expect(manifest.texts.map(({ text }) => text)).toEqual(['Diabetes', 'Save draft'])
    expect(manifest.texts[0]).toEqual({
      text: 'Diabetes',
      decision: 'pending',
      withheld: 'clinical: condition',
      from: ['src/intake.tsx'],
    })
    expect(formatManifest(manifest)).toBe(source)
    expect(formatManifest(emptyManifest)).toBe('{ "version": 1, "texts": [] }\n')
  })

  test('take entries in any order and layout, as a merge or a formatter leaves them', () => {
    const value = JSON.parse(source) as { texts: unknown[] }
    const disordered = JSON.stringify({ ...value, texts: value.texts.toReversed() }, undefined, 4)
    expect(formatManifest(parseManifest(disordered))).toBe(source)
  })

  test.each([
    ['{', 'not_json', 'manifest'],
    ['[]', 'not_an_object', 'manifest'],
    ['{ "version": 2, "texts": [] }', 'bad_version', 'version'],
    ['{ "version": 1, "texts": {} }', 'not_a_list', 'texts'],
    ['{ "version": 1, "texts": [], "secret": 1 }', 'unknown_field', 'manifest'],
    ['{ "version": 1, "texts": ["secret"] }', 'not_an_object', 'texts[0]'],
    [source.replace('"Diabetes"', '" secret "'), 'bad_text', 'texts[0].text'],
    [source.replace('"Diabetes"', '"secret\\u202e"'), 'bad_text', 'texts[0].text'],
    [source.replace('"Diabetes"', '"\\ud800"'), 'bad_text', 'texts[0].text'],
    [source.replace('"Diabetes"', JSON.stringify('s'.repeat(513))), 'bad_text', 'texts[0].text'],
    [source.replace('"Diabetes"', '"Save draft"'), 'duplicate_text', 'texts[1].text'],
    [source.replace('"allow"', '"secret"'), 'bad_decision', 'texts[1].decision'],
    [source.replace('"clinical: condition"', '""'), 'bad_withheld', 'texts[0].withheld'],
    [source.replace('["src/intake.tsx"]', '[""]'), 'bad_from', 'texts[0].from[0]'],
    [source.replace('["src/intake.tsx"]', '"secret"'), 'not_a_list', 'texts[0].from'],
    [source.replace('"decision"', '"secret"'), 'unknown_field', 'texts[0]'],
    [`<<<<<<< main\n${source}`, 'merge_conflict', 'line 1'],
  ])('refuse %j by code and place, without repeating it', (text, code, place) => {
    let error: unknown
    try {
      parseManifest(text)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(ManifestError)
    expect(error).toMatchObject({ code, place })
    expect(`${String(error)}${JSON.stringify(error)}`).not.toContain('secret')
    expect((error as ManifestError).cause).toBeUndefined()
  })
})

const textArb = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) => text.normalize('NFC').replace(/\s+/g, ' ').trim())
  .filter((text) => text !== '' && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text))
const entryArb: fc.Arbitrary<ManifestEntry> = fc.record(
  {
    text: textArb,
    decision: fc.constantFrom('pending', 'allow', 'deny'),
    withheld: fc.constantFrom('clinical: drug', 'answer', 'personal: name'),
    from: fc.array(fc.constantFrom('src/a.tsx', 'src/b.tsx', '@x/y'), { maxLength: 3 }),
  },
  { requiredKeys: ['text', 'decision', 'from'] },
)
const manifestArb = fc
  .uniqueArray(entryArb, { selector: ({ text }) => text, maxLength: 12 })
  .map((texts): Manifest => ({ version: 1, texts }))
const collectedArb = fc.array(
  fc.record({
    text: fc.oneof(textArb, fc.constantFrom('Save draft', 'Diabetes', 'Penicillin allergy', 'Mark')),
    from: fc.constantFrom('src/a.tsx', 'src/b.tsx'),
    kind: fc.constantFrom('child' as const, 'attribute' as const),
    isAnswer: fc.boolean(),
  }),
  { maxLength: 12 },
)

describe('for any manifest', () => {
  test('the file reads back to the same bytes', () => {
    fc.assert(
      fc.property(manifestArb, (manifest) => {
        const written = formatManifest(manifest)
        expect(formatManifest(parseManifest(written))).toBe(written)
      }),
    )
  })

  test('the file does not depend on the order of the entries', () => {
    fc.assert(
      fc.property(manifestArb, (manifest) => {
        const turned: Manifest = { version: 1, texts: manifest.texts.toReversed() }
        expect(formatManifest(turned)).toBe(formatManifest(manifest))
      }),
    )
  })

  test('every entry has a line of its own', () => {
    fc.assert(
      fc.property(manifestArb, (manifest) => {
        expect(formatManifest(manifest).split('\n')).toHaveLength(
          manifest.texts.length === 0 ? 2 : manifest.texts.length + 3,
        )
      }),
    )
  })

  test('a second build of the same texts changes nothing', () => {
    fc.assert(
      fc.property(manifestArb, collectedArb, fc.constantFrom(pending, allow), (manifest, texts, options) => {
        const once = mergeManifest(manifest, texts, options)
        expect(formatManifest(mergeManifest(once, texts.toReversed(), options))).toBe(formatManifest(once))
      }),
    )
  })

  test('a build allows nothing that is withheld and was not allowed for that kind of reason', () => {
    fc.assert(
      fc.property(manifestArb, collectedArb, (manifest, texts) => {
        const before = new Map(manifest.texts.map((was) => [was.text, was]))
        for (const is of mergeManifest(manifest, texts, allow).texts) {
          const was = before.get(is.text)
          if (was?.decision === 'deny') expect(is.decision).toBe('deny')
          if (is.decision === 'allow' && is.withheld !== undefined) {
            expect(was?.decision).toBe('allow')
            expect(was?.withheld?.split(':')[0]).toBe(is.withheld.split(':')[0])
          }
        }
      }),
    )
  })

  test('what is allowed is in the manifest as allowed and in the build', () => {
    fc.assert(
      fc.property(manifestArb, fc.array(textArb), (manifest, present) => {
        const wanted = manifest.texts
          .filter(({ text, decision }) => decision === 'allow' && present.includes(text))
          .map(({ text }) => text)
        expect(new Set(allowedTexts(manifest, present))).toEqual(new Set(wanted))
      }),
    )
  })

  test('a difference and the one back tell the same', () => {
    fc.assert(
      fc.property(manifestArb, manifestArb, (a, b) => {
        const texts = (changes: readonly { text: string }[]): string[] =>
          changes.map(({ text }) => text).sort(compareCodePoints)
        expect(texts(diffManifests(a, b).readable)).toEqual(texts(diffManifests(b, a).masked))
        expect(diffManifests(a, a)).toEqual({
          readable: [],
          masked: [],
          pending: [],
          withheld: [],
          denied: [],
        })
      }),
    )
  })
})

describe('mergeManifest', () => {
  test('brings new texts in as pending, with why they are withheld and where they stand', () => {
    const texts = [
      collected('Save draft', { from: 'src/b.tsx' }),
      collected('Save draft'),
      collected('Diabetes'),
      collected('Ready', { isAnswer: true }),
    ]
    expect(mergeManifest(emptyManifest, texts, pending).texts).toEqual([
      { text: 'Diabetes', decision: 'pending', withheld: 'clinical: condition', from: ['src/app.tsx'] },
      { text: 'Ready', decision: 'pending', withheld: 'answer', from: ['src/app.tsx'] },
      { text: 'Save draft', decision: 'pending', from: ['src/app.tsx', 'src/b.tsx'] },
    ])
  })

  test('allows at once, where the team chose so, what is not withheld', () => {
    const texts = [collected('Save draft'), collected('Diabetes')]
    expect(mergeManifest(emptyManifest, texts, allow).texts.map(({ decision }) => decision)).toEqual([
      'pending',
      'allow',
    ])
  })

  test('keeps what a person allowed against the reason beside it', () => {
    const reviewed = manifestOf(entry('Diabetes', { withheld: 'clinical: condition' }))
    expect(mergeManifest(reviewed, [collected('Diabetes')], pending).texts[0]?.decision).toBe('allow')
  })

  test('asks again when a text comes to be withheld, or for another kind of reason', () => {
    const decisionFor = (was: ManifestEntry, now: CollectedText): unknown =>
      mergeManifest(manifestOf(was), [now], allow).texts[0]
    expect(decisionFor(entry('Diabetes'), collected('Diabetes'))).toMatchObject({
      decision: 'pending',
      withheld: 'clinical: condition',
    })
    expect(decisionFor(entry('Ready'), collected('Ready', { isAnswer: true }))).toMatchObject({
      decision: 'pending',
      withheld: 'answer',
    })
    expect(decisionFor(entry('Diabetes', { withheld: 'answer' }), collected('Diabetes'))).toMatchObject({
      decision: 'pending',
    })
    // One kind of clinical word for another is the same decision.
    expect(
      decisionFor(entry('Diabetes', { withheld: 'clinical: drug' }), collected('Diabetes')),
    ).toMatchObject({ decision: 'allow', withheld: 'clinical: condition' })
  })

  test('drops texts that are gone, but not that one was denied', () => {
    const old = manifestOf(entry('Save draft'), entry('Never this', { decision: 'deny' }))
    expect(mergeManifest(old, [], allow).texts).toEqual([{ text: 'Never this', decision: 'deny', from: [] }])
    const back = mergeManifest(mergeManifest(old, [], allow), [collected('Never this')], allow)
    expect(back.texts).toEqual([{ text: 'Never this', decision: 'deny', from: ['src/app.tsx'] }])
  })

  test('sorts by code point, whatever the machine speaks', () => {
    const texts = ['zebra', 'Äpfel', 'apple', '\u{1f600} face', '\uffe6 face'].map((text) => collected(text))
    expect(mergeManifest(emptyManifest, texts, pending).texts.map(({ text }) => text)).toEqual([
      'apple',
      'zebra',
      'Äpfel',
      '\uffe6 face',
      '\u{1f600} face',
    ])
  })
})

describe('diffManifests', () => {
  test('tells what becomes readable and what stops, what waits and what was denied', () => {
    const before = manifestOf(
      entry('Allowed'),
      entry('Gone'),
      entry('Taken back'),
      entry('Waits', { decision: 'pending' }),
      entry('Moved', { from: ['src/old.tsx'] }),
    )
    const after = manifestOf(
      entry('Allowed'),
      entry('Diabetes', { decision: 'pending', withheld: 'clinical: condition' }),
      entry('Moved', { from: ['src/new.tsx'] }),
      entry('New'),
      entry('New and pending', { decision: 'pending' }),
      entry('Never', { decision: 'deny' }),
      entry('Taken back', { decision: 'deny' }),
      entry('Waits'),
    )
    const diff = diffManifests(before, after)
    expect(diff.readable).toEqual([
      { text: 'New', from: ['src/app.tsx'], why: 'new' },
      { text: 'Waits', from: ['src/app.tsx'], why: 'decided' },
    ])
    expect(diff.masked.map(({ text, why }) => [text, why])).toEqual([
      ['Taken back', 'decided'],
      ['Gone', 'removed'],
    ])
    expect(diff.pending.map(({ text }) => text)).toEqual(['New and pending'])
    expect(diff.withheld).toEqual([
      { text: 'Diabetes', withheld: 'clinical: condition', from: ['src/app.tsx'], why: 'new' },
    ])
    expect(diff.denied.map(({ text }) => text)).toEqual(['Never'])
  })
})
