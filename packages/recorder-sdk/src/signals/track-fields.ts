// Marks of fields (SPEC.md section 20): that one is invalid, has changed, is filled. Looked for when a field is left or sent and
// never while someone types; of what it holds nothing leaves this file but yes and no.
import {
  type FieldPayload,
  fieldMarks,
  type RuleSet,
  redactField,
  signalPlugin,
} from '@reseal/redaction-rules'
import type { Tracker } from '../capture/tracker.ts'

type Field = HTMLInputElement | HTMLTextAreaElement

/** Why a field is looked at: it was left, its form was sent, or something else may have changed how it stands. */
type Occasion = 'left' | 'sent' | 'seen'

interface FieldState {
  /** What it held when the person came to it, or when it was last left or sent; undefined where nobody came. */
  cameWith?: string
  /** What it held when it was last found invalid, and when that was. */
  failedWith?: string
  failedAtMs: number
  isFilled?: boolean
  isInvalid: boolean
  times: number
  /** Somebody has left or sent it: only then does the browser show whether it is valid. */
  isTried: boolean
  /** The page has asked the browser whether it is valid, whatever its form says of validation. */
  isAsked: boolean
}

const unmarked = /^(?:checkbox|radio|hidden|file|image|range|color|submit|button|reset|password)$/
const dateTypes = /^(?:date|datetime-local|month|week|time)$/
const numberTypes = /^(?:number|tel)$/
const numberModes = /^(?:numeric|decimal|tel)$/
const typedInto = 'input,textarea,[contenteditable]'
// Enter sends from there, and Enter and Space press; elsewhere either may choose an answer.
const sending = 'input:not([role]),a:not([role])'
const pressing =
  ':is(button,input:is([type=submit],[type=button],[type=reset])):not([role],[aria-pressed],[aria-checked],[aria-selected])'
// So long after a press something is taken for its effect.
const effectMs = 1_000
const maxFields = 100

/** Whether any rule opens a mark. */
export function opensMarks({ allow }: RuleSet): boolean {
  return allow.some(({ opens = [] }) => fieldMarks.some((mark) => opens.includes(mark)))
}

function asField(target: unknown): Field | undefined {
  if (target instanceof HTMLTextAreaElement) return target
  return target instanceof HTMLInputElement && !unmarked.test(target.type) ? target : undefined
}

// A date or a number that is none has no value, but something is there.
const contentOf = ({ value, validity }: Field): string => (validity.badInput ? `\0${value}` : value)

function kindOf({ type, inputMode }: Field): FieldPayload['kind'] {
  if (dateTypes.test(type)) return 'date'
  return numberTypes.test(type) || numberModes.test(inputMode) ? 'number' : 'text'
}

function isFailing(field: Field, { isTried, isAsked }: FieldState): boolean {
  if (!/^(?:false)?$/i.test(field.getAttribute('aria-invalid') ?? '')) return true
  return isTried && (isAsked || field.form?.noValidate !== true) && field.matches(':invalid')
}

function whyOf({ validity }: Field, content: string): FieldPayload['why'] {
  const { badInput, typeMismatch, patternMismatch, stepMismatch, tooShort, tooLong } = validity
  // First: of a date that is none the browser says as well that it is missing.
  if (badInput || typeMismatch || patternMismatch || stepMismatch || tooShort || tooLong) return 'format'
  return content === '' ? 'missing' : undefined
}

type Told = { -readonly [Name in keyof FieldPayload]?: FieldPayload[Name] | undefined }

function isPressOf(key: string, target: unknown): boolean {
  if (!(target instanceof Element) || (key !== 'Enter' && key !== ' ')) return false
  return target.matches(pressing) || (key === 'Enter' && target.matches(sending))
}

/** What is to be told of a field now; what was told is remembered in `state`. */
function look(field: Field, state: FieldState, occasion: Occasion): Told {
  const content = contentOf(field)
  const isTry = occasion !== 'seen'
  const isChanged = isTry && state.cameWith !== undefined && content !== state.cameWith
  if (occasion === 'sent' || isChanged) state.isTried = true
  const isInvalid = isFailing(field, state)
  const isFilled = content !== ''
  const told: Told = {}
  if (isChanged) told.changed = true
  if (isTry && isFilled !== state.isFilled) told.filled = isFilled
  const { failedWith, failedAtMs } = state
  // Left for the button that sends its form it is found invalid once.
  const isRepeat = state.isInvalid && failedWith === content && performance.now() - failedAtMs < effectMs
  if (isInvalid && (isTry || !state.isInvalid) && !isRepeat) {
    state.times += 1
    state.failedWith = content
    state.failedAtMs = performance.now()
    told.invalid = true
    told.times = state.times
    told.filled = isFilled
    told.why = whyOf(field, content)
    if (failedWith !== undefined) told.same = failedWith === content
  } else if (!isInvalid && state.isInvalid) told.invalid = false
  state.isInvalid = isInvalid
  if (isTry) {
    state.isFilled = isFilled
    if (state.cameWith !== undefined) state.cameWith = content
  }
  return told
}

