// The rules registry: a looser set waits for a privacy officer, and until then neither shows anything nor lets anyone watch
// what was recorded under it (design.md §9).
import { canonicalRules, defineRules, type RuleSetInput, ruleFingerprint } from '@reseal/redaction-rules'
import { createAuditLog, createReleaseManifestRepository, createRuleSetRepository } from '@reseal/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorCode, startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { PublishedSetReply, RulesReply } from './rules-api.ts'

const heading = { id: 'headings', selector: 'h1' }
const notice = { id: 'notices', selector: 'p' }

let viewer: ViewerFixture
let officer: string
beforeAll(async () => {
  viewer = await startViewerFixture()
  officer = await viewer.signInAs('officer-1', ['privacy-officer'])
})
afterAll(() => viewer.stop())

async function publish(input: RuleSetInput, options: { looser?: boolean; by?: string } = {}): Promise<void> {
  const owner = createAuditLog(viewer.databases.database('worker'), { anchor: viewer.deps.anchor })
  const { index } = await owner.append({
    action: 'configuration.change',
    outcome: 'success',
    actor: { issuer: 'os', subject: options.by ?? 'operator', roles: [], method: 'os-user' },
    change: { setting: 'rules' },
    target: { app: 'clinic' },
  })
  const body = Buffer.from(canonicalRules(defineRules(input)))
  const sets = createRuleSetRepository(viewer.databases.database('owner'))
  const { looser = false } = options
  await sets.publish({ appId: 'clinic', version: input.version ?? '1', body, auditIndex: index, looser })
}

async function newest(): Promise<PublishedSetReply> {
  const response = await viewer.request('/api/rules', { cookie: officer })
  const { apps } = (await response.json()) as RulesReply
  const set = apps.find(({ id }) => id === 'clinic')?.sets[0]
  if (set === undefined) throw new Error('nothing is published')
  return set
}

const decide = (
  { seq, comparedTo }: Pick<PublishedSetReply, 'seq' | 'comparedTo'>,
  approve: boolean,
): Promise<Response> =>
  viewer.post(
    `/api/rules/${seq}/decision`,
    { approve, reason: 'reviewed', ...(comparedTo && { comparedTo }) },
    { cookie: officer },
  )

const inForce = async (): Promise<string | undefined> =>
  (await viewer.deps.ruleSets.findNewest('clinic'))?.version

test('a pending set is shown with what it would show, and counts once it is approved', async () => {
  await publish({ version: 'first', allow: [heading] })
  await publish({ version: 'second', allow: [heading, notice] }, { looser: true })
  const pending = await newest()
  expect(pending).toMatchObject({
    version: 'second',
    state: 'pending',
    inForce: false,
    publishedBy: 'operator',
  })
  expect(pending.diff?.readable).toEqual([
    { list: 'allow', id: 'notices', reason: expect.stringContaining('p') },
  ])
  expect(await inForce()).toBe('first')
  expect((await decide(pending, true)).status).toBe(204)
  expect(await inForce()).toBe('second')
  expect(await newest()).toMatchObject({ state: 'approved', decidedBy: 'officer-1', reason: 'reviewed' })
  expect(await errorCode(await decide(pending, false))).toBe('conflict')
  const [denied, decided] = await viewer.events('rules.decide')
  expect(denied).toMatchObject({ outcome: 'denied', denyReason: 'conflict' })
  expect(decided).toMatchObject({ outcome: 'success', change: { from: pending.comparedTo, to: 'approved' } })
})

