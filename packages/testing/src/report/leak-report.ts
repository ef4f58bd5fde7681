// The verdict of a leak test, and what it rests on.

import type { RecorderMode, RecorderProblem, SessionRecord } from '../browser/leak-session.ts'
import type { Sighting } from '../browser/page-watch.ts'
import type { Canary, CanaryKind } from '../canaries/canary.ts'
import type { Place } from '../recording/event-names.ts'
import { type RuleName, rulesInForce } from '../recording/rule-marks.ts'
import { type StreamFindings, type Survivor, searchStream } from '../recording/search-stream.ts'
import type { Form } from '../search/decode.ts'
import { createCanaryFinder } from '../search/find-canaries.ts'
import { explainLeak, type Suggestion } from './explain-leak.ts'

/**
 * `passed`: enough was planted and nothing survived. `leaked`: something did. `unproven`: too little was seen in the
 * page to prove anything. `not-recorded`: no event reached the test's ingest.
 */
export type Verdict = 'passed' | 'leaked' | 'unproven' | 'not-recorded'

/** A canary that can be read in the recording, in one place. */
export interface Leak {
  readonly canary: string
  readonly value: string
  readonly place: Place
  readonly form: Form
  /** First event that holds it. */
  readonly stream: string
  readonly eventIndex: number
  readonly event: string
  readonly path: string
  readonly attribute?: string
  /** CSS path: in the live page where the element was seen there, else in the recording. */
  readonly element?: string
  readonly elementIn?: 'page' | 'recording'
  /** The rule that let it through. */
  readonly rule?: RuleName
  readonly suggestion: Suggestion
  /** Events and places that hold it, the first included. */
  readonly count: number
}

/** A canary and where it was seen. */
export interface CanaryReport {
  readonly id: string
  readonly kind: CanaryKind
  readonly value: string
  /** Whether it was ever in the page: one that was not proves nothing. */
  readonly seen: boolean
  /** Whether the recording has the element it was seen in, or the box that hides it. */
  readonly recorded: boolean
  readonly places: readonly Place[]
  readonly survived: boolean
}

/** The outcome of a leak test. */
export interface LeakReport {
  readonly verdict: Verdict
  readonly url: string
  readonly seed: string
  readonly recorder: RecorderMode
  readonly rules: { readonly version: string; readonly sha256: string } | undefined
  readonly canaries: readonly CanaryReport[]
  readonly leaks: readonly Leak[]
  readonly coverage: {
    readonly planted: number
    /** Of the planted ones, those seen in the page. Canaries that only the test's own probes show do not count. */
    readonly seen: number
    /** Of those, the ones in places that the recording shows: only these prove something. */
    readonly recorded: number
    readonly needed: number
    readonly pages: number
    readonly fields: number
    readonly clicks: number
  }
  readonly recording: { readonly streams: number; readonly segments: number; readonly events: number }
  /** Why nothing was recorded, or what else went wrong. */
  readonly problems: readonly RecorderProblem[]
  readonly durationMs: number
}

/** What {@link createLeakReport} needs beside the session's record. */
export interface ReportOptions {
  readonly url: string
  readonly needed: number
  readonly visited: { readonly pages: number; readonly fields: number; readonly clicks: number }
  readonly durationMs: number
  /** False when the steps did not run to their end. */
  readonly isComplete: boolean
  readonly problems?: readonly RecorderProblem[]
}

const fatalCodes: ReadonlySet<string> = new Set([
  'capture_failed',
  'page_too_large',
  'sealing_failed',
  'refused',
  'switched_off',
  'failed',
])

/** Whether the recorder stopped for good: what the page showed afterwards was not recorded. */
const endsRecording = ({ code }: RecorderProblem): boolean => fatalCodes.has(code)

function sightingOf(survivor: Survivor, sightings: readonly Sighting[]): Sighting | undefined {
  const ofCanary = sightings.filter(({ canary }) => canary === survivor.canary.id)
  const samePlace = ofCanary.filter(({ place }) => place === survivor.place)
  return (
    samePlace.find(({ structure }) => structure !== undefined && structure === survivor.structure) ??
    ofCanary.find(({ structure }) => structure !== undefined && structure === survivor.structure) ??
    (samePlace.length === 1 ? samePlace[0] : undefined)
  )
}

