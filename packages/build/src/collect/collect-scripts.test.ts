// What is collected from JavaScript and TypeScript, and what never is.
import { describe, expect, it } from 'vitest'
import { collectTexts } from './collect-texts.ts'

const collected = (source: string, file = 'src/view.tsx') => collectTexts(source, { file })
const texts = (source: string, file?: string) => collected(source, file).map(({ text }) => text)
const answers = (source: string, file?: string) =>
  collected(source, file)
    .filter(({ isAnswer }) => isAnswer)
    .map(({ text }) => text)

describe('children in JSX', () => {
  it.each([
    ['a text', '<p>Save draft</p>', ['Save draft']],
    ['a text over lines', '<p>\n  First line\n\n  second   line\n</p>', ['First line second line']],
    ['entities', '<p>Terms &amp; conditions&nbsp;apply</p>', ['Terms & conditions apply']],
    ['a string in braces', "<p>{'Save draft'}</p>", ['Save draft']],
    ['a template literal without holes', '<p>{`Save draft`}</p>', ['Save draft']],
    [
      'texts beside an expression, which are text nodes of their own',
      '<p>Hello {name}, welcome</p>',
      ['Hello', ', welcome'],
    ],
    ['texts beside elements', '<p>Press <b>Save</b> to go on</p>', ['Press', 'Save', 'to go on']],
    ['strings beside each other', "<p>{'First'}{'second'}</p>", ['First', 'second']],
    ['children of components', '<Button><Icon />Save draft</Button>', ['Save draft']],
    ['children of fragments', '<><React.Fragment>Save draft</React.Fragment></>', ['Save draft']],
    ['the prop children', '<Button children="Save draft" />', ['Save draft']],
    ['templates in props', '<Page fallback={<p>This page failed</p>} />', ['This page failed']],
    ['templates in functions', '<List row={() => <b>One row</b>} />', ['One row']],
    [
      'what a list repeats',
      '<ul>{rows.map((row) => <li>Record number {row.id}</li>)}</ul>',
      ['Record number'],
    ],
    [
      'a condition without another branch',
      'isMissing && <p>This field is required</p>',
      ['This field is required'],
    ],
    ['arrays of children', "<p>{['First', <b>second</b>]}</p>", ['First', 'second']],
  ])('takes %s', (_, source, expected) => {
    expect(texts(`export const view = ${source}`)).toEqual(expected)
    expect(answers(`export const view = ${source}`)).toEqual([])
  })

  it.each([
    ['strings in code', "const word = 'Diabetes mellitus'; const view = <p>{word}</p>"],
    [
      'members of dictionaries',
      "const words = { yes: 'Positive', no: 'Negative' }; const view = <p>{words[result]}</p>",
    ],
    [
      'strings in a list that is rendered',
      "const view = ['Diabetes', 'Asthma'].map((name) => <li>{name}</li>)",
    ],
    ['branches of an expression', "<p>{isPositive ? 'Positive' : 'Negative'}</p>"],
    ['guarded strings', "<p>{isPositive && 'Positive'}{name || 'Unknown name'}</p>"],
    ['template literals with holes', '<p>{`Hello ${name}`}</p>'],
    ['joined strings', "<p>{'Hello ' + name}</p>"],
    ['values', '<input value="Jane Doe" defaultValue="Jane Doe" />'],
    ['options', '<select><option label="Diabetes" title="Diabetes">Diabetes</option></select>'],
    ['components that are options', '<Select.Option label="Diabetes">Diabetes</Select.Option>'],
    ['custom elements that are options', '<sl-option label="Diabetes">Diabetes</sl-option>'],
    ['roles that are options', '<li role="option" aria-label="Diabetes"><b>Diabetes</b></li>'],
    ['text areas', '<><textarea>Dear doctor</textarea><Textarea>Dear doctor</Textarea></>'],
    ['scripts and styles', '<><script>{"Some words"}</script><style>{"Some words"}</style></>'],
    ['titles of documents and drawings', '<><title>Some words</title><desc>Some words</desc></>'],
    ['editable regions', '<div contentEditable><p title="Dear doctor">Dear doctor</p></div>'],
    ['regions that may be editable', '<div contentEditable={isEditing}>Dear doctor</div>'],
    [
      'masked and blocked regions',
      '<><p data-reseal="mask">Some words</p><p data-reseal="block"><b>Some words</b></p></>',
    ],
    ['regions whose level is an expression', '<p data-reseal={level}>Some words</p>'],
    ['markup', '<p dangerouslySetInnerHTML={{ __html: "Some words" }} />'],
    [
      'attributes that are expressions',
      '<input title={`Hello ${name}`} placeholder={isOpen ? "Open" : "Closed"} />',
    ],
    ['other attributes', '<p className="some words" id="some-words" data-label="Some words" />'],
    ['labels of other elements', '<p label="Some words" />'],
    ['props that are not on the list', '<Fact value="Some words" name="Some words" data={["Some words"]} />'],
    ['single letters and numbers', '<p>A<b>12</b><i>/</i></p>'],
    ['comments', '<p>{/* Some words */}</p>'],
  ])('leaves out %s', (_, source) => {
    expect(texts(source.startsWith('const') ? source : `export const view = ${source}`)).toEqual([])
  })

  it('leaves out the regions of @reseal/react, by whatever name they were imported', () => {
    const source = `
      import { Block, Mask as Hidden } from '@reseal/react'
      import { Mask } from './carnival.tsx'
      export const view = <><Hidden>First words</Hidden><Block>Second words</Block><Mask>Third words</Mask></>`
    expect(texts(source)).toEqual(['Third words'])
  })
})

