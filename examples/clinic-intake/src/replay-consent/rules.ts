// What the clinic lets a replay show: text that is literally in its own templates. All else stays masked.
import { defineRules, type RuleSet } from '@reseal/redaction-rules'

// The labels beside radio buttons and check boxes are left out on purpose: a readable label and the pointer on it would
// tell the answer.
export const clinicRules: RuleSet = defineRules({
  version: 'clinic-3',
  allow: [
    { id: 'brand', selector: '.brand-name' },
    { id: 'navigation', selector: '.nav-link' },
    { id: 'titles', selector: '.interface-text, .card-title' },
    { id: 'field-labels', selector: '.label, .fact-term' },
    { id: 'table-heads', selector: 'th' },
    { id: 'buttons', selector: '.button' },
    { id: 'form-messages', selector: '.banner-error, .banner-text, .banner .link-button' },
  ],
  // The chart's path holds the record number: the template stands in its place.
  urls: [
    { id: 'intake-page', path: '/' },
    { id: 'patients-page', path: '/patients' },
    { id: 'chart-page', path: '/patients/:id/chart' },
  ],
  // What the form asks and how the server answered; of a failure also its code.
  network: [
    { id: 'plans-request', path: '/api/plans', methods: ['GET'] },
    { id: 'draft-request', path: '/api/drafts', methods: ['POST'] },
    {
      id: 'submit-request',
      path: '/api/intake',
      methods: ['POST'],
      response: { fields: { '/error': ['intake_store_unavailable'] } },
    },
  ],
  messages: [
    { id: 'plans-message', text: 'plans unavailable' },
    { id: 'submit-message', text: 'intake submit failed' },
    { id: 'replay-message', text: 'session replay did not start' },
  ],
  events: [
    {
      id: 'intake-submitted',
      name: 'intake.submitted',
      fields: { result: ['saved', 'failed'], took: 'duration' },
    },
  ],
  tags: [{ id: 'desk', key: 'desk', values: ['front-desk-1', 'front-desk-2'] }],
  detectors: { patterns: [{ id: 'record-number', pattern: '9999999' }] },
})
