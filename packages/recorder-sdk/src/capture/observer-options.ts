// How rrweb observes: its own blocking and masking is off, for the redactor's are the ones that count; what no rule opens
// it does not even hand out. The bench gives bare rrweb the same.

import { fieldMask, type Opening, type RuleSet } from '@reseal/redaction-rules'
import type { record } from '#rrweb-record'

/** A class that no page has. */
const noClass = 'reseal-none'

const labelled = /^(?:submit|button|reset)$/

type ObserverOptions = Omit<NonNullable<Parameters<typeof record>[0]>, 'emit' | 'errorHandler'>

/**
 * Options of rrweb's `record` under a rule set. `isOpen` says whether a rule opens any of some things at an element; without
 * it nothing is open.
 */
export function observerOptions(
  rules: RuleSet,
  isOpen?: (element: Element, openings: readonly Opening[]) => boolean,
): ObserverOptions {
  const opened = new Set(rules.allow.flatMap(({ opens }) => opens ?? []))
  const any = (...openings: Opening[]): boolean => openings.some((opening) => opened.has(opening))
  // By element name, and so for every type of input.
  const masked = { input: true, textarea: true, select: !any('options') }
  return {
    blockClass: noClass,
    maskTextClass: noClass,
    ignoreClass: noClass,
    // No input event is handed out: neither keys nor answers leave rrweb.
    ...(!any('inputs', 'options', 'checked', 'range', 'typing') && { ignoreSelector: '*' }),
    maskInputOptions: masked,
    // The label of a button is text of the page, for the redactor to decide.
    maskInputFn: (text, element) =>
      labelled.test((element as HTMLInputElement).type) ||
      isOpen?.(element, ['inputs', 'options', 'range', 'typing']) === true
        ? text
        : fieldMask,
    slimDOMOptions: 'all',
    // Left at rrweb's defaults, which the pinned version has as we want them: stylesheets inline; no
    // images, canvas, fonts or frames of other origins; the pointer each 50 ms, told each 500 ms.
    recordAfter: 'DOMContentLoaded',
    sampling: {
      scroll: 150,
      media: 10_000,
      input: any('typing') ? 'all' : 'last',
    },
  }
}