describe('attributes in JSX', () => {
  it('takes the text attributes of elements', () => {
    const source = `export const view = <>
      <input placeholder="Name or number" aria-label='Search &quot;all&quot;' />
      <img alt={'Photo of the card'} title="Photo" />
      <optgroup label="Common plans"><option>Gold</option></optgroup>
      <track label="English" /></>`
    expect(texts(source)).toEqual([
      'Name or number',
      'Search "all"',
      'Photo of the card',
      'Photo',
      'Common plans',
      'English',
    ])
    expect(collected(source).every(({ kind }) => kind === 'attribute')).toBe(true)
  })

  it('takes the text props of components, a closed list', () => {
    const source = `export const view = <TextInput label="Given name" description="As in the passport" value="Jane"
      type="text" placeholder="Search" helperText="Two words" okText="Send it" variant="filled" />`
    expect(texts(source)).toEqual(['Given name', 'As in the passport', 'Search', 'Two words', 'Send it'])
  })

  it('takes the attributes of a field and of an editable region, not what they hold', () => {
    const source = `export const view = <><textarea placeholder="Your words">Dear doctor</textarea>
      <div contentEditable="true" aria-label="Visit note">Dear doctor</div></>`
    expect(texts(source)).toEqual(['Your words', 'Visit note'])
  })
})