/** Watches the fields of a page. */
export const trackFields: Tracker = (emit, idOf, redactions) => {
  redactions[signalPlugin.field] = redactField
  const states = new WeakMap<Field, FieldState>()
  const due = new Map<Field, Occasion>()
  let pressed: { readonly atMs: number; readonly node: unknown }[] = []
  let isTyping = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const stateOf = (field: Field): FieldState => {
    const known = states.get(field)
    if (known !== undefined) return known
    const state = { isInvalid: false, failedAtMs: 0, times: 0, isTried: false, isAsked: false }
    states.set(field, state)
    return state
  }
  const isPressed = (): boolean => {
    pressed = pressed.filter(({ atMs }) => performance.now() - atMs < effectMs)
    return pressed.length > 0
  }

  function tell(): void {
    clearTimeout(timer)
    timer = undefined
    isPressed()
    const pressedIds = pressed.flatMap(({ node }) => (node instanceof Element ? idOf(node) : []))
    for (const [field, occasion] of [...due].slice(0, maxFields)) {
      const told = look(field, stateOf(field), occasion)
      if (Object.keys(told).length > 0)
        emit(signalPlugin.field, { id: idOf(field), ...told, kind: kindOf(field), pressedIds })
    }
    due.clear()
  }

  // Keys that a frame has, or that a listener of the page kept from ours, are seen by where the focus is.
  function isBusy(): boolean {
    const { activeElement } = document
    const field = asField(activeElement)
    if (field === undefined) return isTyping || activeElement instanceof HTMLIFrameElement
    const isTry = (due.get(field) ?? 'seen') !== 'seen'
    return isTyping || (!isTry && contentOf(field) !== states.get(field)?.cameWith)
  }

  // The page's own handlers first: what they find is part of it.
  function soon(): void {
    if (due.size > 0 && !isBusy()) timer ??= setTimeout(tell)
  }

  function want(field: Field, occasion: Occasion): void {
    if (occasion !== 'seen' || !due.has(field)) due.set(field, occasion)
  }

  function press(node: unknown): void {
    pressed.push({ atMs: performance.now(), node })
  }

  function endTyping(): void {
    isTyping = false
    soon()
  }

  // Later ones come from a script: one that asks with each key, or each second, counts nothing.
  const sent = (): Occasion => (isPressed() && !isTyping ? 'sent' : 'seen')

  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const field = asField(target)
      // Of one that nobody has been to an answer elsewhere may be the cause.
      if (field !== undefined && states.has(field)) want(field, 'seen')
    }
    soon()
  })
  const observe = (root: Node): void =>
    observer.observe(root, { subtree: true, attributeFilter: ['aria-invalid'] })

  const listeners: Readonly<Record<string, (event: Event) => void>> = {
    focusin(event) {
      const field = asField(event.composedPath()[0])
      if (field === undefined) return
      // Where it failed the browser comes back to it before it has been looked at.
      const state = stateOf(field)
      if (!due.has(field) || state.cameWith === undefined) state.cameWith = contentOf(field)
      observe(field.getRootNode())
      soon()
    },
    focusout(event) {
      const field = asField(event.composedPath()[0])
      if (field !== undefined && event.isTrusted) want(field, 'left')
      endTyping()
    },
    input(event) {
      const [target] = event.composedPath()
      if (target instanceof Element && target.closest(typedInto) !== null) isTyping = true
    },
    keydown(event) {
      const { key, isComposing } = event as KeyboardEvent
      if (!event.isTrusted || key === 'Tab') return
      const [target] = event.composedPath()
      const isPress = isPressOf(key, target) && !isComposing
      if (!isPress) {
        isTyping = true
        return
      }
      press(target)
      const field = asField(target)
      if (field !== undefined) want(field, 'left')
      endTyping()
    },
    pointerdown(event) {
      if (!event.isTrusted) return
      press(event.composedPath()[0])
      endTyping()
    },
    invalid(event) {
      const field = asField(event.composedPath()[0])
      if (field === undefined) return
      stateOf(field).isAsked = true
      want(field, sent())
      soon()
    },
    submit: ofForm,
    reset: ofForm,
    visibilitychange() {
      const field = asField(document.activeElement)
      if (document.visibilityState !== 'hidden' || field === undefined) return
      want(field, 'left')
      isTyping = false
      tell()
    },
  }

  function ofForm({ type, target }: Event): void {
    if (!(target instanceof HTMLFormElement)) return
    const occasion = type === 'submit' ? sent() : 'seen'
    const { elements } = target
    // A field of this name stands in its way.
    if (!(elements instanceof HTMLFormControlsCollection)) return
    for (const element of elements) {
      const field = asField(element)
      if (field !== undefined && (occasion === 'sent' || states.has(field))) want(field, occasion)
    }
    soon()
  }

  observe(document)
  const focused = asField(document.activeElement)
  if (focused !== undefined) {
    // We come late: someone may be typing.
    stateOf(focused).cameWith = contentOf(focused)
    isTyping = true
  }
  for (const [type, listen] of Object.entries(listeners)) addEventListener(type, listen, true)
  return () => {
    clearTimeout(timer)
    observer.disconnect()
    for (const [type, listen] of Object.entries(listeners)) removeEventListener(type, listen, true)
  }
}
