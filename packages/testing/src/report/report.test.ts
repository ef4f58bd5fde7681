import { describe, expect, it } from 'vitest'
import type { SessionRecord } from '../browser/leak-session.ts'
import type { Sighting } from '../browser/page-watch.ts'
import { createCanaryBook } from '../canaries/canary-book.ts'
import { formatLeakReport } from './format-report.ts'
import { junitOf } from './junit.ts'
import { createLeakReport, type LeakReport } from './leak-report.ts'

const book = createCanaryBook({ seed: 'report' })
const name = book.canary('lastName')
book.canary('email')

const element = (id: number, tagName: string, childNodes: object[]): object => ({
  type: 2,
  id,
  tagName,
  attributes: {},
  childNodes,
})

/** A recording of one paragraph. */
function recordOf(text: string, change: Partial<SessionRecord> = {}): SessionRecord {
  const paragraph = element(4, 'p', [{ type: 3, id: 5, textContent: text }])
  const node = { type: 0, id: 1, childNodes: [element(2, 'html', [element(3, 'body', [paragraph])])] }
  const seen: Sighting = {
    canary: name.id,
    place: 'text',
    element: 'p.name',
    structure: '0/0/0',
    allowedBy: ['all'],
  }
  return {
    seed: book.seed,
    recorder: 'inject',
    rules: undefined,
    ruleText: undefined,
    canaries: book.canaries,
    sightings: [seen],
    streams: [{ id: 's', segmentCount: 1, events: [{ type: 2, timestamp: 1, data: { node } }] }],
    sentInTheClear: [],
    problems: [],
    appSettingsFound: false,
    ...change,
  }
}

const judge = (record: SessionRecord, isComplete = true): Promise<LeakReport> =>
  createLeakReport(record, {
    url: 'http://127.0.0.1/?a=1&b="<>"\u0000\ud800',
    needed: 1,
    visited: { pages: 1, fields: 0, clicks: 0 },
    durationMs: 1,
    isComplete,
  })

describe('createLeakReport', () => {
  it('passes when what was seen is masked in the recording', async () => {
    const report = await judge(recordOf('xxxx'))
    expect(report.verdict).toBe('passed')
    expect(report.coverage).toMatchObject({ planted: 2, seen: 1, recorded: 1 })
  })

  it('fails when a canary can be read, and names the rule that matched where it was seen', async () => {
    const report = await judge(recordOf(name.value))
    expect(report.verdict).toBe('leaked')
    expect(report.leaks).toMatchObject([
      {
        canary: 'last-name',
        element: 'p.name',
        elementIn: 'page',
        rule: { list: 'allow', id: 'all' },
        count: 1,
      },
    ])
  })

  it.each<[string, Partial<SessionRecord>, boolean, string]>([
    ['nothing was seen', { sightings: [] }, true, 'unproven'],
    [
      'what was seen is nowhere in the recording',
      { sightings: [{ canary: 'last-name', place: 'text', structure: '0/0/7', allowedBy: [] }] },
      true,
      'unproven',
    ],
    ['the steps failed', {}, false, 'unproven'],
    ['the recorder stopped', { problems: [{ code: 'capture_failed', message: '' }] }, true, 'unproven'],
    ['no stream came', { streams: [] }, true, 'not-recorded'],
    [
      'a canary was sent in the clear',
      { sentInTheClear: [{ canary: name, part: 'address' }] },
      true,
      'leaked',
    ],
  ])('does not pass when %s', async (_, change, isComplete, verdict) => {
    expect((await judge(recordOf('xxxx', change), isComplete)).verdict).toBe(verdict)
  })
})

describe('formatLeakReport', () => {
  it('opens with the verdict and says what proves nothing', async () => {
    const text = formatLeakReport(await judge(recordOf('xxxx')))
    expect(text).toMatch(/^passed: none of 1 canary /)
    expect(text).toContain('never appeared in the page, so they prove nothing: email')
  })
})

describe('junitOf', () => {
  it('writes a test case for each canary and place, and only what XML may hold', async () => {
    const xml = junitOf(await judge(recordOf(name.value)))
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1"')
    expect(xml).toContain('name="last-name in text"')
    expect(xml).toContain('name="http://127.0.0.1/?a=1&amp;b=&quot;&lt;&gt;&quot;\ufffd\ufffd"')
    // oxlint-disable-next-line no-control-regex -- what XML may not hold
    expect(xml).not.toMatch(/[\u0000-\u0008\ud800-\udfff]/)
  })
})
