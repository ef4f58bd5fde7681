// Runs in every frame of the tested page: tells where canaries are to be seen. A canary that never appeared proves
// nothing, so what was planted is held against what was there.
import type { RuleSet } from '@reseal/redaction-rules'
import type { Canary } from '../canaries/canary.ts'
import type { Place } from '../recording/event-names.ts'
import { uncountedTags } from '../recording/recorded-tree.ts'
import { digitsPattern } from '../search/find-canaries.ts'

/** A canary where it was seen in the live page. */
export interface Sighting {
  readonly canary: string
  readonly place: Place
  readonly attribute?: string
  /** CSS path of the element in the live page. */
  readonly element?: string
  /** The element's place among the elements of the page. */
  readonly structure?: string
  /** Ids of the allow rules that match the element or an ancestor. */
  readonly allowedBy: readonly string[]
}

/** What the page looks for. */
export interface WatchedCanary {
  readonly id: string
  readonly letters: readonly string[]
  /** Source of a regular expression. */
  readonly digits: string
}

/** Argument of {@link watchInPage}. */
export interface WatchOptions {
  readonly binding: string
  readonly handleName: string
  readonly canaries: readonly WatchedCanary[]
  readonly allow: readonly { readonly id: string; readonly selector: string }[]
  readonly uncounted: readonly string[]
}

/** Name under which the watch takes further canaries. */
export const watchHandleName = 'reseal.leak-test.watch'

/** A canary in the form that the page looks for. */
export function watchedCanary({ id, needles }: Canary): WatchedCanary {
  const groups = needles.filter((needle) => 'groups' in needle)
  return {
    id,
    letters: needles.flatMap((needle) => ('letters' in needle ? [needle.letters] : [])),
    digits: groups.map((needle) => digitsPattern(needle.groups)).join('|'),
  }
}

/** The argument for {@link watchInPage}. */
export function watchOptions(
  binding: string,
  canaries: readonly Canary[],
  rules: RuleSet | undefined,
): WatchOptions {
  return {
    binding,
    handleName: watchHandleName,
    canaries: canaries.map(watchedCanary),
    allow: (rules?.allow ?? []).map(({ id, selector }) => ({ id, selector })),
    uncounted: uncountedTags,
  }
}

