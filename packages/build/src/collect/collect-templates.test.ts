// What is collected from Vue components, HTML and message catalogues, and what never is.
import { describe, expect, it } from 'vitest'
import { collectTexts } from './collect-texts.ts'

const read = (file: string) => (source: string) => {
  const found = collectTexts(source, { file })
  return {
    texts: found.map(({ text }) => text),
    answers: found.filter(({ isAnswer }) => isAnswer).map(({ text }) => text),
    kinds: [...new Set(found.map(({ kind }) => kind))],
  }
}

describe('Vue templates', () => {
  const vue = (template: string, script = '') =>
    read('src/view.vue')(`<template>${template}</template>${script}`)

  it.each([
    ['a text', '<p>Save draft</p>', ['Save draft']],
    ['a text over lines', '<p>\n  First line\n  second line\n</p>', ['First line second line']],
    ['entities', '<p>Terms &amp; conditions</p>', ['Terms & conditions']],
    ['texts beside elements', '<p>Press <b>Save</b> to go on</p>', ['Press', 'Save', 'to go on']],
    ['texts around a comment, which a build drops', '<p>Save <!-- why --> draft</p>', ['Save draft']],
    [
      'slots of components and their fallbacks',
      '<v-btn>Save draft</v-btn><slot>Nothing yet</slot>',
      ['Save draft', 'Nothing yet'],
    ],
    ['named slots', '<Card><template #title>All results</template></Card>', ['All results']],
    [
      'text attributes',
      '<input placeholder="Your name" value="Jane"><img alt="Photo of the card">',
      ['Your name', 'Photo of the card'],
    ],
    [
      'text props',
      '<text-field label="Given name" helper-text="As written" model-value="Jane" />',
      ['Given name', 'As written'],
    ],
    [
      'a condition without another branch',
      '<p v-if="isMissing">This field is required</p>',
      ['This field is required'],
    ],
    ['text that is not compiled', '<p v-pre>Save draft</p>', ['Save draft']],
  ])('gives %s', (_, template, expected) => {
    expect(vue(template)).toMatchObject({ texts: expected, answers: [] })
  })

  it.each([
    ['text beside an interpolation: both end as one text node', '<p>Hello {{ name }}, welcome</p>'],
    ['expressions', `<p :title="'Some words'">{{ 'Some words' }}</p>`],
    ['text that is replaced', '<p v-text="word">Some words</p><p v-html="word">Some words</p>'],
    ['options and text areas', '<option>Diabetes</option><textarea>Dear doctor</textarea>'],
    ['editable regions', '<p contenteditable>Dear doctor</p><p :contenteditable="isOpen">Dear doctor</p>'],
    ['masked regions', '<p data-reseal="mask">Some words</p><p :data-reseal="level">Some words</p>'],
    ['another template language', '<p>Some words</p>', 'pug'],
  ])('does not give %s', (_, template, lang = '') => {
    const source =
      lang === '' ? `<template>${template}</template>` : `<template lang="${lang}">p Some words</template>`
    expect(read('src/view.vue')(source).texts).toEqual([])
  })

  it('marks the branches of a condition as answers', () => {
    const template =
      '<b v-if="ok">Positive</b>\n<b v-else-if="bad" class="bad">Negative</b>\n<b v-else>Unclear</b><i>All results</i>'
    expect(vue(template)).toMatchObject({
      texts: ['Positive', 'Negative', 'Unclear', 'All results'],
      answers: ['Positive', 'Negative', 'Unclear'],
    })
    expect(vue('<b v-if="ok">Positive</b><b v-if="!ok">Negative</b>').answers).toEqual([
      'Positive',
      'Negative',
    ])
    expect(vue('<b v-if="phone">Phone</b><b v-if="fax">Telefax</b>').answers).toEqual([])
    expect(vue('<label><input type="radio"> Female</label>').answers).toEqual(['Female'])
  })

  it('reads JSX in scripts, and no other string', () => {
    const script = `<script lang="tsx">const word = 'Some words'; export default () => <p>Save draft</p></script>`
    expect(vue('<p>Print it</p>', script).texts).toEqual(['Print it', 'Save draft'])
    expect(vue('<p/>', `<script setup>const word = '<p>Some words</p>'</script>`).texts).toEqual([])
  })

  it('refuses what Vue refuses', () => {
    expect(() => vue('<p>Jane Doe')).toThrow(expect.objectContaining({ code: 'unreadable_source' }))
  })
})

