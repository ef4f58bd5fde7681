// Rule sets to start from. The rationale of each choice is in the README, "Presets".

import { defaultRules, defineRules, type RuleSet } from '../rule-set.ts'
import { interfaceWords } from './interface-words.ts'

/** Nothing is readable: what is in force when no rules are given. */
export const strict: RuleSet = defaultRules

/**
 * Static interface text is readable: headings, labels, buttons, navigation and column heads, outside regions that show
 * records, and of that only what is made of nothing but {@link interfaceWords}. A name, a number, a diagnosis is no
 * such word, wherever it stands.
 */
export const readable: RuleSet = /* @__PURE__ */ defineRules({
  version: 'readable-1',
  allow: [
    {
      id: 'interface',
      selector:
        'h1, h2, h3, h4, h5, h6, [role=heading], label, legend, caption, button, [role=button], summary, nav a, nav li, ' +
        '[role=navigation] a, [role=navigation] li, [role=menubar] a, [role=menuitem], [role=tab], thead th, ' +
        '[role=columnheader], footer a, [role=contentinfo] a',
      words: interfaceWords,
    },
  ],
  mask: [
    {
      id: 'records',
      selector:
        'tbody, tfoot, td, [role=row]:not(:has([role=columnheader])), [role=cell], [role=gridcell], [role=rowheader], ' +
        ':is(ul, ol, menu, [role=list]):not(nav *, [role=navigation] *, [role=menubar] *, [role=tablist] *, footer *, ' +
        '[role=contentinfo] *), [role=listbox], [role=tree], [role=feed], [role=log], [role=article], article, dl, output, ' +
        'address, blockquote, pre, code, samp, time, mark, data',
    },
    {
      id: 'answers',
      selector:
        'label:has(input:is([type=radio], [type=checkbox])), input:is([type=radio], [type=checkbox]) + label, ' +
        'fieldset:has(input:is([type=radio], [type=checkbox])) label, [role=radiogroup], [role=radio], [role=checkbox], ' +
        '[role=switch], [role=option], [role=menuitemradio], [role=menuitemcheckbox], [role=combobox], [role=treeitem], ' +
        '[role=slider], [role=spinbutton], [aria-haspopup=listbox], [aria-pressed], [aria-checked], ' +
        '[aria-selected]:not([role=tab])',
    },
    {
      id: 'editables',
      selector: '[contenteditable]:not([contenteditable=false i]), [role=textbox], [role=searchbox]',
    },
    {
      id: 'drawings',
      selector: 'svg, math, figure, [role=img], [role=figure], [role=math], [role=meter], [role=progressbar]',
    },
  ],
})

export { interfaceWords } from './interface-words.ts'
