// What the clinic lets a replay show: text that is literally in its own templates. All else stays masked.
import { defineRules, type RuleSet } from '@reseal/redaction-rules'

// The labels beside radio buttons and check boxes are left out on purpose: a readable label and the pointer on it would
// tell the answer.
export const clinicRules: RuleSet = defineRules({
  version: 'clinic-1',
  allow: [
    { id: 'brand', selector: '.brand-name' },
    { id: 'navigation', selector: '.nav-link' },
    { id: 'titles', selector: '.interface-text, .card-title' },
    { id: 'field-labels', selector: '.label, .fact-term' },
    { id: 'table-heads', selector: 'th' },
    { id: 'buttons', selector: '.button' },
    { id: 'form-messages', selector: '.banner-error, .banner-text, .banner .link-button' },
  ],
})
