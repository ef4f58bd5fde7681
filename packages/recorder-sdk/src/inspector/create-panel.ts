// The inspector's panel: counts, what is under the pointer and why, and the rule to copy.

import type { Treatment } from './explain-element.ts'
import type { Region } from './find-regions.ts'
import { treatmentColours } from './paint-regions.ts'

/** The parts of the inspector that the rest writes to. */
export interface Panel {
  /** The element that holds everything; the inspector and the recorder leave it out. */
  readonly host: HTMLElement
  readonly canvas: HTMLCanvasElement
  readonly shown: ReadonlySet<Treatment>
  showCounts(regions: readonly Region[]): void
  showRegion(region: Region | undefined): void
  showCopied(rule: string): void
}

/** What the panel's buttons do. */
export interface PanelActions {
  onFilter(): void
  onClose(): void
}

const treatments: readonly Treatment[] = ['masked', 'blocked', 'allowed']

const styles = `
:host { all: initial; }
canvas { position: fixed; inset: 0; width: 100vw; height: 100vh; pointer-events: none; z-index: 2147483646; }
section { position: fixed; right: 16px; bottom: 16px; width: 320px; z-index: 2147483647; box-sizing: border-box;
  padding: 12px 14px; border-radius: 10px; background: #fff; color: #1a1d21; border: 1px solid #d5d9de;
  box-shadow: 0 8px 28px #0003; font: 13px/1.45 system-ui, sans-serif; }
header { display: flex; align-items: center; gap: 8px; }
h1 { font-size: 13px; margin: 0; flex: 1; }
button { font: inherit; border: 1px solid #d5d9de; background: #f6f7f8; border-radius: 6px; padding: 2px 8px; cursor: pointer; color: inherit; }
button:focus-visible, input:focus-visible { outline: 2px solid #2456d6; outline-offset: 2px; }
fieldset { border: 0; padding: 0; margin: 10px 0; display: flex; flex-direction: column; gap: 4px; }
legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
label { display: flex; gap: 8px; align-items: center; cursor: pointer; }
.swatch { width: 12px; height: 12px; border-radius: 3px; }
.count { margin-left: auto; font-variant-numeric: tabular-nums; }
.reason { min-height: 58px; border-top: 1px solid #e6e9ec; padding-top: 8px; margin: 0; overflow-wrap: anywhere; }
.hint { color: #5c6570; margin: 6px 0 0; font-size: 12px; }
kbd { font: 11px ui-monospace, monospace; border: 1px solid #d5d9de; border-radius: 4px; padding: 0 4px; background: #f6f7f8; }
@media (prefers-color-scheme: dark) {
  section { background: #1b1e23; color: #e7eaee; border-color: #363c44; }
  button, kbd { background: #262b31; border-color: #414851; }
  .reason { border-color: #363c44; }
  .hint { color: #a3acb7; }
}`

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  element.append(...children)
  return element
}

function makeFilters(
  shown: Set<Treatment>,
  onFilter: () => void,
): { fieldset: HTMLFieldSetElement; counts: Map<Treatment, HTMLElement> } {
  const counts = new Map<Treatment, HTMLElement>()
  const fieldset = make('fieldset', {}, [make('legend', {}, ['Show'])])
  for (const treatment of treatments) {
    const box = make('input', { type: 'checkbox' })
    box.checked = true
    box.addEventListener('change', () => {
      if (box.checked) shown.add(treatment)
      else shown.delete(treatment)
      onFilter()
    })
    const swatch = make('span', { class: 'swatch' })
    swatch.style.background = treatmentColours[treatment]
    const count = make('span', { class: 'count' }, ['0'])
    counts.set(treatment, count)
    fieldset.append(make('label', {}, [box, swatch, treatment, count]))
  }
  return { fieldset, counts }
}

/** Puts the panel onto the page. */
export function createPanel(actions: PanelActions): Panel {
  // The recorder takes the host for a box; a page's style sheet does not reach inside.
  const host = make('div', { 'data-reseal': 'block', 'data-reseal-inspector': '' })
  const root = host.attachShadow({ mode: 'open' })
  const shown = new Set<Treatment>(treatments)
  const { fieldset, counts } = makeFilters(shown, actions.onFilter)
  const canvas = make('canvas', { 'aria-hidden': 'true' })
  const close = make('button', { type: 'button' }, ['Close'])
  close.addEventListener('click', actions.onClose)
  const reason = make('p', { class: 'reason', role: 'status' }, ['Point at something.'])
  const hint = make('p', { class: 'hint' }, [
    make('kbd', {}, ['Alt']),
    ' + ',
    make('kbd', {}, ['C']),
    ' copies a rule for it, ',
    make('kbd', {}, ['Esc']),
    ' closes.',
  ])
  const title = make('h1', {}, ['What a recording shows'])
  // A style element would need the page's content security policy to allow it; an adopted sheet does not.
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  root.adoptedStyleSheets = [sheet]
  const label = { 'aria-label': 'Reseal inspector' }
  root.append(canvas, make('section', label, [make('header', {}, [title, close]), fieldset, reason, hint]))
  document.documentElement.append(host)

  return {
    host,
    canvas,
    shown,
    showCounts(regions) {
      for (const [treatment, element] of counts) {
        const count = regions.filter((region) => region.explanation.treatment === treatment).length
        element.textContent = String(count)
      }
    },
    showRegion(region) {
      if (region === undefined) reason.textContent = 'Point at something.'
      else {
        const { treatment, reason: why } = region.explanation
        const [first = '', ...rest] = treatment
        reason.replaceChildren(make('strong', {}, [`${first.toUpperCase()}${rest.join('')}. `]), why)
      }
    },
    showCopied(rule) {
      reason.replaceChildren(make('strong', {}, ['Copied. ']), rule)
    },
  }
}
