// What the clinic lets a replay show beside the static texts of reseal.manifest.json. All else stays masked.
import { defineRules, type RuleSet } from '@reseal/redaction-rules'

export const clinicRules: RuleSet = defineRules({
  version: 'clinic-6',
  // Text that stands in a template needs no rule. Titles have one besides: without it they are masked in yesterday's recordings as
  // well. The form's message stands in the code that sends the form, not in a template.
  allow: [
    { id: 'titles', selector: '.interface-text, .card-title' },
    { id: 'form-messages', selector: '.banner-error' },
    // What the form demands are forms of a date, an address, a number, and not what anyone is or has.
    { id: 'form-states', selector: '#intake-form', opens: ['invalid', 'same', 'kind'] },
    // Everyone has these. Whether there is an emergency contact, or a reason, is an answer: not told.
    {
      id: 'asked-of-everyone',
      selector: '#first-name, #last-name, #birth-date, #phone',
      opens: ['changed', 'filled'],
    },
  ],
  // The chart's path holds the record number: the template stands in its place.
  urls: [
    { id: 'start-page', path: '/' },
    { id: 'intake-page', path: '/intake' },
    { id: 'patients-page', path: '/patients' },
    { id: 'chart-page', path: '/patients/:id/chart' },
  ],
  // What the form asks and how the server answered; of a failure also its code.
  network: [
    { id: 'plans-request', path: '/api/plans', methods: ['GET'] },
    { id: 'draft-request', path: '/api/drafts', methods: ['POST'] },
    {
      id: 'draft-update-request',
      path: '/api/drafts',
      methods: ['PUT'],
      response: { fields: { '/error': ['draft_version_missing'] } },
    },
    { id: 'results-request', path: '/api/patients/:id/results', methods: ['GET'] },
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
