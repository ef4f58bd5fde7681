// Rage, dead and error clicks (SPEC.md ), by the element's id. The redactor drops those of places where clicks do
// not show.
import { redactClick, signalPlugin } from '@reseal/redaction-rules'
import type { Tracker } from '../capture/tracker.ts'
import { createDeadClicks } from './dead-clicks.ts'

const rageCount = 3
const rageMs = 1_000
const rageRadius = 30
const errorMs = 1_000
const deadMs = 2_000

interface Click {
  readonly target: Element
  readonly atMs: number
  readonly x: number
  readonly y: number
}

/** A run of clicks at one place. */
interface Run {
  readonly clicks: Click[]
}

function clickOf(event: MouseEvent): Click | undefined {
  const [target] = event.composedPath()
  // Of the keyboard, of a label for its field, or of a script: nobody clicked there.
  if (!event.isTrusted || event.detail === 0 || !(target instanceof Element)) return undefined
  return { target, atMs: performance.now(), x: event.clientX, y: event.clientY }
}

function goesOn({ clicks }: Run, click: Click): boolean {
  const last = clicks.at(-1)
  if (last === undefined || click.target !== last.target || click.atMs - last.atMs > rageMs) return false
  return Math.hypot(click.x - last.x, click.y - last.y) <= rageRadius
}

function isRage({ clicks }: Run): boolean {
  return clicks.some((click, index) => {
    const third = clicks[index + rageCount - 1]
    return third !== undefined && third.atMs - click.atMs <= rageMs
  })
}

// Three clicks also select a paragraph.
const isSelecting = (): boolean => getSelection()?.isCollapsed === false

/** Creates the tracker of clicks; requests to `endpoint` are the recorder's own and no answer to a click. */
export const createClickTracker =
  (endpoint: string, waitMs: number = deadMs): Tracker =>
  (emit, idOf, redactions) => {
    redactions[signalPlugin.click] = redactClick
    let run: Run | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let isReported = false

    function report(kind: string, { target, atMs }: Click, count?: number): void {
      emit(signalPlugin.click, { kind, id: idOf(target), count, agoMs: performance.now() - atMs })
    }

    function endRun(): void {
      clearTimeout(timer)
      const [first] = run?.clicks ?? []
      if (run !== undefined && first !== undefined && isRage(run) && !isSelecting())
        report('rage', first, run.clicks.length)
      run = undefined
    }

    const dead = createDeadClicks(endpoint, waitMs, (target, atMs) =>
      report('dead', { target, atMs, x: 0, y: 0 }),
    )

    const onClick = (event: MouseEvent): void => {
      const click = clickOf(event)
      if (click === undefined) return
      if (run !== undefined && goesOn(run, click)) run.clicks.push(click)
      else {
        endRun()
        run = { clicks: [click] }
      }
      clearTimeout(timer)
      timer = setTimeout(endRun, rageMs)
      isReported = false
      dead.note(click.target, click.atMs)
    }

    const onError = (): void => {
      const last = run?.clicks.at(-1)
      if (last === undefined || isReported || performance.now() - last.atMs > errorMs) return
      isReported = true
      dead.stop()
      report('error', last)
    }

    addEventListener('click', onClick, true)
    addEventListener('error', onError)
    addEventListener('unhandledrejection', onError)
    addEventListener('visibilitychange', endRun, true)
    return () => {
      endRun()
      dead.stop()
      removeEventListener('click', onClick, true)
      removeEventListener('error', onError)
      removeEventListener('unhandledrejection', onError)
      removeEventListener('visibilitychange', endRun, true)
    }
  }
