// Rule sets of the batches: each opens something by a class that the trees use, and secrets stand beside it.
import type { RuleSetInput } from '@reseal/redaction-rules'
import { clearText, clearWords, type Region } from './place.ts'
import type { Random } from './random.ts'

/** Rules and the regions that trees may use with them. */
export interface FuzzRules {
  readonly rules: RuleSetInput
  readonly regions: ReadonlySet<Region>
}

const allows: readonly (readonly [Region, NonNullable<RuleSetInput['allow']>[number]])[] = [
  ['open', { id: 'open', selector: '.open' }],
  ['terms', { id: 'terms', selector: '.terms', words: clearWords }],
  ['titles', { id: 'titles', selector: '.opens-titles', opens: ['titles', 'length'] }],
  ['inputs', { id: 'inputs', selector: '.opens-inputs', opens: ['inputs', 'typing'] }],
  ['options', { id: 'options', selector: '.opens-options', opens: ['options', 'checked'] }],
  ['editables', { id: 'editables', selector: '.opens-editables', opens: ['editables', 'selection'] }],
]

/** Some of all kinds of rules; in one of four batches none. */
export function pickRules(random: Random): FuzzRules {
  if (random.oneIn(4)) return { rules: {}, regions: new Set() }
  const regions = new Set<Region>()
  const has = (region: Region): boolean => {
    const isPicked = random.oneIn(2)
    if (isPicked) regions.add(region)
    return isPicked
  }
  const rules: RuleSetInput = {
    allow: allows.filter(([region]) => has(region)).map(([, rule]) => rule),
    mask: has('shut') ? [{ id: 'shut', selector: '.shut' }] : [],
    block: has('gone') ? [{ id: 'gone', selector: '.gone' }] : [],
    trust: has('trusted') ? [{ id: 'trusted', selector: '.trusted' }] : [],
    attributes: has('tip') ? [{ id: 'tip', selector: '.tip', names: ['title', 'alt'] }] : [],
    urls: [{ id: 'page', path: '/p/:id', query: { q: [] }, hash: ['top'] }],
    messages: [{ id: 'message', text: clearText }],
    detectors: { patterns: [{ id: 'record', pattern: 'MRN-99999999' }] },
  }
  return { regions, rules }
}
