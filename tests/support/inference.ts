// Runs pairs of the same actions with different answers and compares what was recorded: what a recording does not
// distinguish it does not tell.
import type { RuleSetInput } from '@reseal/redaction-rules'
import type { Page } from 'playwright'

/** Script with `$` (in the case's own markup) in scope, or what a person does. */
export type Action = string | Deed

/** What a person does, given the page and a way to name an element of the case. */
export interface Deed {
  (page: Page, at: (selector: string) => string): Promise<void>
  /** The pointer moves, which is recorded half a second late. */
  readonly isPointed?: boolean
}

/** One question and two answers to it. */
export interface InferenceCase {
  readonly id: string
  readonly html: string
  /** Markup of the second answer, where the markup itself is the answer. */
  readonly otherHtml?: string
  readonly one: Action
  readonly other: Action
}

type Event = { readonly type: number; readonly data: Record<string, unknown> }

interface Recording {
  /** What was recorded while each case was acted out, and at the end. */
  readonly parts: ReadonlyMap<string, readonly string[]>
}

const times: ReadonlySet<string> = new Set(['timestamp', 'timeOffset'])
const moves = 1

// Moves are collected for half a second: where one event ends and the next begins is a matter of time.
function normalise(events: readonly Event[]): string[] {
  const out: string[] = []
  for (const event of events) {
    const text = (value: unknown): string =>
      JSON.stringify(value, (key, field: unknown) => (times.has(key) ? undefined : field))
    if (event.type === 3 && event.data['source'] === moves) {
      for (const position of event.data['positions'] as unknown[]) out.push(`move ${text(position)}`)
    } else out.push(text(event))
  }
  return out
}

const settledMs = 60
const movesMs = 620

/** By whom, and under which rules, the answers are recorded. */
export interface Recorder {
  readonly isBare?: boolean
  readonly rules?: RuleSetInput
  /** A static-text set that is in force. */
  readonly manifest?: string | undefined
}

async function record(
  page: Page,
  cases: readonly InferenceCase[],
  which: 'one' | 'other',
  { isBare = false, rules = {}, manifest }: Recorder,
): Promise<Recording> {
  const sections = cases.map((one) => ({
    id: one.id,
    html: which === 'other' ? (one.otherHtml ?? one.html) : one.html,
  }))
  await page.evaluate(
    ({ sections, rules, manifest, isBare }) => {
      for (const { id, html } of sections) {
        const section = document.createElement('section')
        section.dataset['case'] = id
        section.style.minHeight = '20px'
        section.setHTMLUnsafe(html)
        document.body.append(section)
      }
      const { capturePage } = window
      window.captured = isBare ? capturePage.startBare() : capturePage.start(rules, manifest)
    },
    { sections, rules, manifest, isBare },
  )
  const count = (): Promise<number> => page.evaluate(() => window.captured?.events.length ?? 0)
  // On a busy machine what is late is later.
  const settle = async (): Promise<void> => {
    for (let last = -1; last !== (await count()); ) {
      last = await count()
      await page.waitForTimeout(settledMs)
    }
  }
  // A page is not taken in in one go.
  await page.waitForFunction(() => window.captured?.events.some((event) => (event as Event).type === 2))
  await settle()
  const starts = new Map<string, readonly [number, number]>()
  for (const one of cases) {
    const from = await count()
    const action = one[which]
    if (typeof action === 'string') {
      await page.evaluate(
        async ({ id, code, settledMs }) => {
          const section = document.querySelector(`[data-case="${id}"]`)
          // oxlint-disable-next-line typescript/no-implied-eval -- cases are data, with their action as text
          new Function('$', code)((selector: string) => section?.querySelector(selector))
          await new Promise((resolve) => setTimeout(resolve, settledMs))
        },
        { id: one.id, code: action, settledMs },
      )
    } else {
      await action(page, (selector) => `[data-case="${one.id}"] ${selector}`)
      await page.waitForTimeout(action.isPointed === true ? movesMs : settledMs)
      await settle()
    }
    starts.set(one.id, [from, await count()])
  }
  const before = await count()
  const { events, errors } = await page.evaluate(() => {
    window.captured?.takeKeyframe()
    window.captured?.stop()
    return { events: window.captured?.events ?? [], errors: window.captured?.errors ?? [] }
  })
  if (errors.length > 0) throw new Error(errors.join())
  const parts = new Map<string, readonly string[]>()
  const all = events as readonly Event[]
  const firstFrom = starts.values().next().value?.[0] ?? 0
  parts.set('at the start', normalise(all.slice(0, firstFrom)))
  for (const [id, [from, to]] of starts) parts.set(id, normalise(all.slice(from, to)))
  parts.set('at the end', normalise(all.slice(before)))
  return { parts }
}

function differenceOf(one: readonly string[], other: readonly string[]): string | undefined {
  const length = Math.max(one.length, other.length)
  for (let index = 0; index < length; index++) {
    const [left, right] = [one[index] ?? 'nothing', other[index] ?? 'nothing']
    if (left === right) continue
    let at = 0
    while (left[at] === right[at]) at += 1
    const from = Math.max(0, at - 80)
    return `…${left.slice(from, at + 60)}… against …${right.slice(from, at + 60)}…`
  }
  return undefined
}

/** Where the recordings of the two answers differ: the case, and how. */
export async function compareAnswers(
  open: () => Promise<Page>,
  cases: readonly InferenceCase[],
  recorder: Recorder = {},
): Promise<Record<string, string>> {
  const [one, other] = await Promise.all(
    (['one', 'other'] as const).map(async (which) => {
      const page = await open()
      try {
        return await record(page, cases, which, recorder)
      } finally {
        await page.close()
      }
    }),
  )
  const differences: Record<string, string> = {}
  for (const [id, events] of one?.parts ?? []) {
    const difference = differenceOf(events, other?.parts.get(id) ?? [])
    if (difference !== undefined) differences[id] = difference
  }
  return differences
}