test('while a looser set waits, an officer may look at what it would open, by the rules of today', async () => {
  const recorded = await viewer.record()
  await viewer.anchor()
  const path = `/api/sessions/${recorded.session}/replays`
  const open = (): Promise<Response> =>
    viewer.post(path, { purpose: 'privacy-investigation' }, { cookie: officer })
  expect(await errorCode(await open())).toBe('not_quarantined')
  await publish(
    { version: 'wider', allow: [heading, notice, { id: 'cells', selector: 'td' }] },
    { looser: true },
  )
  const pending = await newest()
  expect(pending.preview).toEqual({
    added: [{ list: 'allow', id: 'cells', selector: 'td' }],
    removed: [],
  })
  const opened = await open()
  expect(opened.status).toBe(201)
  const { replayId } = (await opened.json()) as { replayId: string }
  await viewer.anchor()
  const { startedAtMs, stream } = recorded
  const read = await viewer.request(
    `/api/replays/${replayId}/streams/${stream}/events?fromMs=${startedAtMs}&toMs=${startedAtMs}`,
    { cookie: officer },
  )
  expect(read.status).toBe(200)
  await read.text()
  const [event] = await viewer.events('replay.read')
  expect(event).toMatchObject({ ruleSetVersion: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect((await decide(pending, false)).status).toBe(204)
  expect(await errorCode(await open())).toBe('not_quarantined')
})

test('what a waiting set masks more counts at once, what it opens does not', async () => {
  const before = await viewer.deps.viewRules.find('clinic', viewer.databases.database('viewer'))
  await publish({ version: 'mixed', allow: [notice, { id: 'lists', selector: 'li' }] }, { looser: true })
  const rules = await viewer.deps.viewRules.find('clinic', viewer.databases.database('viewer'))
  expect(rules?.version).toBe(before?.version)
  const text = (id: number, textContent: string, rule: number): object => ({ type: 3, textContent, id, rule })
  const element = (id: number, tagName: string, child: object): object => ({
    type: 2,
    tagName,
    attributes: {},
    childNodes: [child],
    id,
  })
  const payload = {
    allow: [heading, notice].map(ruleFingerprint),
    trust: [],
    mask: [],
    block: [],
    attributes: [],
  }
  const childNodes = [element(2, 'h1', text(3, 'Intake', 0)), element(4, 'p', text(5, 'Please wait', 1))]
  const snapshot = {
    type: 2,
    timestamp: 1,
    data: { node: { type: 0, id: 1, childNodes }, initialOffset: { top: 0, left: 0 }, rules: payload },
  }
  const shownBy = (redactor = rules?.createRedactor()): string => JSON.stringify(redactor?.redact(snapshot))
  expect(shownBy(before?.createRedactor())).toContain('Intake')
  expect(shownBy()).not.toContain('Intake')
  expect(shownBy()).toContain('Please wait')
  expect((await decide(await newest(), false)).status).toBe(204)
})

test('one that is refused never counts', async () => {
  await publish({ version: 'third', allow: [{ id: 'all', selector: '*' }] }, { looser: true })
  expect((await decide(await newest(), false)).status).toBe(204)
  expect(await inForce()).toBe('second')
  expect(await newest()).toMatchObject({ state: 'refused' })
})

test('nobody approves what they published themselves, nor against a set that is not in force any more', async () => {
  await publish({ version: 'own', allow: [{ id: 'own', selector: 'dt' }] }, { looser: true, by: 'officer-1' })
  expect(await errorCode(await decide(await newest(), true))).toBe('same_person')
  await publish({ version: 'late', allow: [{ id: 'late', selector: 'dd' }] }, { looser: true })
  const seen = await newest()
  await publish({ version: 'strict', allow: [] })
  expect(await errorCode(await decide(seen, true))).toBe('conflict')
  expect(await inForce()).toBe('strict')
})

test('a recording under a pending set is an officer’s to watch only once it is approved', async () => {
  await publish({ version: 'page', allow: [notice] }, { looser: true })
  const set = await newest()
  const engineer = await viewer.signInAs(`eng-${Math.random()}`, ['engineer'], ['clinic'])
  const recorded = await viewer.record({ ruleSetHash: Buffer.from(set.sha256, 'hex') })
  await viewer.anchor()
  const open = (): Promise<Response> =>
    viewer.post(`/api/sessions/${recorded.session}/replays`, { purpose: 'debugging' }, { cookie: engineer })
  expect(await errorCode(await open())).toBe('rules_not_approved')
  expect((await decide(set, true)).status).toBe(204)
  expect((await open()).status).toBe(201)
})

test('static texts of a release are compared with those of the release before it', async () => {
  const manifests = createReleaseManifestRepository(viewer.databases.database('owner'))
  const publishTexts = (release: string, texts: readonly string[]): Promise<void> =>
    manifests.publish({
      appId: 'clinic',
      release,
      body: Buffer.from(
        JSON.stringify({
          version: 1,
          texts: [
            ...texts.map((text) => ({ text, decision: 'allow' })),
            { text: 'Left out', decision: 'withhold' },
          ],
        }),
      ),
      sha256: new Uint8Array(32),
      textCount: texts.length,
      auditIndex: 1,
    })
  const changes = async (query: string): Promise<unknown> => {
    const path = `/api/rules/manifests/changes?app=clinic&${query}`
    return (await viewer.request(path, { cookie: officer })).json()
  }
  await publishTexts('1.0', ['Save', 'Close'])
  expect(await changes('release=1.0')).toEqual({
    release: '1.0',
    addedCount: 2,
    removedCount: 0,
    added: ['Save', 'Close'],
    removed: [],
  })
  await publishTexts('1.1', ['Save', 'Send now', 'Send later'])
  expect(await changes('release=1.1&search=LATER')).toEqual({
    release: '1.1',
    comparedTo: '1.0',
    addedCount: 2,
    removedCount: 1,
    added: ['Send later'],
    removed: [],
  })
})
