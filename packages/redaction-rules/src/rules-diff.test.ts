import fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { readable, strict } from './presets/presets.ts'
import { defineRules, type RuleSetInput } from './rule-set.ts'
import { diffRules } from './rules-diff.ts'

interface Told {
  readonly readable: readonly string[]
  readonly masked: readonly string[]
  readonly same: readonly string[]
}

function diff(before: RuleSetInput, after: RuleSetInput): Told {
  const { readable, masked, same } = diffRules(defineRules(before), defineRules(after))
  const lines = (changes: typeof readable) => changes.map(({ list, id, reason }) => `${list} ${id} ${reason}`)
  return { readable: lines(readable), masked: lines(masked), same: lines(same) }
}

const nothing: Told = { readable: [], masked: [], same: [] }
const labels = { id: 'labels', selector: 'label' }
const nav = { id: 'nav', selector: 'nav a' }

describe('diffRules', () => {
  it('finds nothing between equal sets, whatever their version', () => {
    expect(diff({ allow: [labels], version: 'a' }, { allow: [labels], version: 'b' })).toEqual(nothing)
  })

  const cases: readonly (readonly [string, RuleSetInput, RuleSetInput, Partial<Told>])[] = [
    [
      'an allow that is new',
      { allow: [nav] },
      { allow: [nav, labels] },
      { readable: ['allow labels added: text of `label`'] },
    ],
    [
      'an allow whose selector grows',
      { allow: [labels] },
      { allow: [{ ...labels, selector: 'label, h1' }] },
      { readable: ['allow labels changed: text of `h1`'] },
    ],
    [
      'an allow of several selectors, some of which are new and some wider',
      { allow: [{ id: 'a', selector: 'p, q', words: ['save'] }] },
      { allow: [{ id: 'a', selector: 'p, b, q, i, u' }] },
      {
        readable: ['allow a changed: any word in text of `p`, `q`', 'allow a changed: text of `b`, `i`, `u`'],
      },
    ],
    [
      'an allow whose selector is another',
      { allow: [labels] },
      { allow: [{ ...labels, selector: 'form label' }] },
      {
        readable: ['allow labels changed: text of `form label`'],
        masked: ['allow labels changed: text of `label`'],
      },
    ],
    [
      'an allow that opens more',
      { allow: [labels] },
      { allow: [{ ...labels, opens: ['text', 'inputs', 'options'] }] },
      { readable: ['allow labels changed: inputs, options of `label`'] },
    ],
    [
      'an allow that opens something else',
      { allow: [labels] },
      { allow: [{ ...labels, opens: ['titles'] }] },
      {
        readable: ['allow labels changed: titles of `label`'],
        masked: ['allow labels changed: text of `label`'],
      },
    ],
    [
      'words that are new',
      { allow: [{ ...labels, words: ['save'] }] },
      { allow: [{ ...labels, words: ['save', 'close', 'open'] }] },
      { readable: ['allow labels changed: the words `close`, `open` in text of `label`'] },
    ],
    [
      'words that are given up',
      { allow: [{ ...labels, words: ['save'] }] },
      { allow: [labels] },
      { readable: ['allow labels changed: any word in text of `label`'] },
    ],
    [
      'two rules that become one, with words that stood apart',
      {
        allow: [
          { ...labels, words: ['save'] },
          { ...labels, id: 'b', words: ['close'] },
        ],
      },
      { allow: [{ ...labels, words: ['save', 'close'] }] },
      {
        readable: ['allow labels changed: text of `label`, which took several rules'],
        same: ['allow b removed: shows nothing else'],
      },
    ],
    [
      'trust that is new',
      {},
      { trust: [{ id: 'app', selector: 'main' }] },
      { readable: ['trust app added: what markup allows inside `main`'] },
    ],
    [
      'attributes that are new',
      { attributes: [{ ...labels, names: ['title'] }] },
      { attributes: [{ ...labels, names: ['title', 'alt'] }] },
      { readable: ['attributes labels changed: alt of `label`'] },
    ],
    [
      'parts of addresses that are new',
      { urls: [{ id: 'u', path: '/p/:id', query: { tab: ['a'] } }] },
      { urls: [{ id: 'u', path: '/p/:id', query: { tab: ['a', 'b'], page: [] }, hash: ['top'] }] },
      {
        readable: [
          'urls u changed: `tab=b` in the query of `/p/:id`',
          'urls u changed: the query key `page` of `/p/:id`',
          'urls u changed: the hash `top` of `/p/:id`',
        ],
      },
    ],
    [
      'addresses in another order',
      {
        urls: [
          { id: 'a', path: '/p/new' },
          { id: 'b', path: '/p/:id' },
        ],
      },
      {
        urls: [
          { id: 'b', path: '/p/:id' },
          { id: 'a', path: '/p/new' },
        ],
      },
      {
        readable: ['urls b changed: another place in the order of paths'],
        masked: ['urls a changed: another place in the order of paths'],
      },
    ],
    [
      'a message that is new',
      {},
      { messages: [{ id: 'm', text: 'Saved.' }] },
      { readable: ['messages m added: `Saved.`'] },
    ],
    [
      'a block that is gone',
      { block: [labels] },
      {},
      { readable: ['block labels removed: what is in `label`'] },
    ],
    [
      'a block that becomes a mask',
      { block: [labels] },
      { mask: [labels] },
      {
        readable: ['block labels removed: the masked content of `label`'],
        same: ['mask labels added: shows nothing else'],
      },
    ],
    [
      'a mask that becomes a block, where something is allowed',
      { allow: [nav], mask: [labels] },
      { allow: [nav], block: [labels] },
      {
        masked: ['block labels added: the masked content of `label`'],
        same: ['mask labels removed: shows nothing else'],
      },
    ],
    [
      'a mask that is gone, where something is allowed',
      { allow: [nav], mask: [{ id: 'm', selector: 'nav, td' }] },
      { allow: [nav], mask: [{ id: 'm', selector: 'td' }] },
      { readable: ['mask m changed: what other rules allow in `nav`'] },
    ],
    [
      'a mask that is gone, where nothing is allowed',
      { mask: [labels] },
      {},
      { same: ['mask labels removed: shows nothing else'] },
    ],
    [
      'a pattern that is gone',
      { detectors: { patterns: [{ id: 'mrn', pattern: 'MRN-9999' }] } },
      {},
      { readable: ['patterns mrn removed: allowed text that looks like `MRN-9999`'] },
    ],
    [
      'a rule with another name',
      { allow: [labels] },
      { allow: [{ ...labels, id: 'tags' }] },
      { same: ['allow tags added: shows nothing else', 'allow labels removed: shows nothing else'] },
    ],
    [
      'rules that are split, in other words and another order',
      { allow: [{ id: 'a', selector: 'label, h1 ,  h2' }] },
      {
        allow: [
          { id: 'b', selector: 'h2,label', opens: ['text'] },
          { id: 'a', selector: 'h1' },
        ],
      },
      { same: ['allow b added: shows nothing else', 'allow a changed: shows nothing else'] },
    ],
  ]

  it.each(cases)('tells of %s', (_, before, after, told) => {
    expect(diff(before, after)).toEqual({ ...nothing, ...told })
  })

  it('is the same change seen from the other side', () => {
    for (const [, before, after] of cases) {
      const there = diffRules(defineRules(before), defineRules(after))
      const back = diffRules(defineRules(after), defineRules(before))
      expect(back.masked.map(({ list, id }) => `${list} ${id}`)).toEqual(
        there.readable.map(({ list, id }) => `${list} ${id}`),
      )
    }
  })

  it('finds what a network rule begins to show, and what another before it hid', () => {
    const { readable, masked } = diffRules(
      defineRules({ network: [{ id: 'a', path: '/a', response: { fields: { '/code': ['X'] } } }] }),
      defineRules({
        network: [
          {
            id: 'a',
            path: '/a',
            methods: ['GET'],
            response: { fields: { '/code': ['X', 'Y'], '/total': 'count' }, headers: { 'x-kind': ['k'] } },
          },
          { id: 'b', origin: 'https://api.example', path: '/b', query: { tab: ['labs'] } },
        ],
      }),
    )
    expect(readable.map(({ id, reason }) => `${id} ${reason}`)).toEqual([
      'a changed: `k` as response header `x-kind` of `GET /a`',
      'a changed: `Y` as response field `/code` of `GET /a`',
      'a changed: the count response field `/total` of `GET /a`',
      'b added: requests to `https://api.example/b`',
      'b added: the query key `tab` of `https://api.example/b`',
      'b added: `labs` as query key `tab` of `https://api.example/b`',
    ])
    expect(masked.map(({ id }) => id)).toContain('a')
    const general = { id: 'all', path: '/:any' }
    for (const list of ['network', 'urls'] as const) {
      const hidden = diffRules(
        defineRules({ [list]: [general, { id: 'one', path: '/one' }] }),
        defineRules({ [list]: [{ id: 'one', path: '/one' }] }),
      )
      expect(hidden.readable).toEqual([
        { list, id: 'one', reason: 'changed: addresses about which a rule before it decided' },
      ])
    }
  })

  it('finds that readable opens what strict closes', () => {
    const there = diffRules(strict, readable)
    expect(there.readable).toHaveLength(1)
    expect(there.readable[0]?.reason).toMatch(/^added: text of `h1`, `h2`, .*`, of \d+ words only$/)
    expect(diffRules(readable, strict).readable).toEqual([])
  })

  it('finds something readable whenever anything that closes goes or anything that opens comes', () => {
    const selector = fc.constantFrom('a', 'b', 'c', 'a, b', 'b, c')
    const set = fc.record({
      allow: fc.array(selector, { maxLength: 3 }),
      mask: fc.array(selector, { maxLength: 2 }),
      block: fc.array(selector, { maxLength: 2 }),
    })
    // What shows at elements that match exactly these of `a`, `b`, `c`: 0 nothing, 1 a mask, 2 text.
    const shownAt = (rules: { allow: string[]; mask: string[]; block: string[] }, matched: string[]) => {
      const has = (list: string[]) =>
        list.some((one) => one.split(', ').some((part) => matched.includes(part)))
      if (has(rules.block)) return 0
      return has(rules.mask) || !has(rules.allow) ? 1 : 2
    }
    const places = [['a'], ['b'], ['c'], ['a', 'b'], ['a', 'c'], ['b', 'c'], ['a', 'b', 'c']]
    const withIds = (rules: { allow: string[]; mask: string[]; block: string[] }) =>
      defineRules(
        Object.fromEntries(
          Object.entries(rules).map(([list, all]) => [
            list,
            all.map((one, at) => ({ id: `${list}${at}`, selector: one })),
          ]),
        ),
      )
    fc.assert(
      fc.property(set, set, (before, after) => {
        const showsMore = places.some((place) => shownAt(after, place) > shownAt(before, place))
        if (showsMore) expect(diffRules(withIds(before), withIds(after)).readable).not.toEqual([])
      }),
      { numRuns: 2_000 * inject('propertyTimes') },
    )
  })
})