describe('answers', () => {
  it.each([
    ['branches of a condition', 'isOk ? <b>Positive</b> : <b>Negative</b>', ['Positive', 'Negative']],
    ['nested conditions', 'a ? <b>Low</b> : b ? <b>High</b> : <b>Normal</b>', ['Low', 'High', 'Normal']],
    [
      'conditions beside each other',
      '<p>{isOk && <b>Positive</b>} {!isOk && <b>Negative</b>}</p>',
      ['Positive', 'Negative'],
    ],
    [
      'branches with looks of their own',
      'isOk ? <b className="good">Positive</b> : <b className="bad">Negative</b>',
      ['Positive', 'Negative'],
    ],
    [
      'only what differs',
      'isOk ? <p><i>Result</i><b>Positive</b></p> : <p><i>Result</i><b>Negative</b></p>',
      ['Positive', 'Negative'],
    ],
    [
      'attributes',
      'isOk ? <Badge label="Positive" /> : <Badge label="Negative" />',
      ['Positive', 'Negative'],
    ],
    ['a branch beside a string', "isOk ? <b>Positive</b> : 'Negative'", ['Positive']],
    [
      'dictionaries of templates',
      '{ pos: <b>Positive</b>, neg: <b>Negative</b> }[result]',
      ['Positive', 'Negative'],
    ],
    ['lists of templates by index', '[<b>Positive</b>, <b>Negative</b>][index]', ['Positive', 'Negative']],
    ['fallbacks', '<b>Positive</b> || <b>Negative</b>', ['Positive', 'Negative']],
  ])('marks %s', (_, source, expected) => {
    expect(answers(`export const view = (${source})`)).toEqual(expected)
  })

  it.each([
    ['early returns', 'if (isOk) return <b>Positive</b>; return <b>Negative</b>'],
    ['early returns in blocks', 'if (isOk) { return <b>Positive</b> }\n return <b>Negative</b>'],
    ['other branches', 'if (isOk) return <b>Positive</b>; else return <b>Negative</b>'],
    ['assignments', 'let view; if (isOk) view = <b>Positive</b>; else view = <b>Negative</b>; return view'],
    [
      'a switch',
      "switch (result) { case 'pos': return <b>Positive</b>; case 'neg': return <b>Negative</b> }",
    ],
    [
      'a switch and what follows it',
      "switch (result) { case 'pos': return <b>Positive</b> }\n return <b>Negative</b>",
    ],
  ])('marks %s of a function', (_, body) => {
    expect(answers(`export function View() { ${body} }`)).toEqual(['Positive', 'Negative'])
  })

  it.each([
    [
      'labels around radio buttons and check boxes',
      '<label><input type="radio" /> Female</label>',
      ['Female'],
    ],
    [
      'labels for them',
      '<div><p><input id="sex-f" type="checkbox" /></p><label htmlFor="sex-f">Female</label></div>',
      ['Female'],
    ],
    ['texts beside them', '<td><input type="radio" /><span>Female</span></td>', ['Female']],
    ['their own attributes', '<input type="checkbox" aria-label="Female" />', ['Female']],
    ['roles', '<div role="switch">Female</div>', ['Female']],
    [
      'components',
      '<><Radio label="Female" /><Checkbox.Item>Allergic</Checkbox.Item></>',
      ['Female', 'Allergic'],
    ],
    [
      'components that a bundler numbered',
      '<><Radio3 label="Female" /><Checkbox$1>Allergic</Checkbox$1></>',
      ['Female', 'Allergic'],
    ],
    [
      'what a select of components offers',
      '<Select label="Sex at birth"><Value placeholder="Choose one" /><Item><b>Female</b></Item></Select>',
      ['Female'],
    ],
    ['groups of them', '<Radio.Group label="Sex at birth"><Label>Female</Label></Radio.Group>', ['Female']],
    ['components with a value', '<MenuItem value="f">Female</MenuItem>', ['Female']],
    ['labels of components', '<FormControlLabel control={<Radio />} label="Female" />', ['Female']],
  ])('marks %s', (_, source, expected) => {
    expect(answers(`export const view = ${source}`)).toEqual(expected)
  })

  it('does not mark tabs, and what stands deeper in a component with a value', () => {
    expect(answers('export const view = <Tabs.Tab value="results">All results</Tabs.Tab>')).toEqual([])
    expect(answers('export const view = <Context value={x}><p>All results</p></Context>')).toEqual([])
  })

  it('does not mark branches that differ in more than their text', () => {
    const source =
      'isEmpty ? <p className="empty">No patient matches.</p> : <table><caption>All patients</caption></table>'
    expect(answers(`export const view = ${source}`)).toEqual([])
    const buttons =
      'isOpen ? <button onClick={save}>Save it</button> : <button onClick={edit}>Edit it</button>'
    expect(answers(`export const view = ${buttons}`)).toEqual([])
  })

  it('does not mark conditions beside each other that ask about different things', () => {
    const source = '<p>{phone && <i>Phone: {phone}</i>}{fax && <i>Telefax: {fax}</i>}</p>'
    expect(collected(`export const view = ${source}`)).toMatchObject([
      { text: 'Phone:' },
      { text: 'Telefax:' },
    ])
    expect(answers(`export const view = ${source}`)).toEqual([])
  })

  it('does not mark what says the same in both branches', () => {
    expect(answers('export const view = isBusy ? <b id="a">Save it</b> : <b id="b">Save it</b>')).toEqual([])
  })
})

