import { defineRules } from '@reseal/redaction-rules'
import { detectors } from '@reseal/redaction-rules/detectors'
import { expect, it } from 'vitest'
import { detectorLabel, rulesText } from './finding-words.ts'

const finding = {
  stream: 's',
  segmentIndex: 0,
  eventIndex: 0,
  timeMs: 0,
  detector: 'ssn',
  confidence: 'high',
  place: 'text',
  path: 'p',
  accepted: false,
  ruleSetHash: '00',
  proposedRule: { id: 'sentinel-1', selector: 'main > p' },
} as const

it('has a word for every detector', () => {
  for (const { id } of detectors)
    expect(/^[a-z-]+$/.test(detectorLabel(id)) && id.includes('-'), id).toBe(false)
})

it('what is copied is rules as a rule set takes them, each once', () => {
  const { proposedRule: _, ...narrow } = finding
  const other = { ...finding, proposedRule: { id: 'sentinel-2', selector: 'td:nth-of-type(2)' } }
  const text = rulesText([finding, { ...finding, detector: 'mrn' }, narrow, other])
  const mask = JSON.parse(`[${text.replaceAll(/(id|selector):/g, '"$1":').replace(/,$/, '')}]`) as []
  expect(defineRules({ mask }).mask).toEqual([finding.proposedRule, other.proposedRule])
})