/** The page's side. Self-contained: only its text reaches the page. */
export function watchInPage(options: WatchOptions): void {
  const { binding, allow, handleName } = options
  const uncounted = new Set(options.uncounted)
  const watched: { id: string; letters: readonly string[]; digits: RegExp | undefined }[] = []
  const told = new Set<string>()
  const send = (globalThis as unknown as Record<string, (entry: object) => unknown>)[binding]

  function watch(canaries: readonly { id: string; letters: readonly string[]; digits: string }[]): void {
    for (const { id, letters, digits } of canaries) {
      if (watched.some((known) => known.id === id)) continue
      watched.push({ id, letters, digits: digits === '' ? undefined : new RegExp(digits, 'i') })
    }
  }

  function canariesIn(text: string): string[] {
    if (text.length < 6) return []
    const squeezed = text
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '')
    return watched
      .filter(
        ({ letters, digits }) =>
          letters.some((needle) => squeezed.includes(needle)) || digits?.test(text) === true,
      )
      .map(({ id }) => id)
  }

  // By node type: an ancestor in the page around a frame is no instance of this frame's classes.
  const isShadowRoot = (node: Node | null): node is ShadowRoot => node?.nodeType === 11 && 'host' in node
  const parentOf = (element: Element): Element | undefined => {
    const parent: Node | null = element.parentNode
    if (isShadowRoot(parent)) return parent.host
    return parent?.nodeType === 1 ? (parent as Element) : undefined
  }

  function frameElement(): Element | undefined {
    try {
      return window.frameElement ?? undefined
    } catch {
      return undefined
    }
  }

  function structureOf(element: Element): string {
    const parts: string[] = []
    let at: Element | undefined = element
    while (at !== undefined) {
      const isShadow: boolean = isShadowRoot(at.parentNode)
      const siblings: Element[] = Array.from(at.parentNode?.children ?? []).filter(
        (sibling) => !uncounted.has(sibling.localName),
      )
      parts.unshift(`${isShadow ? 's' : ''}${siblings.indexOf(at)}`)
      const above = parentOf(at)
      if (above !== undefined) at = above
      else {
        at =
          at.ownerDocument === document
            ? frameElement()
            : (at.ownerDocument.defaultView?.frameElement ?? undefined)
        if (at !== undefined) parts.unshift('d')
      }
    }
    return parts.join('/')
  }

  function stepOf(element: Element): string {
    const name = CSS.escape(element.localName)
    const classes = Array.from(element.classList)
      .filter((entry) => /^[a-z][\w-]*$/i.test(entry) && canariesIn(entry).length === 0)
      .slice(0, 2)
      .map((entry) => `.${CSS.escape(entry)}`)
      .join('')
    const step = name + classes
    const twins = Array.from(element.parentNode?.children ?? []).filter(
      (sibling) => sibling.localName === element.localName,
    )
    const isPlain = twins.filter((twin) => twin.matches(step)).length < 2
    return isPlain ? step : `${step}:nth-of-type(${twins.indexOf(element) + 1})`
  }

  function pathOf(element: Element): string {
    const root = element.getRootNode()
    const steps: string[] = []
    let at: Element | null = element
    while (at !== null) {
      const id: string = at.id
      const scope = root as Document | ShadowRoot
      if (/^[a-z][\w-]*$/i.test(id) && canariesIn(id).length === 0) {
        if (scope.querySelectorAll(`#${CSS.escape(id)}`).length === 1) {
          steps.unshift(`#${CSS.escape(id)}`)
          break
        }
      }
      steps.unshift(stepOf(at))
      if (steps.length > 1 && scope.querySelectorAll(steps.join(' > ')).length === 1) break
      at = at.parentElement
    }
    const path = steps.join(' > ')
    return isShadowRoot(root) ? `${pathOf(root.host)} (shadow) ${path}` : path
  }

  function allowedBy(element: Element): string[] {
    return allow
      .filter(({ selector }) => {
        for (let at: Element | undefined = element; at !== undefined; at = parentOf(at)) {
          try {
            if (at.matches(selector)) return true
          } catch {
            return false
          }
        }
        return false
      })
      .map(({ id }) => id)
  }

  function tell(text: string, place: string, element?: Element, attribute?: string): void {
    for (const canary of canariesIn(text)) {
      const structure = element && structureOf(element)
      const key = [canary, place, structure, attribute].join('\n')
      if (told.has(key)) continue
      told.add(key)
      send?.({
        type: 'sighting',
        sighting: {
          canary,
          place,
          ...(attribute === undefined ? {} : { attribute }),
          ...(element === undefined ? {} : { element: pathOf(element), structure }),
          allowedBy: element === undefined ? [] : allowedBy(element),
        },
      })
    }
  }

  function look(element: Element): void {
    const { localName } = element
    if (localName === 'script' || localName === 'noscript') return
    for (const attribute of element.attributes) {
      const isField = attribute.name === 'value'
      const place = isField ? 'field' : attribute.name === 'style' ? 'style' : 'attribute'
      tell(attribute.value, place, element, isField ? undefined : attribute.name)
    }
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
      const chosen =
        element instanceof HTMLInputElement ? Array.from(element.files ?? [], (file) => file.name) : []
      for (const text of [element.value, ...chosen]) tell(text, 'field', element)
    }
    const place =
      localName === 'style'
        ? 'style'
        : localName === 'title'
          ? 'title'
          : /^(option|textarea)$/.test(localName)
            ? 'field'
            : 'text'
    for (const child of element.childNodes) {
      if (child.nodeType === 3) tell(child.nodeValue ?? '', place, element)
    }
  }

  function scan(): void {
    if (watched.length === 0) return
    const roots: (Document | ShadowRoot)[] = [document]
    for (const root of roots) {
      for (const element of root.querySelectorAll('*')) {
        look(element)
        if (element.shadowRoot !== null) roots.push(element.shadowRoot)
      }
    }
    tell(document.title, 'title')
    let address = location.href
    try {
      address = decodeURIComponent(address)
    } catch {
      // An address may be malformed; then it is searched as it stands.
    }
    tell(address, 'address')
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      scan()
    }, 150)
  }
  const now = (event: Event): void => {
    const target = event.composedPath()[0]
    if (target instanceof Element) look(target)
    later()
  }
  watch(options.canaries)
  Object.defineProperty(window, Symbol.for(handleName), { value: { watch, scan } })
  for (const type of ['input', 'change']) addEventListener(type, now, { capture: true, passive: true })
  for (const type of ['DOMContentLoaded', 'load', 'popstate', 'hashchange']) addEventListener(type, later)
  addEventListener('pagehide', scan)
  const observe = (): void =>
    new MutationObserver(later).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
  observe()
}
