// Rules changed later: what leaves the viewer's API has passed the newest rule set published for the app, and the audit
// log says which (design.md §5.9, R-15.1).
import { createHash } from 'node:crypto'
import { canonicalRules, defineRules, type RuleSetInput, ruleFingerprint } from '@reseal/redaction-rules'
import { createRuleSetRepository } from '@reseal/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readLines, startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'

const heading = { id: 'headings', selector: 'h1' }
const notice = { id: 'notices', selector: 'p' }

let viewer: ViewerFixture
let engineer: string
beforeEach(async () => {
  viewer = await startViewerFixture({ config: { rangeMaxBytes: 65_536 } })
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
})
afterEach(() => viewer.stop())

async function publish(input: RuleSetInput): Promise<string> {
  const body = Buffer.from(canonicalRules(defineRules(input)))
  const owner = createRuleSetRepository(viewer.databases.database('owner'))
  await owner.publish({ appId: 'clinic', version: input.version ?? '1', body, auditIndex: 0 })
  return createHash('sha256').update(body).digest('hex')
}

/** The rules in force, and a page with a heading and a notice that they let through. */
function keyframe(index: number): object[] {
  const payload = {
    allow: [heading, notice].map(ruleFingerprint),
    trust: [],
    mask: [],
    block: [],
    attributes: [],
  }
  const text = (id: number, textContent: string, rule: number) => ({ type: 3, textContent, id, rule })
  const element = (id: number, tagName: string, childNodes: object[]) => ({
    type: 2,
    tagName,
    attributes: {},
    childNodes,
    id,
  })
  const node = {
    type: 0,
    id: 1,
    childNodes: [
      element(2, 'html', [
        element(3, 'h1', [text(4, `Intake ${index}`, 0)]),
        element(5, 'p', [text(6, `Smith ${index}`, 1)]),
      ]),
    ],
  }
  return [
    { type: 6, timestamp: 1, data: { plugin: 'reseal/rules', payload } },
    { type: 2, timestamp: 2, data: { node, initialOffset: { top: 0, left: 0 } } },
  ]
}

const change = (index: number) => ({
  type: 3,
  timestamp: 3,
  data: {
    source: 0,
    texts: [
      { id: 4, value: `Intake ${index}`, rule: 0 },
      { id: 6, value: `Smith ${index}`, rule: 1 },
    ],
    attributes: [],
    removes: [],
    adds: [],
  },
})

async function read(query: string, recorded: { session: string; stream: string }) {
  const replayId = await viewer.openReplay(recorded.session, engineer)
  const path = `/api/replays/${replayId}/streams/${recorded.stream}/events?${query}`
  const response = await viewer.request(path, { cookie: engineer })
  expect(response.status).toBe(200)
  return readLines(response)
}

describe('a range', () => {
  const record = () =>
    viewer.record({
      segmentCount: 6,
      plaintext: (index) => JSON.stringify(index % 3 === 0 ? keyframe(index) : [change(index)]),
    })
  const whole = 'fromMs=0&toMs=1800000000000'

  test('is as it was recorded while no rules are published', async () => {
    const recorded = await record()
    const text = JSON.stringify(await read(whole, recorded))
    for (const index of [0, 1, 2, 3, 4, 5]) expect(text).toContain(`Smith ${index}`)
    expect((await viewer.events('replay.read'))[0]).not.toHaveProperty('ruleSetVersion')
  })

  test('no longer holds what the newest rules do not let through', async () => {
    const recorded = await record()
    const both = await publish({ version: 'both', allow: [heading, notice] })
    expect(JSON.stringify(await read(whole, recorded))).toContain('Smith 5')
    const newest = await publish({ version: 'less', allow: [heading] })
    const text = JSON.stringify(await read(whole, recorded))
    expect(text).not.toContain('Smith')
    for (const index of [0, 1, 2, 3, 4, 5]) expect(text).toContain(`Intake ${index}`)
    const versions = (events: { ruleSetVersion?: string }[]) => events.map((event) => event.ruleSetVersion)
    expect(versions(await viewer.events('replay.read'))).toEqual([newest, both])
    expect(versions(await viewer.events('replay.delivered'))).toEqual([newest, both])
    const listed = await viewer.request('/api/audit', { cookie: engineer })
    expect(await listed.text()).toContain(newest)
  })

  test('does not hold it where it goes on behind another', async () => {
    const recorded = await record()
    await publish({ allow: [heading] })
    const lines = await read(`${whole}&fromIndex=4`, recorded)
    const text = JSON.stringify(lines)
    expect(text).not.toContain('Smith')
    expect(text).not.toContain('Intake 3')
    expect(text).toContain('Intake 4')
    expect(lines.at(-1)).toMatchObject({ end: { firstIndex: 4, lastIndex: 5, nextIndex: null } })
    // What was opened for it is in the log, what was delivered too.
    const [opened] = await viewer.events('replay.read')
    expect(opened).toMatchObject({ target: { fromIndex: 3, toIndex: 5 }, extent: { segments: 3 } })
    const [delivered] = await viewer.events('replay.delivered')
    expect(delivered).toMatchObject({ target: { fromIndex: 4, toIndex: 5 }, extent: { segments: 2 } })
  })

  test('holds nothing of a page whose keyframe is too far back', async () => {
    const noise = Array.from({ length: 60_000 }, () => Math.random().toString(36).at(-1)).join('')
    const recorded = await viewer.record({
      segmentCount: 5,
      keyframeEvery: 99,
      plaintext: (index) =>
        JSON.stringify([...(index === 0 ? keyframe(0) : [change(index)]), { type: 5, timestamp: 1, noise }]),
    })
    await publish({ allow: [heading, notice] })
    expect(JSON.stringify(await read(`${whole}&fromIndex=1`, recorded))).toContain('Smith 1')
    const text = JSON.stringify(await read(`${whole}&fromIndex=4`, recorded))
    expect(text).not.toMatch(/Smith|Intake/)
  })

  test('is refused while the published rules cannot be read', async () => {
    const recorded = await record()
    const owner = createRuleSetRepository(viewer.databases.database('owner'))
    const replayId = await viewer.openReplay(recorded.session, engineer)
    const path = `/api/replays/${replayId}/streams/${recorded.stream}/events?${whole}`
    for (const body of ['{"later":1}', 'no JSON']) {
      await owner.publish({ appId: 'clinic', version: body, body: Buffer.from(body), auditIndex: 0 })
      const refused = await viewer.request(path, { cookie: engineer })
      expect(refused.status).toBe(503)
      expect(await refused.json()).toMatchObject({ error: { code: 'rules_unreadable' } })
    }
    expect(viewer.unwrapCount()).toBe(0)
  })
})
