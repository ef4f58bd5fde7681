// Strings on their way into a summary. They passed redaction in the page, or so whoever sealed them says: anyone can seal
// anything, so each has to have its form, and the full detectors look at each again (design.md §5.8).
import { findIdentifiers } from '@reseal/redaction-rules/detectors'

/** Reads a label; undefined where it is none, or names somebody. */
export type LabelReader = (value: unknown, form: LabelForm) => string | undefined

/** What a label has to look like. */
export type LabelForm = 'name' | 'template' | 'error' | 'message' | 'method' | 'key' | 'value'

const forms: Readonly<Record<LabelForm, RegExp>> = {
  /** A release or an environment. */
  name: /^[\w.:@/+ -]{1,64}$/,
  /** A template of an address, or a route. */
  template: /^\/[\w./:*{}[\]$()…~-]{0,255}$/u,
  /** Name of an error. */
  error: /^[A-Za-z]{1,64}$/,
  /** What an error says: a mask, or a text that a rule declares. */
  message: /^.{0,256}$/su,
  method: /^[A-Z]{1,16}$/,
  key: /^[\w.-]{1,64}$/,
  value: /^[\w .:/+-]{1,64}$/,
}

// A commit id has letters and digits, and a version dots: they look like numbers of something to a detector.
const version =
  /\b(?:[\da-f]{40}|(?=\d*[a-f])[\da-f]{7,12})\b|\bv?\d{1,4}(?:\.\d{1,6}){1,3}\b|^@?[a-z][\w./-]*@(?=v?\d)/g
// What stands for a part of an address.
const parameter = /[:*$][\w]*|\{\w*\}|\[[\w.]*\]|…/gu
const maxKnown = 4_096

/** Creates a reader that remembers what it looked at last. */
export function createLabelReader(): LabelReader {
  let known = new Map<string, boolean>()

  function names(text: string): boolean {
    const before = known.get(text)
    if (before !== undefined) return before
    const found = findIdentifiers(text).length > 0
    if (known.size >= maxKnown) known = new Map()
    known.set(text, found)
    return found
  }

  return (value, form) => {
    if (typeof value !== 'string' || !forms[form].test(value)) return undefined
    const looked =
      form === 'name'
        ? value.replace(version, '')
        : form === 'template'
          ? value.replace(parameter, '')
          : value
    return names(looked) ? undefined : value
  }
}