describe('HTML', () => {
  const html = read('index.html')

  it('gives texts and text attributes as a browser would parse them', () => {
    const page = `<!doctype html><html><head><title>Some words</title><style>p { content: "x y" }</style></head>
      <body><p title="What this is">Loading &amp; waiting<br>one moment</p><script>var a = "Some words"</script>
      <noscript>Some words</noscript><template><b>One row</b></template>
      <select><optgroup label="Common plans"><option label="Gold plan">Gold plan</option></select>
      <textarea placeholder="Your words">Dear doctor</textarea><div contenteditable>Dear doctor</div>
      <p data-reseal="block">Some words</p><!-- Some words --></body></html>`
    expect(html(page)).toMatchObject({
      texts: ['What this is', 'Loading & waiting', 'one moment', 'One row', 'Common plans', 'Your words'],
      answers: [],
    })
  })

  it('reads custom elements like components', () => {
    const page =
      '<sl-input label="Given name" help-text="As written" value="Jane"></sl-input><sl-radio>Female</sl-radio>'
    expect(html(page)).toMatchObject({ texts: ['Given name', 'As written', 'Female'], answers: ['Female'] })
  })

  it('marks labels of radio buttons and check boxes as answers', () => {
    const page =
      '<label for="a">Female</label><input id="a" type="radio"><label>Male<input type="radio"></label><p>Sex at birth</p>'
    expect(html(page)).toMatchObject({
      texts: ['Female', 'Male', 'Sex at birth'],
      answers: ['Female', 'Male'],
    })
  })
})

describe('message catalogues', () => {
  const catalogue = (messages: unknown) => read('locales/en.json')(JSON.stringify(messages))

  it('gives whole messages of i18next, nested ones as well', () => {
    expect(catalogue({ actions: { save: 'Save draft', more: ['Print it'] } })).toEqual({
      texts: ['Save draft', 'Print it'],
      answers: [],
      kinds: ['catalogue'],
    })
  })

  it.each([
    ['a value', 'Hello {{name}}'],
    ['an unescaped value', 'Hello {{- name}}'],
    ['another message', 'Back to $t(pages.list)'],
    ['a value of ICU', 'Hello {name}'],
    ['a number', '{count, number} results'],
    ['a lone brace', 'Hello {name'],
  ])('does not give a message with %s: it ends as one text node', (_, message) => {
    expect(catalogue({ message }).texts).toEqual([])
  })

  it('gives what stands alone between tags', () => {
    expect(catalogue({ a: 'Press <1>Save draft</1>, {{name}}' }).texts).toEqual(['Press', 'Save draft'])
    expect(catalogue({ a: 'Press <b>Save draft</b> or {other}' }).texts).toEqual(['Press', 'Save draft'])
    expect(catalogue({ a: '{name}<b>Save draft</b>' }).texts).toEqual(['Save draft'])
  })

  it('reads the quotes of ICU', () => {
    expect(catalogue({ a: "It''s done", b: "Don't go" }).texts).toEqual(["It's done", "Don't go"])
  })

  it('marks branches of plural and select, and plural keys, as answers', () => {
    const select = '{sex, select, female {She agreed} male {He agreed} other {They agreed}}'
    expect(catalogue({ select }).answers).toEqual(['She agreed', 'He agreed', 'They agreed'])
    const plural = 'You have {n, plural, one {one <b>new result</b>} other {# results}}'
    expect(catalogue({ plural })).toMatchObject({ texts: ['new result'], answers: ['new result'] })
    const keys = {
      item_one: 'One result',
      item_other: '{{count}} results',
      item_zero: 'No results',
      save: 'Save it',
    }
    expect(catalogue(keys)).toMatchObject({
      texts: ['One result', 'No results', 'Save it'],
      answers: ['One result', 'No results'],
    })
  })

  it('reads messages of FormatJS as extracted and as compiled, without their descriptions', () => {
    expect(catalogue({ a1: { defaultMessage: 'Save draft', description: 'On the button' } }).texts).toEqual([
      'Save draft',
    ])
    const compiled = {
      a1: [{ type: 0, value: 'Save draft' }],
      b2: [
        { type: 0, value: 'Hello ' },
        { type: 1, value: 'name' },
      ],
    }
    expect(catalogue(compiled).texts).toEqual(['Save draft'])
  })

  it('refuses what is not JSON', () => {
    expect(() => read('locales/en.json')('Jane Doe')).toThrow(
      expect.objectContaining({ name: 'BuildError', code: 'bad_catalogue', file: 'locales/en.json' }),
    )
  })
})

it('gives nothing of other kinds of files', () => {
  expect(read('src/styles.css')('.a::before { content: "Some words" }').texts).toEqual([])
})