function toLeak(survivors: readonly [Survivor, ...Survivor[]], record: SessionRecord): Leak {
  const [first] = survivors
  const sighting = sightingOf(first, record.sightings)
  const element = sighting?.element ?? first.recordedPath
  const { rule, suggestion } = explainLeak(first, sighting, {
    rules: record.rules,
    marked: record.streams.some(({ events }) => events.some((event) => rulesInForce(event) !== undefined)),
  })
  return {
    canary: first.canary.id,
    value: first.canary.value,
    place: first.place,
    form: first.form,
    stream: first.stream,
    eventIndex: first.eventIndex,
    event: first.event,
    path: first.path,
    ...(first.attribute === undefined ? {} : { attribute: first.attribute }),
    ...(element === undefined ? {} : { element, elementIn: sighting?.element ? 'page' : 'recording' }),
    ...(rule === undefined ? {} : { rule }),
    suggestion,
    count: survivors.length,
  }
}

function groupLeaks(record: SessionRecord, findings: readonly StreamFindings[]): Leak[] {
  const groups = new Map<string, [Survivor, ...Survivor[]]>()
  for (const { survivors } of findings) {
    for (const survivor of survivors) {
      const { canary, place, attribute, structure } = survivor
      const key = [canary.id, place, attribute, structure].join('\n')
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [survivor])
      else group.push(survivor)
    }
  }
  return [...groups.values()].map((group) => toLeak(group, record))
}

function clearLeaks(record: SessionRecord): Leak[] {
  return record.sentInTheClear.map(({ canary, part }) => ({
    canary: canary.id,
    value: canary.value,
    place: 'other',
    form: 'plain',
    stream: '',
    eventIndex: 0,
    event: 'request to ingest',
    path: part,
    suggestion: { text: 'This is a defect of Reseal: report it, see SECURITY.md.' },
    count: 1,
  }))
}

interface Searched {
  readonly record: SessionRecord
  readonly findings: readonly StreamFindings[]
  readonly leaks: readonly Leak[]
}

function reportCanary(canary: Canary, { record, findings, leaks }: Searched): CanaryReport {
  const sightings = record.sightings.filter((sighting) => sighting.canary === canary.id)
  // Title, address, console and errors belong to no element.
  const isRecorded = ({ structure }: Sighting): boolean =>
    findings.some(({ showed }) => structure === undefined || showed(structure))
  return {
    id: canary.id,
    kind: canary.kind,
    value: canary.value,
    seen: sightings.length > 0,
    recorded: sightings.some(isRecorded),
    places: [...new Set(sightings.map(({ place }) => place))],
    survived: leaks.some((leak) => leak.canary === canary.id),
  }
}

async function sha256Hex(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))).toString('hex')
}

/** Searches what was recorded and judges. */
export async function createLeakReport(record: SessionRecord, options: ReportOptions): Promise<LeakReport> {
  const finder = createCanaryFinder(record.canaries)
  const findings = record.streams.map(({ id, events }) => searchStream({ stream: id, events }, finder))
  const leaks = [...groupLeaks(record, findings), ...clearLeaks(record)]
  const canaries = record.canaries.map((canary) => reportCanary(canary, { record, findings, leaks }))
  // The test's own probes can be shown by every page: they prove nothing about the app.
  const planted = canaries.filter(({ kind }) => kind !== 'probe')
  const seen = planted.filter((canary) => canary.seen).length
  const recorded = planted.filter((canary) => canary.recorded).length
  const eventCount = record.streams.reduce((sum, { events }) => sum + events.length, 0)
  const isRecorded = record.streams.some(({ events }) => events.some(({ type }) => type === 2))
  const verdict: Verdict =
    leaks.length > 0
      ? 'leaked'
      : !isRecorded
        ? 'not-recorded'
        : recorded < options.needed || !options.isComplete || record.problems.some(endsRecording)
          ? 'unproven'
          : 'passed'
  return {
    verdict,
    url: options.url,
    seed: record.seed,
    recorder: record.recorder,
    rules:
      record.rules === undefined
        ? undefined
        : { version: record.rules.version, sha256: await sha256Hex(record.ruleText ?? '') },
    canaries,
    leaks,
    coverage: { planted: planted.length, seen, recorded, needed: options.needed, ...options.visited },
    recording: {
      streams: record.streams.length,
      segments: record.streams.reduce((sum, { segmentCount }) => sum + segmentCount, 0),
      events: eventCount,
    },
    problems: [...record.problems, ...(options.problems ?? [])].filter(
      (problem, index, all) => all.findIndex(({ code }) => code === problem.code) === index,
    ),
    durationMs: options.durationMs,
  }
}
