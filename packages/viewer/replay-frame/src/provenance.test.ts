import { describe, expect, it } from 'vitest'
import { createProvenance } from './provenance.ts'

const rules = {
  allow: ['interface-words:0badc0de', '<b>not a rule</b>'],
  attributes: ['titles:00c0ffee'],
}

function snapshot(...childNodes: object[]) {
  return { type: 2, timestamp: 1, data: { node: { type: 0, id: 1, childNodes }, rules } }
}

function mutation(data: object) {
  return { type: 3, timestamp: 2, data: { source: 0, ...data } }
}

const text = (id: number, marks: object) => ({ type: 3, id, textContent: 'Save', ...marks })
const element = (id: number, marks: object) => ({ type: 2, id, tagName: 'input', attributes: {}, ...marks })

describe('createProvenance', () => {
  it('tells static text, text by rule and text without a mark apart', () => {
    const provenance = createProvenance()
    provenance.apply(snapshot(text(2, { static: true }), text(3, { rule: 0 }), text(4, {})))
    expect(provenance.ofText(2)).toEqual({ kind: 'static' })
    expect(provenance.ofText(3)).toEqual({ kind: 'rule', rule: 'interface-words' })
    expect(provenance.ofText(4)).toBeUndefined()
  })

  it('names the rules of attributes from their own list, and of what a field holds from that of allow rules', () => {
    const provenance = createProvenance()
    provenance.apply(
      snapshot(element(2, { static: ['placeholder', 'onclick'], opened: { title: 0, value: 0, class: 0 } })),
    )
    expect(Object.fromEntries(provenance.ofAttributes(2))).toEqual({
      placeholder: { kind: 'static' },
      title: { kind: 'rule', rule: 'titles' },
      value: { kind: 'rule', rule: 'interface-words' },
    })
  })

  it('follows changes, additions and removals', () => {
    const provenance = createProvenance()
    provenance.apply(snapshot(text(2, { static: true }), element(3, { static: ['title'] })))
    provenance.apply(
      mutation({
        texts: [{ id: 2, value: 'xxxxx' }],
        attributes: [{ id: 3, attributes: { title: null, placeholder: 'Name' }, static: ['placeholder'] }],
        adds: [{ parentId: 1, nextId: null, node: { type: 2, id: 4, childNodes: [text(5, { rule: 0 })] } }],
      }),
    )
    expect(provenance.ofText(2)).toBeUndefined()
    expect([...provenance.ofAttributes(3).keys()]).toEqual(['placeholder'])
    expect(provenance.ofText(5)?.rule).toBe('interface-words')
    provenance.apply(mutation({ removes: [{ parentId: 4, id: 5 }] }))
    expect(provenance.ofText(5)).toBeUndefined()
  })

  it('knows what a rule let through of a field until the next value', () => {
    const provenance = createProvenance()
    provenance.apply(snapshot(element(2, {})))
    provenance.apply({ type: 3, timestamp: 2, data: { source: 5, id: 2, text: 'Tyrol', rule: 0 } })
    expect(provenance.ofAttributes(2).get('value')?.rule).toBe('interface-words')
    provenance.apply({ type: 3, timestamp: 3, data: { source: 5, id: 2, text: 'xxxxx xxxxx' } })
    expect(provenance.ofAttributes(2).has('value')).toBe(false)
  })

  it('forgets everything with a full snapshot', () => {
    const provenance = createProvenance()
    provenance.apply(snapshot(text(2, { static: true }), element(3, { static: ['title'] })))
    provenance.apply(snapshot(text(4, { static: true })))
    expect(provenance.ofText(2)).toBeUndefined()
    expect(provenance.ofAttributes(3).size).toBe(0)
    expect(provenance.ofText(4)).toEqual({ kind: 'static' })
  })

  it('passes no name on that is none of a rule', () => {
    const provenance = createProvenance()
    provenance.apply(snapshot(text(2, { rule: 1 }), text(3, { rule: 7 }), text(4, { rule: 'x' })))
    expect(provenance.ofText(2)).toEqual({ kind: 'rule' })
    expect(provenance.ofText(3)).toEqual({ kind: 'rule' })
    expect(provenance.ofText(4)).toBeUndefined()
  })

  it('takes marks of any other shape for none', () => {
    const provenance = createProvenance()
    const odd = [
      null,
      7,
      'x',
      [],
      { adds: 7, texts: [null, { id: {} }], attributes: [{ id: 2, static: 'title' }] },
    ]
    for (const data of odd) {
      provenance.apply({ type: 2, timestamp: 1, data: { node: data, rules: data } })
      provenance.apply({ type: 2, timestamp: 1, data })
      provenance.apply({ type: 3, timestamp: 1, data })
      provenance.apply(mutation({ ...(data as object) }))
    }
    expect(provenance.ofText(2)).toBeUndefined()
    expect(provenance.ofAttributes(2).size).toBe(0)
  })

  it('walks a page deeper than the call stack', () => {
    let node: object = text(2, { static: true })
    for (let id = 3; id < 20_003; id += 1) node = { type: 2, id, childNodes: [node] }
    const provenance = createProvenance()
    provenance.apply(snapshot(node))
    expect(provenance.ofText(2)).toEqual({ kind: 'static' })
  })
})