describe('compiled calls', () => {
  it.each([
    ['jsx', 'import { jsx } from "react/jsx-runtime"; jsx("p", { children: "Save draft" })'],
    [
      'jsx by another name',
      'import { jsx as e } from "react/jsx-runtime"; e("p", { children: "Save draft" })',
    ],
    [
      'jsx of a module in CommonJS',
      'const r = require("react/jsx-runtime"); (0, r.jsx)(Button, { children: "Save draft" })',
    ],
    ['jsxs', 'import { jsxs as e } from "react/jsx-runtime"; e("p", { children: [icon, "Save draft"] })'],
    ['jsxDEV', '_jsxDEV("p", { children: "Save draft" }, void 0, false, {}, this)'],
    ['createElement', 'React.createElement("p", { className: "x" }, icon, "Save draft")'],
    ['createElement without props', 'createElement(Button, null, "Save draft")'],
    ['merged props', 'jsx("p", Object.assign({}, props, { children: "Save draft" }))'],
    ['calls inside calls', 'jsx("p", { children: jsx("b", { children: `Save draft` }) })'],
    ['text attributes', 'jsx("input", { placeholder: "Save draft", value: "Jane Doe" })'],
    ['text props', 'jsx(Input, { "aria-label": "Save draft", data: { label: "No text" } })'],
    ['guarded calls', 'jsx("p", { children: isOpen && jsx("b", { children: "Save draft" }) })'],
  ])('takes the literals of %s', (_, source) => {
    expect(texts(source, 'index.mjs')).toEqual(['Save draft'])
    expect(answers(source, 'index.mjs')).toEqual([])
  })

  it.each([
    ['other functions', 'render("p", { children: "Some words" })'],
    ['elements of a document', 'document.createElement("p", { title: "Some words" })'],
    ['branches', 'jsx("p", { children: isOk ? "Positive" : "Negative" })'],
    ['values', 'jsx("input", { value: "Jane Doe" })'],
    ['options', 'jsx("option", { children: "Diabetes" })'],
    ['markup', 'jsx("p", { dangerouslySetInnerHTML: { __html: "Some words" }, children: "Some words" })'],
    ['types', 'createElement("Some words")'],
  ])('leaves out %s', (_, source) => {
    expect(texts(source, 'index.js')).toEqual([])
  })

  it.each([
    'const f = (e) => e("p", { children: "Some words" })',
    'function f({ a: [e] }, ...b) { return e("p", { children: "Some words" }) }',
    'function f(e = 1) { return () => e("p", { children: "Some words" }) }',
    'const f = () => { const e = g(); if (e) { return e("p", { children: "Some words" }) } }',
    'const f = function e() { e("p", { children: "Some words" }) }',
    'const f = () => { function e() {} return e("p", { children: "Some words" }) }',
    'const f = () => { try { g() } catch (e) { e("p", { children: "Some words" }) } }',
  ])('does not take another binding of the same name for the import: %s', (source) => {
    const program = `import { jsx as e } from "react/jsx-runtime"; ${source}; e("p", { children: "Save draft" })`
    expect(texts(program, 'index.mjs')).toEqual(['Save draft'])
  })

  it('marks compiled alternatives', () => {
    const source =
      'jsx(F, { children: isOk ? jsx("b", { children: "Positive" }) : jsx("b", { children: "Negative" }) })'
    expect(answers(source, 'index.js')).toEqual(['Positive', 'Negative'])
  })
})

it('says where a text stands, and each text once a kind', () => {
  expect(collected('export const view = <><p title="Save it">Save it</p><b>Save  it</b></>')).toEqual([
    { text: 'Save it', from: 'src/view.tsx', kind: 'attribute' },
    { text: 'Save it', from: 'src/view.tsx', kind: 'child' },
  ])
})

it('reads types without taking them for templates', () => {
  expect(texts('const view = <Type,>(a: Type) => <p>{a as string}</p>; type A = "Some words"')).toEqual([])
  expect(texts('const a = <string>"Some words"; const b = 1 </x/.test("a")', 'src/a.ts')).toEqual([])
})

it('refuses a source that is not of its language, without repeating it', () => {
  expect(() => texts('const view = <p>Jane Doe')).toThrow(
    expect.objectContaining({
      name: 'BuildError',
      code: 'unreadable_source',
      file: 'src/view.tsx',
      message: expect.not.stringContaining('Jane'),
    }),
  )
})
