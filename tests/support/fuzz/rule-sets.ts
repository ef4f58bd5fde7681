// Rule sets of the batches: each opens something by a class that the trees use, and secrets stand beside it.
import type { RuleSetInput } from '@reseal/redaction-rules'
import { readable } from '@reseal/redaction-rules/presets'
import { clearText, clearWords, type Region } from './place.ts'
import type { Random } from './random.ts'

/** Rules and the regions that trees may use with them. */
export interface FuzzRules {
  readonly rules: RuleSetInput
  readonly regions: ReadonlySet<Region>
}

const allows: readonly (readonly [Region, NonNullable<RuleSetInput['allow']>[number]])[] = [
  ['open', { id: 'fuzz.open', selector: '.open' }],
  ['terms', { id: 'fuzz.terms', selector: '.terms', words: clearWords }],
  ['titles', { id: 'fuzz.titles', selector: '.opens-titles', opens: ['titles', 'length'] }],
  ['inputs', { id: 'fuzz.inputs', selector: '.opens-inputs', opens: ['inputs', 'typing'] }],
  ['options', { id: 'fuzz.options', selector: '.opens-options', opens: ['options', 'checked'] }],
  ['editables', { id: 'fuzz.editables', selector: '.opens-editables', opens: ['editables', 'selection'] }],
]

/** Some of all kinds of rules, at times beside the preset `readable`; in one of four batches none. */
export function pickRules(random: Random): FuzzRules {
  if (random.oneIn(4)) return { rules: {}, regions: new Set() }
  const regions = new Set<Region>()
  const has = (region: Region): boolean => {
    const isPicked = random.oneIn(2)
    if (isPicked) regions.add(region)
    return isPicked
  }
  const preset = random.oneIn(3) ? readable : undefined
  const rules: RuleSetInput = {
    allow: [...(preset?.allow ?? []), ...allows.filter(([region]) => has(region)).map(([, rule]) => rule)],
    mask: [...(preset?.mask ?? []), ...(has('shut') ? [{ id: 'fuzz.shut', selector: '.shut' }] : [])],
    block: has('gone') ? [{ id: 'fuzz.gone', selector: '.gone' }] : [],
    trust: has('trusted') ? [{ id: 'fuzz.trusted', selector: '.trusted' }] : [],
    attributes: has('tip') ? [{ id: 'fuzz.tip', selector: '.tip', names: ['title', 'alt'] }] : [],
    urls: [{ id: 'fuzz.page', path: '/p/:id', query: { q: [] }, hash: ['top'] }],
    messages: [{ id: 'fuzz.message', text: clearText }],
    detectors: { patterns: [{ id: 'fuzz.record', pattern: 'MRN-99999999' }] },
  }
  return { regions, rules }
}
