// What runs inside the fuzzer's page: builds trees, records, lets their steps happen, hands out what was recorded.
import { defineRules, type RuleSetInput } from '@reseal/redaction-rules'
import { record } from '@rrweb/record'
import { trackersOf } from '../../../packages/recorder-sdk/src/boot/main-trackers.ts'
import { placeTrackers } from '../../../packages/recorder-sdk/src/capture/place-trackers.ts'
import { startCapture } from '../../../packages/recorder-sdk/src/capture/start-capture.ts'
import { consoleLevels } from '../../../packages/recorder-sdk/src/capture/track-console.ts'
import { ownRecord } from '../../../packages/recorder-sdk/test/own-record.ts'
import { pageStaticTexts } from '../../../packages/recorder-sdk/test/page-static-texts.ts'
import type { FuzzElement, FuzzNode, FuzzTree } from './tree.ts'

export interface FuzzRun {
  readonly recorder: 'reseal' | 'bare'
  readonly rules: RuleSetInput
  /** A static-text set that is in force. */
  readonly manifest?: string
  readonly trees: readonly FuzzTree[]
}

export interface FuzzResult {
  /** All events as JSON, without their times. */
  readonly events: string
  readonly eventCount: number
  /** Errors by which the recorder stopped. */
  readonly errors: readonly string[]
  /** Steps that the browser refused. */
  readonly refused: readonly string[]
  readonly stepCount: number
}

