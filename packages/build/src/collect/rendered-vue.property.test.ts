// What is collected from Vue templates is what Vue renders from them, text node for text node.
import { normaliseStaticText } from '@reseal/redaction-rules/static-texts'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import { expect, it } from 'vitest'
import { createSSRApp, defineComponent, h } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { collectTexts } from './collect-texts.ts'

// In every value that the template does not hold.
const mark = '§'

const TextField = defineComponent({
  props: { label: String },
  render() {
    return h('section', { title: this.label }, this.$slots['default']?.())
  },
})

const word = fc.constantFrom('Save', 'draft', 'Name', 'record', 'über', '保存', 'a', '1', '-')
const blank = fc.constantFrom(' ', '  ', '\n', '\n  \n', '\t', '&nbsp;')
const entity = fc.constantFrom('&amp;', '&eacute;', '&#233;', "'", '.', ',')
const run = fc
  .array(fc.oneof({ weight: 4, arbitrary: word }, { weight: 4, arbitrary: blank }, entity), { maxLength: 6 })
  .map((parts) => parts.join(''))
const attribute = fc.oneof(
  run.map((text) => `title="${text}"`),
  fc.constantFrom(':title="value"', 'v-bind:title="\'Bound words\'+value"', ''),
)

const { node: tree } = fc.letrec<{ node: string; child: string }>((tie) => {
  const children = fc.array(tie('child'), { maxLength: 4 }).map((parts) => parts.join(''))
  const tag = fc.constantFrom('div', 'span', 'section')
  return {
    node: fc.oneof(
      fc
        .tuple(tag, attribute, children)
        .map(([name, title, inner]) => `<${name} ${title}>${inner}</${name}>`),
      fc.tuple(tag, children).map(([name, inner]) => `<${name} v-if="isOpen">${inner}</${name}>`),
      fc
        .tuple(tag, children)
        .map(([name, inner]) => `<${name} v-for="row in [value]">${inner}{{ row }}</${name}>`),
      fc.tuple(run, children).map(([label, inner]) => `<text-field label="${label}">${inner}</text-field>`),
      children.map((inner) => `<template v-if="isOpen">${inner}</template>`),
    ),
    child: fc.oneof(
      { depthSize: 'small' },
      run,
      fc.constantFrom(
        '{{ value }}',
        '{{ `Hello ${value}` }}',
        "{{ isOpen ? value : 'Not taken' }}",
        '<!-- Not rendered -->',
      ),
      tie('node'),
    ),
  }
})

async function renderedBy(
  template: string,
): Promise<{ readonly texts: string[]; readonly titles: string[] }> {
  const app = createSSRApp({
    template,
    components: { TextField },
    setup: () => ({ value: `${mark} value`, isOpen: true }),
  })
  app.config.compilerOptions = { comments: false }
  const texts: string[] = []
  const titles: string[] = []
  const visit = (node: DefaultTreeAdapterTypes.ChildNode): void => {
    if ('value' in node) texts.push(node.value)
    if (!('attrs' in node)) return
    titles.push(...node.attrs.filter(({ name }) => name === 'title').map(({ value }) => value))
    node.childNodes.forEach(visit)
  }
  parseFragment(await renderToString(app)).childNodes.forEach(visit)
  return { texts, titles }
}

const staticOnly = (texts: readonly string[]) =>
  sorted(texts.flatMap((text) => (text.includes(mark) ? [] : (normaliseStaticText(text) ?? []))))
const sorted = (texts: readonly string[]) => [...new Set(texts)].sort()

it('collects the text nodes and attributes that Vue renders', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (template) => {
      const { texts, titles } = await renderedBy(template)
      const found = collectTexts(`<template>${template}</template>`, { file: 'view.vue' })
      const ofKind = (wanted: string) =>
        sorted(found.filter(({ kind }) => kind === wanted).map(({ text }) => text))
      expect(ofKind('child')).toEqual(staticOnly(texts))
      expect(ofKind('attribute')).toEqual(staticOnly(titles))
    }),
  )
})
