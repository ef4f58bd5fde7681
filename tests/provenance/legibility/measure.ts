// Measures how much of an app's text a replay shows: a visit recorded by the real recorder with the app's own set, the same visit
// with other data, and the replay of the first, compared place by place.
import { normaliseStaticText } from '@reseal/redaction-rules/static-texts'
import { launchChromium } from '../../support/browser.ts'
import { type App, type RecordedApp, startRecordedApp } from './apps.ts'
import type { SeenText } from './read-texts.ts'
import { type LiveScreen, type Recording, visitRecorded, visitVersion } from './recorded-visit.ts'
import { collapse, templateTexts } from './template-texts.ts'
import { countSigns, sharedPlaces, type TrueText, tellTruth } from './truth.ts'

/** Characters of one kind: all, and those that the replay shows. */
export interface Share {
  readonly all: number
  readonly legible: number
}

/** A text that is masked in the replay, with why. */
export interface MaskedText {
  readonly text: string
  readonly why: string
  /** Static characters of all its occurrences. */
  readonly count: number
  readonly where: string
}

/** Shares by where characters come from. */
export interface Shares {
  /** From the app's own code, wherever it stands there. */
  readonly static: Share
  /** Of these, what stands literally in a template: between tags, or as an attribute. */
  readonly template: Share
  /** From data that is somebody's. */
  readonly dynamic: Share
  /** From data that is labels: questionnaires, a schema. */
  readonly labels: Share
}

/** What a replay shows of an app. */
export interface Legibility extends Shares {
  readonly app: string
  /** The same of text nodes alone, and of attributes. */
  readonly parts: Readonly<Record<'text' | 'attributes', Shares>>
  readonly screens: readonly (Shares & { readonly name: string })[]
  /** Static texts that stay masked, most characters first. */
  readonly masked: readonly MaskedText[]
  /** Texts from the data that the replay shows. */
  readonly shown: readonly MaskedText[]
}

interface Judged extends TrueText {
  readonly isLegible: boolean
  /** The replay shows a word of the data, marked as whatever. */
  readonly isDataShown: boolean
  readonly isTemplate: boolean
  readonly screen: string
}

const keyOf = ({ path, kind }: SeenText): string => `${path} ${kind}`

interface OtherVersions {
  readonly data: readonly LiveScreen[]
  readonly labels: readonly LiveScreen[] | undefined
}

/** Legible is what the recording marks as static and the replay shows as the page did. */
function judge(recording: Recording, others: OtherVersions, templates: ReadonlySet<string>): Judged[] {
  return recording.screens.flatMap(({ name, texts: real }, index) => {
    const data = others.data[index]?.texts ?? []
    const labels = others.labels?.[index]?.texts
    if (Math.min(sharedPlaces(real, data), sharedPlaces(real, labels ?? real)) < 0.8)
      throw new Error(`${name} is another screen with other data`)
    const shown = new Map(recording.replayed[index]?.map((text) => [keyOf(text), text]))
    const marks = recording.marks[index]
    return tellTruth({ real, data, labels }).map((truth) => {
      const replayed = shown.get(keyOf(truth))
      const mark = marks?.get(replayed?.id ?? -1)
      const isMarked = truth.kind === 'text' ? mark?.isStatic : mark?.attributes.includes(truth.kind)
      const isLegible = isMarked === true && collapse(replayed?.text ?? '') === collapse(truth.text)
      const isDataShown = truth.dynamicWords.some((word) => holdsWord(replayed?.text ?? '', word))
      const isTemplate = templates.has(collapse(truth.text))
      return { ...truth, isLegible, isDataShown, isTemplate, screen: name }
    })
  })
}

// Of a mask, which is one letter many times over, no word of the data is a part; a sign alone says nothing.
const holdsWord = (shown: string, word: string): boolean =>
  countSigns(word) > 1 && new Set(word).size > 1 && shown.split(/\s+/).includes(word)

function shareOf(
  texts: readonly Judged[],
  countOf: (text: Judged) => number,
  isShown = ({ isLegible }: Judged): boolean => isLegible,
): Share {
  const sum = (some: readonly Judged[]): number => some.reduce((total, text) => total + countOf(text), 0)
  return { all: sum(texts), legible: sum(texts.filter(isShown)) }
}

const isAnyShown = ({ isLegible, isDataShown }: Judged): boolean => isLegible || isDataShown

const sharesOf = (texts: readonly Judged[]): Shares => ({
  static: shareOf(texts, ({ staticCount }) => staticCount),
  template: shareOf(texts, ({ isTemplate, staticCount }) => (isTemplate ? staticCount : 0)),
  dynamic: shareOf(texts, ({ dynamicCount }) => dynamicCount, isAnyShown),
  labels: shareOf(texts, ({ labelCount }) => labelCount),
})

function whyMasked(text: Judged, { manifest }: RecordedApp): string {
  if (text.dynamicCount + text.labelCount > 0) return 'beside data in one text'
  const form = normaliseStaticText(text.text)
  if (form === undefined) return 'never eligible: number or too short'
  const entry = manifest.texts.find((one) => one.text === form)
  if (entry === undefined) return text.isTemplate ? 'in a template, not collected' : 'in code, in no template'
  return entry.decision === 'allow' ? 'not allowed by place' : `withheld: ${entry.withheld ?? entry.decision}`
}

function gather(
  texts: readonly Judged[],
  countOf: (text: Judged) => number,
  why: (text: Judged) => string,
): MaskedText[] {
  const found = new Map<string, MaskedText>()
  for (const text of texts) {
    const shown = collapse(text.text)
    const reason = why(text)
    const key = `${reason} ${text.kind} ${shown}`
    const before = found.get(key)
    found.set(key, {
      text: shown,
      why: reason,
      count: (before?.count ?? 0) + countOf(text),
      where: before?.where ?? `${text.screen}: ${text.kind} of ${text.element}`,
    })
  }
  return [...found.values()].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count)
}

/** Builds, visits, records and replays an app, and counts. */
export async function measureLegibility(app: App): Promise<Legibility> {
  const browser = await launchChromium()
  const served = await startRecordedApp(app)
  try {
    const [recording, data = [], labels] = await Promise.all([
      visitRecorded(app, served, browser),
      visitVersion(app, 'data', browser),
      visitVersion(app, 'labels', browser),
    ])
    const templates = await templateTexts(app.root, app.maps, app.catalogues)
    const judged = judge(recording, { data, labels }, templates)
    const isText = ({ kind }: Judged): boolean => kind === 'text'
    return {
      app: app.name,
      ...sharesOf(judged),
      parts: {
        text: sharesOf(judged.filter(isText)),
        attributes: sharesOf(judged.filter((text) => !isText(text))),
      },
      screens: app.screens.map(({ name }) => ({
        name,
        ...sharesOf(judged.filter(({ screen }) => screen === name)),
      })),
      masked: gather(
        judged.filter(({ isLegible }) => !isLegible),
        ({ staticCount }) => staticCount,
        (text) => whyMasked(text, served),
      ),
      shown: gather(
        judged.filter(isAnyShown),
        ({ dynamicCount, labelCount }) => dynamicCount + labelCount,
        ({ dynamicCount }) => (dynamicCount > 0 ? 'from data' : 'from labels'),
      ),
    }
  } finally {
    await browser.close()
    await served.stop()
  }
}
