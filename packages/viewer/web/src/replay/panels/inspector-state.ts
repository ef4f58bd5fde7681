// The DOM panel's side of the replay frame: which nodes are open, which one is chosen, what a search found. It asks again as the
// replay goes on, and only while the panel is shown.
import type { FrameCommand, FrameReport } from '../../../../replay-frame/src/frame-messages.ts'
import type { InspectedNode, InspectedRow } from '../../../../replay-frame/src/inspect-messages.ts'
import { parseInspected } from './parse-inspected.ts'

/** What the panel shows. */
export interface InspectorState {
  readonly rows: readonly InspectedRow[]
  /** There is more of the page than fits into one answer. */
  readonly isCut: boolean
  readonly chosen: InspectedNode | undefined
  /** Paths to what a search found; undefined without one. */
  readonly hits: readonly (readonly number[])[] | undefined
  readonly isHitsCut: boolean
  /** Which of the hits is shown. */
  readonly hit: number
  /** Whether the pointer picks a node in the player. */
  readonly isPicking: boolean
  /** Counts what asks for the chosen node to be scrolled to. */
  readonly reveal: number
}

/** What can be asked of the frame about its DOM. */
export interface InspectorControl {
  readonly subscribe: (onChange: () => void) => () => void
  readonly getState: () => InspectorState
  readonly attach: (send: (command: FrameCommand) => void) => void
  readonly receive: (report: FrameReport) => void
  /** The panel is shown; returns what ends that. */
  readonly watch: () => () => void
  readonly toggle: (node: number) => void
  readonly choose: (node: number | undefined) => void
  readonly search: (text: string) => void
  readonly goToHit: (by: 1 | -1) => void
  readonly setPicking: (isPicking: boolean) => void
  /** Chooses what is at a point of the frame. */
  readonly pickAt: (x: number, y: number) => void
}

const askEveryMs = 400

const nothing: InspectorState = {
  rows: [],
  isCut: false,
  chosen: undefined,
  hits: undefined,
  isHitsCut: false,
  hit: 0,
  isPicking: false,
  reveal: 0,
}

/** Starts without a frame, and asks nothing until the panel is shown. */
export function startInspector(): InspectorControl {
  const listeners = new Set<() => void>()
  const open = new Set<number>()
  let state = nothing
  let send: (command: FrameCommand) => void = () => undefined
  let isWatching = false
  let ask = 0
  // Numbers of the questions whose answers are waited for.
  let treeAsk = 0
  let nodeAsk = 0
  let searchAsk = 0
  let isReveal = false
  let isFirst = true
  let timer: ReturnType<typeof setTimeout> | undefined
  let treeText = ''

  const set = (change: Partial<InspectorState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const nextAsk = () => (ask += 1)
  const askTree = () => {
    treeAsk = nextAsk()
    send({ type: 'inspect-tree', ask: treeAsk, open: [...open] })
  }
  const askNode = (node: number, reveal: boolean) => {
    isReveal = reveal
    nodeAsk = nextAsk()
    send({ type: 'inspect-node', ask: nodeAsk, node })
  }
  const askAgain = () => {
    timer = undefined
    if (!isWatching) return
    askTree()
    if (state.chosen !== undefined) askNode(state.chosen.node, false)
  }
  const soon = () => {
    timer ??= setTimeout(askAgain, askEveryMs)
  }
  const showHit = (hit: number) => {
    const node = state.hits?.[hit]?.at(-1)
    set({ hit })
    if (node !== undefined) askNode(node, true)
  }

  return {
    subscribe: (onChange) => {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    getState: () => state,
    attach: (sender) => {
      send = sender
      if (isWatching) soon()
    },
    receive: (report) => {
      if (!isWatching) return
      if (report.type === 'time') return soon()
      if (!report.type.startsWith('inspected-')) return
      const answer = parseInspected(report)
      if (answer?.type === 'inspected-tree' && answer.ask === treeAsk) {
        const text = JSON.stringify(answer.rows)
        if (text !== treeText || answer.isCut !== state.isCut) set({ rows: answer.rows, isCut: answer.isCut })
        treeText = text
        // The page and its body are opened at once: everything begins there.
        const roots = isFirst ? answer.rows.filter(({ name }) => name === 'html' || name === 'body') : []
        if (answer.rows.length > 0 && roots.every(({ node }) => open.has(node))) isFirst = false
        if (roots.some(({ node }) => !open.has(node))) {
          for (const { node } of roots) open.add(node)
          askTree()
        }
      }
      if (answer?.type === 'inspected-node' && answer.ask === nodeAsk) {
        const { told } = answer
        if (told !== undefined && isReveal) {
          for (const around of told.path.slice(0, -1)) open.add(around)
          askTree()
        }
        set({ chosen: told, ...(isReveal && { reveal: state.reveal + 1 }) })
        isReveal = false
      }
      if (answer?.type === 'inspected-search' && answer.ask === searchAsk) {
        set({ hits: answer.paths, isHitsCut: answer.isCut })
        showHit(0)
      }
    },
    watch: () => {
      isWatching = true
      askAgain()
      return () => {
        isWatching = false
        clearTimeout(timer)
        timer = undefined
        set({ isPicking: false })
      }
    },
    toggle: (node) => {
      if (!open.delete(node)) open.add(node)
      askTree()
    },
    choose: (node) => {
      if (node === undefined) set({ chosen: undefined })
      else askNode(node, false)
    },
    search: (text) => {
      if (text.trim() === '') return set({ hits: undefined, isHitsCut: false })
      searchAsk = nextAsk()
      send({ type: 'inspect-search', ask: searchAsk, text })
    },
    goToHit: (by) => {
      const count = state.hits?.length ?? 0
      if (count > 0) showHit((state.hit + by + count) % count)
    },
    setPicking: (isPicking) => set({ isPicking }),
    pickAt: (x, y) => {
      isReveal = true
      nodeAsk = nextAsk()
      send({ type: 'inspect-point', ask: nodeAsk, x, y })
      set({ isPicking: false })
    },
  }
}
