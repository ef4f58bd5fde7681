// Clicks on something that looks as if it did something, after which nothing happens for a while: nothing in the document, no navigation, request, scrolling, focus, selection or input.

const interactive =
  'a[href],button,summary,[role=button],[role=link],[role=tab],[role=menuitem],input:is([type=button],[type=submit],[type=reset])'
// That nothing changes when a chosen answer is chosen again would tell the answer.
const answers =
  'label,input:not([type=button],[type=submit],[type=reset]),select,textarea,option,[contenteditable],[aria-checked],[aria-selected],[aria-pressed],[role=radio],[role=checkbox],[role=switch],[role=option],[role=slider]'
// Leads elsewhere, or shows what it does by itself.
const elsewhere = 'a[download],a[target]:not([target=_self]),canvas,video,audio,iframe,object,embed'
const signs = [
  'scroll',
  'input',
  'change',
  'submit',
  'toggle',
  'beforetoggle',
  'play',
  'pause',
  'copy',
  'beforeunload',
  'pagehide',
  'popstate',
  'hashchange',
  'visibilitychange',
  'fullscreenchange',
] as const

const focusTypes = ['focusin', 'blur'] as const
const pressTypes = ['pointerdown', 'click', 'pointercancel'] as const

/** Watches what follows clicks. */
export interface DeadClicks {
  /** A click, before anything that it does. */
  note(target: Element, atMs: number): void
  stop(): void
}

/** Whether someone may expect an effect of a click there. */
function promisesEffect(target: Element): boolean {
  const element = target.closest(interactive) ?? target
  if (element === target && !target.matches(interactive) && getComputedStyle(target).cursor !== 'pointer')
    return false
  if (target.closest(elsewhere) !== null || target.closest(answers) !== null) return false
  if (element.querySelector(answers) !== null) return false
  return !(element instanceof HTMLAnchorElement) || /^https?:$/.test(element.protocol)
}

/** Creates the watch; `onDead` has each click after which nothing happened for `waitMs`. */
export function createDeadClicks(
  endpoint: string,
  waitMs: number,
  onDead: (target: Element, atMs: number) => void,
): DeadClicks {
  const waiting = new Map<Element, { readonly atMs: number; readonly timer: ReturnType<typeof setTimeout> }>()
  const mutations = new MutationObserver(live)
  const requests = new PerformanceObserver((list) => {
    if (list.getEntries().some(isOfPage)) live()
  })
  let address = ''
  let isPressing = false

  // Something happened: no click before it is dead.
  function live(): void {
    for (const { timer } of waiting.values()) clearTimeout(timer)
    waiting.clear()
    unwatch()
  }

  function isOfPage({ startTime, name }: PerformanceEntry): boolean {
    const [first] = waiting.values()
    return first !== undefined && startTime >= first.atMs && !name.startsWith(endpoint)
  }

  function noteSelection(): void {
    // A click moves an empty one.
    if (getSelection()?.isCollapsed === false) live()
  }

  // What a click of its own focuses, or leaves, is no answer to the one before.
  function noteFocus(event: Event): void {
    if (!isPressing || event.target === window) live()
  }
  const notePress = ({ type }: Event): void => {
    isPressing = type === 'pointerdown'
  }

  function watch(): void {
    address = location.href
    requests.observe({ type: 'resource' })
    for (const sign of signs) addEventListener(sign, live, true)
    document.addEventListener('selectionchange', noteSelection)
    for (const type of focusTypes) addEventListener(type, noteFocus, true)
    for (const type of pressTypes) addEventListener(type, notePress, true)
  }

  function unwatch(): void {
    mutations.disconnect()
    requests.disconnect()
    for (const sign of signs) removeEventListener(sign, live, true)
    document.removeEventListener('selectionchange', noteSelection)
    for (const type of focusTypes) removeEventListener(type, noteFocus, true)
    for (const type of pressTypes) removeEventListener(type, notePress, true)
  }

  function end(target: Element): void {
    const click = waiting.get(target)
    if (click === undefined) return
    if (location.href !== address) {
      live()
      return
    }
    waiting.delete(target)
    if (waiting.size === 0) unwatch()
    onDead(target, click.atMs)
  }

  return {
    note(target, atMs) {
      if (waiting.has(target) || !promisesEffect(target)) return
      if (waiting.size === 0) watch()
      for (const root of [document, target.getRootNode()]) {
        mutations.observe(root, { subtree: true, childList: true, attributes: true, characterData: true })
      }
      waiting.set(target, { atMs, timer: setTimeout(end, waitMs, target) })
    },
    stop: live,
  }
}