/** A recorder at work. */
export interface Recording {
  readonly events: unknown[]
  readonly errors: string[]
  keyframe(): void
  stop(): void
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const htmlNamespace = 'http://www.w3.org/1999/xhtml'
const times: ReadonlySet<string> = new Set(['timestamp', 'timeOffset'])

function startRecorder(run: FuzzRun): Recording {
  const events: unknown[] = []
  const errors: string[] = []
  if (run.recorder === 'bare') {
    const stop = record({ emit: (event) => events.push(event), recordCanvas: true, collectFonts: true })
    return { events, errors, keyframe: () => record.takeFullSnapshot(true), stop: () => stop?.() }
  }
  const rules = defineRules(run.rules)
  const capture = startCapture({
    rules,
    staticTexts: pageStaticTexts(run.manifest),
    emit: (event) => events.push(event),
    onError: (error) => errors.push(`${error.code}: ${String(error.cause)}`),
  })
  const trackers = trackersOf({ rules, endpoint: '', network: false, console: consoleLevels })
  const placed = placeTrackers(trackers, capture)
  const stop = (): void => {
    placed.stop()
    capture.stop()
  }
  return { events, errors, keyframe: capture.takeKeyframe, stop }
}

// Each costs as much as all that the trees of a batch do.
const mostKeyframes = 1

/** A builder of one tree: what has to wait until the tree is in the page collects in `whenConnected`. */
function createBuilder(whenConnected: (() => void)[]) {
  const refs = new Map<number, Element>()

  function setAttributes(element: Element, made: FuzzElement): void {
    for (const { name, value, namespace } of made.attributes) {
      try {
        if (namespace === undefined) element.setAttribute(name, value)
        else element.setAttributeNS(namespace, name, value)
      } catch {
        // Names that only the parser lets through.
        const holder = document.createElement('div')
        holder.innerHTML = `<p ${name}="x">`
        const attribute = holder.firstElementChild?.attributes[0]
        if (attribute === undefined) continue
        holder.firstElementChild?.removeAttributeNode(attribute)
        attribute.value = value
        element.setAttributeNode(attribute)
      }
    }
  }

  function buildElement(made: FuzzElement): Element {
    const element = document.createElementNS(made.namespace ?? htmlNamespace, made.name)
    refs.set(made.ref, element)
    setAttributes(element, made)
    element.append(...build(made.children))
    const { shadow, sheets, frame, state } = made
    if (shadow !== undefined) {
      const root = element.attachShadow({ mode: 'open' })
      root.append(...build(shadow))
      for (const text of sheets ?? []) {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(text)
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
      }
    }
    if (frame !== undefined) {
      const content = build(frame)
      whenConnected.push(() => (element as HTMLIFrameElement).contentDocument?.body.append(...content))
    }
    // oxlint-disable-next-line typescript/no-implied-eval -- trees are data, with their state as script
    if (state !== undefined && state !== '') whenConnected.push(() => new Function('e', state)(element))
    return element
  }

  function buildNode(made: FuzzNode): Node[] {
    switch (made.kind) {
      case 'element':
        return [buildElement(made)]
      case 'text':
        return [document.createTextNode(made.text)]
      case 'comment':
        return [document.createComment(made.text)]
      case 'cdata': {
        const xml = document.implementation.createDocument(null, 'r')
        return [document.importNode(xml.createCDATASection(made.text.replaceAll(']]>', '')), true)]
      }
      case 'instruction':
        return [document.createProcessingInstruction(made.target, made.text.replaceAll('?>', ''))]
      case 'html': {
        const holder = document.createElement('div')
        if ('setHTMLUnsafe' in holder) holder.setHTMLUnsafe(made.html)
        else (holder as HTMLElement).innerHTML = made.html
        return Array.from(holder.childNodes)
      }
    }
  }

  const build = (nodes: readonly FuzzNode[]): Node[] => nodes.flatMap(buildNode)
  return { build, find: (ref: number) => refs.get(ref) }
}

function textOf(element: Element): Text {
  const known = Array.from(element.childNodes).find((child) => child.nodeType === 3)
  if (known !== undefined) return known as Text
  const made = document.createTextNode('a')
  element.append(made)
  return made
}

/** Records trees and what happens to them; `start` is for other recorders than those of this page. */
export async function runFuzz(
  run: FuzzRun,
  start: typeof startRecorder = startRecorder,
): Promise<FuzzResult> {
  const refused: string[] = []
  let stepCount = 0
  const started: Recording[] = []
  let keyframeCount = 0
  const keyframe = (): void => {
    keyframeCount += 1
    if (keyframeCount <= mostKeyframes) started[0]?.keyframe()
  }
  const late: (() => void)[] = []
  const attempt = (what: string, act: () => void): void => {
    try {
      act()
    } catch (error) {
      refused.push(`${what}: ${String(error)}`.slice(0, 400))
    }
  }
  const grown = run.trees.map((tree) => {
    const whenConnected: (() => void)[] = []
    const builder = createBuilder(whenConnected)
    const root = document.createElement('section')
    const connect = (): void => {
      for (const act of whenConnected.splice(0)) attempt('state', act)
    }
    const build = (nodes: readonly FuzzNode[]): Node[] => {
      const built = builder.build(nodes)
      late.push(connect)
      return built
    }
    const plant = (): void => {
      attempt('build', () => root.append(...builder.build(tree.nodes)))
      document.body.append(root)
      connect()
    }
    const step = (code: string): void => {
      stepCount += 1
      attempt(code, () => {
        const later = (act: () => void): void => {
          late.push(act)
        }
        const find = (ref: number): Element => builder.find(ref) ?? root
        // oxlint-disable-next-line typescript/no-implied-eval -- steps are script
        const body = new Function('$', 'root', 'build', 'textOf', 'later', 'record', 'keyframe', code)
        body(find, root, build, textOf, later, run.recorder === 'bare' ? record : ownRecord, keyframe)
      })
    }
    return { tree, plant, step }
  })
  const settle = async (): Promise<void> => {
    await wait(0)
    for (const act of late.splice(0)) attempt('later', act)
    await wait(0)
  }

  for (const { tree, plant } of grown) if (tree.isEarly) plant()
  await wait(30)
  const recording = start(run)
  started.push(recording)
  await wait(0)
  for (const { tree, plant } of grown) if (!tree.isEarly) plant()
  await settle()
  for (const phase of [0, 1, 2, 3]) {
    for (const { tree, step } of grown) {
      for (const one of tree.steps) if (one.phase === phase) step(one.code)
    }
    await settle()
  }
  await wait(80)
  recording.keyframe()
  await wait(20)
  recording.stop()
  const events = JSON.stringify(recording.events, (key, value: unknown) =>
    times.has(key) ? undefined : value,
  )
  return { events, eventCount: recording.events.length, errors: recording.errors, refused, stepCount }
}

declare global {
  interface Window {
    runFuzz: typeof runFuzz
  }
}

window.runFuzz = runFuzz
