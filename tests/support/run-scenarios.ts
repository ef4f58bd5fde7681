// Runs scenarios in one page: puts their markup where a twin wants it, records, acts, and hands back the events.

import type { RuleSetInput } from '@reseal/redaction-rules'
import type { Page } from 'playwright'
import type { Scenario } from '../privacy/scenarios.ts'

/** Where and when a scenario's markup comes into the page. */
export type Twin =
  | 'snapshot'
  | 'added'
  | 'setAttribute'
  | 'shadow'
  | 'shadow, added'
  | 'frame'
  | 'frame, added'

export interface PlantedScenario extends Scenario {
  readonly secret: string
}

export interface ScenarioRun {
  readonly recorder: 'reseal' | 'bare'
  readonly twin: Twin
  readonly rules: RuleSetInput
  /** A static-text set that is in force. */
  readonly manifest?: string
}

export interface ScenarioRunResult {
  /** What the recorder emitted, as JSON, an event a line. */
  readonly events: string
  /** Errors that the recorder reported. */
  readonly errors: readonly string[]
  /** Scenarios whose own script failed: they have shown nothing. */
  readonly failed: readonly string[]
}

/** Puts secrets in place of `SECRET`; each is unique to the scenario and the run. */
export function plantSecrets(scenarios: readonly Scenario[], otherOrigin: string): PlantedScenario[] {
  const run = Math.floor(Math.random() * 36 ** 4).toString(36)
  return scenarios.map((scenario, index) => {
    const secret = scenario.isNumber
      ? String(71_000_000 + index * 7_919 + Math.floor(Math.random() * 7_000))
      : `zq${index.toString(36)}j${run}vx`
    const plant = (text: string): string => text.replaceAll('SECRET', secret).replaceAll('OTHER', otherOrigin)
    return {
      ...scenario,
      secret,
      ...(scenario.html === undefined ? {} : { html: plant(scenario.html) }),
      ...(scenario.before === undefined ? {} : { before: plant(scenario.before) }),
      ...(scenario.after === undefined ? {} : { after: plant(scenario.after) }),
    }
  })
}

/** Text that the rule set of the test allows; it must come through, or an allow that does nothing hides leaks. */
export const allowedText = 'Interface text in the clear'

export async function runScenarios(
  page: Page,
  scenarios: readonly PlantedScenario[],
  run: ScenarioRun,
): Promise<ScenarioRunResult> {
  return page.evaluate(
    async ({ scenarios, run, allowedText }) => {
      const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
      const failed: string[] = []
      const isLate = run.twin.endsWith('added')
      const start = (): NonNullable<Window['captured']> => {
        const { capturePage } = window
        window.captured =
          run.recorder === 'reseal' ? capturePage.start(run.rules, run.manifest) : capturePage.startBare()
        return window.captured
      }

      const keyframe = (): void => window.captured?.takeKeyframe()
      const script = (code: string, root: Element | ShadowRoot, id: string): void => {
        try {
          // oxlint-disable-next-line typescript/no-implied-eval -- scenarios are data, with their script as text
          const body = new Function('$', 'root', 'document', 'record', 'keyframe', code)
          const find = (selector: string): Element | null => root.querySelector(selector)
          body(find, root, root.ownerDocument, window.capturePage.record, keyframe)
        } catch (error) {
          failed.push(`${id}: ${String(error)}`)
        }
      }

      // One container for all: the body, a shadow root or a frame's body.
      const makeContainer = async (): Promise<Element | ShadowRoot> => {
        if (run.twin.startsWith('shadow')) {
          const host = document.createElement('div')
          document.body.append(host)
          return host.attachShadow({ mode: 'open' })
        }
        if (run.twin.startsWith('frame')) {
          const frame = document.createElement('iframe')
          document.body.append(frame)
          await wait(50)
          return frame.contentDocument?.body ?? document.body
        }
        return document.body
      }

      const roots = new Map<string, Element>()
      const attributes: [Element, Attr][] = []
      const strip = (element: Element): void => {
        for (const child of element.children) strip(child)
        if (element.tagName === 'STYLE') return
        for (const attribute of Array.from(element.attributes)) {
          if (attribute.name === 'id' && /^[a-z]+\d+/.test(attribute.value)) continue
          attributes.push([element, element.removeAttributeNode(attribute)])
        }
      }
      const build = (container: Element | ShadowRoot): void => {
        for (const { id, html, before, inHead } of scenarios) {
          const section = document.createElement('section')
          roots.set(id, section)
          if (inHead && html !== undefined) document.head.insertAdjacentHTML('beforeend', html)
          if (!inHead) {
            section.innerHTML = `<h6 class="allowed">${allowedText}</h6><div>${html ?? ''}</div>`
            if (run.twin === 'setAttribute') strip(section)
            container.append(section)
          }
          if (before !== undefined) script(before, section, id)
        }
      }

      const container = await makeContainer()
      if (!isLate) build(container)
      if (!isLate) await wait(200)
      const captured = start()
      await wait(100)
      if (isLate) build(container)
      await wait(100)
      for (const [element, attribute] of attributes) {
        try {
          element.setAttributeNode(attribute)
        } catch (error) {
          failed.push(`${attribute.name}: ${String(error)}`)
        }
      }
      for (const { id, after } of scenarios) {
        const root = roots.get(id)
        if (after === undefined || root === undefined) continue
        script(after, root, id)
        await wait(0)
      }
      await wait(900)
      keyframe()
      await wait(500)
      captured.stop()
      const events = captured.events.map((event) => JSON.stringify(event)).join('\n')
      return { events, errors: captured.errors, failed }
    },
    { scenarios, run, allowedText },
  )
}
