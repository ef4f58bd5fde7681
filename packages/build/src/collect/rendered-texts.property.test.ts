// What is collected from JSX is what React renders from it: text node for text node, attribute for attribute.
import { runInNewContext } from 'node:vm'
import { normaliseStaticText } from '@reseal/redaction-rules/static-texts'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import { createElement, Fragment, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { transformWithOxc } from 'vite'
import { expect, it } from 'vitest'
import type { CollectedText } from '../collected-text.ts'
import { collectTexts } from './collect-texts.ts'

// In every value that the source does not hold.
const mark = '§'

function Card({ label, children }: { readonly label?: string; readonly children?: ReactNode }): ReactNode {
  return createElement('section', { 'aria-label': label }, children)
}

const word = fc.constantFrom(
  'Save',
  'draft',
  'Name',
  'record',
  'über',
  'naïve',
  'été',
  '保存',
  'a',
  '1',
  '-',
  'İ',
  'e\u0301',
)
const blank = fc.constantFrom(' ', '  ', '\n', '\r\n', '\n  \n', '\t', ' \t\n ', '&nbsp;', '&#32;')
const entity = fc.constantFrom(
  '&amp;',
  '&eacute;',
  '&#233;',
  '&lt;',
  '&quot;',
  '&hellip;',
  '&',
  "'",
  '"',
  '.',
  ',',
  '\\n',
  '//',
)
const run = fc
  .array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 4, arbitrary: blank }, entity), { maxLength: 8 })
  .map((parts) => parts.join(''))
const quoted = fc.array(fc.oneof(word, fc.constantFrom(' ', '  ', "'", '"', '\\', '\n', '&amp;')), {
  maxLength: 4,
})
const literalSource = quoted.map((parts) => JSON.stringify(parts.join('')))
const attribute = fc.oneof(
  run.map((text) => `"${text.replaceAll('"', '')}"`),
  literalSource.map((literal) => `{${literal}}`),
  fc.constantFrom('{value}', '{`Title ${value}`}', '{isOpen ? value : undefined}'),
)

const { node: tree } = fc.letrec<{ node: string; child: string }>((tie) => {
  const children = fc.array(tie('child'), { maxLength: 4 }).map((parts) => parts.join(''))
  return {
    node: fc.oneof(
      fc
        .tuple(fc.constantFrom('div', 'span', 'b', 'section'), children)
        .map(([tag, inner]) => `<${tag}>${inner}</${tag}>`),
      fc.tuple(attribute, children).map(([title, inner]) => `<div title=${title}>${inner}</div>`),
      fc.tuple(attribute, children).map(([label, inner]) => `<Card label=${label}>${inner}</Card>`),
      children.map((inner) => `<>${inner}</>`),
      literalSource.map((literal) => `<Card children={${literal}} />`),
      attribute.map((text) => `<input placeholder=${text} defaultValue="Typed words" />`),
    ),
    child: fc.oneof(
      { depthSize: 'small' },
      run,
      literalSource.map((literal) => `{${literal}}`),
      fc.constantFrom(
        '{value}',
        '{`Hello ${value}`}',
        '{`Hello draft`}',
        '{/* Not rendered */}',
        "{'Hello ' + value}",
      ),
      fc.constantFrom("{isOpen ? value : 'Not taken'}", '{words.save}', '{null}', '{isOpen}'),
      tie('node'),
      tie('node').map((inner) => `{isOpen && ${inner}}`),
      tie('node').map((inner) => `{isOpen ? ${inner} : null}`),
      tie('node').map((inner) => `{[value].map((row) => <Fragment key={row}>${inner}{row}</Fragment>)}`),
    ),
  }
})

const values = { value: `${mark} value`, isOpen: true, words: { save: `${mark} word` } }

async function compiled(source: string): Promise<string> {
  const jsx = { runtime: 'classic', pragma: 'createElement', pragmaFrag: 'Fragment' } as const
  return (await transformWithOxc(`render(${source})`, 'view.jsx', { jsx })).code
}

function renderedBy(code: string): { readonly texts: string[]; readonly attributes: string[] } {
  let rendered: ReactNode
  const render = (view: ReactNode) => {
    rendered = view
  }
  runInNewContext(code, { ...values, Card, Fragment, createElement, render })
  // React's server separates text nodes by comments, where the client makes them one by one.
  const texts: string[] = []
  const attributes: string[] = []
  const visit = (node: DefaultTreeAdapterTypes.ChildNode): void => {
    if ('value' in node) texts.push(node.value)
    if (!('attrs' in node)) return
    for (const { name, value } of node.attrs) {
      if (['title', 'aria-label', 'placeholder'].includes(name)) attributes.push(value)
    }
    node.childNodes.forEach(visit)
  }
  parseFragment(renderToString(rendered)).childNodes.forEach(visit)
  return { texts, attributes }
}

const staticOnly = (texts: readonly string[]) =>
  sorted(texts.flatMap((text) => (text.includes(mark) ? [] : (normaliseStaticText(text) ?? []))))
const sorted = (texts: readonly string[]) => [...new Set(texts)].sort()
const ofKind = (found: readonly CollectedText[], wanted: CollectedText['kind']) =>
  sorted(found.filter(({ kind }) => kind === wanted).map(({ text }) => text))

it('collects the text nodes and attributes that React renders, from the source and from what it is compiled to', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (source) => {
      const code = await compiled(source)
      const { texts, attributes } = renderedBy(code)
      for (const [read, file] of [
        [source, 'view.jsx'],
        [code, 'view.js'],
      ] as const) {
        const found = collectTexts(read, { file })
        expect(ofKind(found, 'child')).toEqual(staticOnly(texts))
        expect(ofKind(found, 'attribute')).toEqual(staticOnly(attributes))
      }
    }),
  )
})
