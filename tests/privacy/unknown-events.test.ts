// NEW-TYPE and NEW-FIELD of group I: what a later rrweb, a plugin or a page puts into events does not pass unseen.
import { createRedactor, defaultRules } from '@reseal/redaction-rules'
import { shippedVocabulary } from '@reseal/redaction-rules/vocabulary'
import { describe, expect, it } from 'vitest'

const secret = 'zqunknownjxv'
const node = (more: object): object => ({
  type: 2,
  tagName: 'p',
  id: 3,
  attributes: {},
  childNodes: [],
  ...more,
})
const documentOf = (child: object): object => ({
  type: 2,
  timestamp: 1,
  data: {
    node: { type: 0, id: 1, childNodes: [child], [secret]: secret },
    initialOffset: { top: 0, left: 0, x: secret },
  },
})

function redacted(...events: readonly unknown[]): unknown[] {
  const redactor = createRedactor({ rules: defaultRules, vocabulary: shippedVocabulary })
  return events.map((event) => redactor.redact(event))
}

describe('unknown events', () => {
  it.each([
    ['a type', { type: 99, timestamp: 1, data: { payload: secret } }],
    ['a type that is a word', { type: secret, timestamp: 1, data: {} }],
    ['custom', { type: 5, timestamp: 1, data: { tag: secret, payload: secret } }],
    ['an asset', { type: 7, timestamp: 1, data: { url: secret, payload: secret } }],
    ['an annotation', { type: 8, timestamp: 1, data: { text: secret } }],
    [
      'a plugin',
      { type: 6, timestamp: 1, data: { plugin: 'rrweb/network@1', payload: { requests: [secret] } } },
    ],
    [
      'a plugin of a known prefix',
      { type: 6, timestamp: 1, data: { plugin: 'reseal/other', payload: secret } },
    ],
    ['a source', { type: 3, timestamp: 1, data: { source: 99, text: secret } }],
    ['a canvas', { type: 3, timestamp: 1, data: { source: 9, id: 3, commands: [{ args: [secret] }] } }],
    ['a font', { type: 3, timestamp: 1, data: { source: 10, family: secret, fontSource: secret } }],
    ['a log', { type: 3, timestamp: 1, data: { source: 11, payload: [secret] } }],
    ['a custom element', { type: 3, timestamp: 1, data: { source: 16, define: { name: secret } } }],
    ['no object', secret],
    ['nothing', null],
  ])('drops %s', (_name, event) => {
    expect(redacted(documentOf(node({})), event)[1]).toBeUndefined()
  })

  it.each([
    ['of a node', documentOf(node({ foo: secret, [secret]: 1, loopText: secret }))],
    ['of a node that is of no known type', documentOf({ type: 9, id: 3, textContent: secret })],
    [
      'that is inherited',
      documentOf(
        node(JSON.parse(`{"__proto__":{"textContent":"${secret}"},"constructor":"${secret}"}`) as object),
      ),
    ],
    ['of an event', { ...documentOf(node({})), delay: secret, meta: { secret } }],
    ['of meta', { type: 4, timestamp: 1, data: { href: `/${secret}`, width: 1, height: 1, title: secret } }],
    ['of load', { type: 1, timestamp: 1, data: { secret } }],
    [
      'of a mutation',
      {
        type: 3,
        timestamp: 1,
        data: {
          source: 0,
          texts: [],
          attributes: [{ id: 3, attributes: {}, old: secret }],
          removes: [],
          adds: [{ parentId: 3, nextId: null, node: { type: 3, id: 4, textContent: secret, raw: secret } }],
          movedText: secret,
        },
      },
    ],
    [
      'of a click',
      {
        type: 3,
        timestamp: 1,
        data: { source: 2, type: 2, id: 3, x: 1, y: 1, text: secret, selector: secret },
      },
    ],
    [
      'of a time',
      {
        ...documentOf(node({})),
        timestamp: 1,
        data: { ...(documentOf(node({})) as { data: object }).data, secret },
      },
    ],
  ])('drops a field %s', (_name, event) => {
    expect(JSON.stringify(redacted(documentOf(node({})), event))).not.toContain(secret)
  })
})
