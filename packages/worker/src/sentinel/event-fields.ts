// Every string of an event that is no node of the page, and numbers where content may be a number; what has a closed form
// (tokens, fingerprints, trace contexts) is passed over by that form, not by where it stands.
import { isOpaqueId, maskedHref, signalPlugin } from '@reseal/redaction-rules'
import type { FindingPlace } from '@reseal/store'
import { textsOfCss } from './css-texts.ts'

/** A text of an event. */
export interface FieldText {
  readonly text: string
  /** Members on the way, as far as they are names of events' own members. */
  readonly path: string
  /** Kinds that the field is meant to hold. */
  readonly passes?: readonly string[]
}

const memberNames: ReadonlySet<string> = new Set(
  'payload args text name message causes frames source href url.template address release environment identity id key value values fields headers request response tags flags consent how notice_version rules attributes adds set property replace replaceSync styles rule level kind error.type initiator state traceparent plugin tag data type opened node textContent tagName static'.split(
    ' ',
  ),
)
const numberNames: ReadonlySet<string> = new Set(
  'source type id parentId nextId rootId styleId x y timeOffset rule width height top left start end startOffset endOffset startRule endRule index line column script position duration durationMs blockingMs agoMs granted_at_ms delay pointerType sent received sentBytes receivedBytes code omitted redirect connect domInteractive domContentLoaded load count times'.split(
    ' ',
  ),
)
// http.response.body.size and the like: numbers whose size and precision capture bounds.
const isNumberName = (name: string): boolean => numberNames.has(name) || name.startsWith('http.')

const traceparent = /^00-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/
const fingerprint = /^([a-z0-9._-]{1,64}):[\da-f]{8}$/
// As in a release: a commit id has letters and digits, and a package's name a sign of addresses.
const commit = /\b(?:[\da-f]{40}|(?=\d*[a-f])[\da-f]{7,12})\b|^@?[a-z][\w./-]*@(?=v?\d)/g
const cssNames: ReadonlySet<string> = new Set(['rule', 'replace', 'replaceSync', '_cssText', 'style'])
const addressNames: ReadonlySet<string> = new Set(['href', 'url.template'])
const unusualName = /\d{3}|[^\0-\x7f]|@/

/** The texts of an address: its parts, each decoded. A template is made of a rule's own text. */
export function textsOfAddress(address: string): string[] {
  if (address === '' || address === maskedHref || address === '#') return []
  // What is embedded is no address; that it is there at all is found by its beginning.
  if (/^data:/i.test(address)) return [address.slice(0, 64)]
  const rest = address.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '')
  const parts = rest.split(/[/?#&=;]/).filter((part) => part !== '' && !part.startsWith(':'))
  const decoded = parts.map((part) => {
    try {
      return decodeURIComponent(part.replaceAll('+', ' '))
    } catch {
      return part
    }
  })
  return decoded.length > 1 ? [...decoded, decoded.join(' ')] : decoded
}

interface Waiting {
  readonly value: unknown
  readonly name: string
  readonly path: string
  /** Inside what anyone may put there: numbers count. */
  readonly isOpen: boolean
}

/** What of an event's member is passed over by its form. */
function textsOf(name: string, text: string, plugin: unknown): Pick<FieldText, 'text' | 'passes'>[] {
  if (traceparent.test(text)) return []
  const known = fingerprint.exec(text)
  if (known !== null) return [{ text: known[1] ?? '' }]
  if (addressNames.has(name)) return textsOfAddress(text).map((part) => ({ text: part, passes: ['url'] }))
  if (cssNames.has(name) && plugin === undefined) return textsOfCss(text).map((part) => ({ text: part }))
  if ((name === 'id' || name === 'identity') && isOpaqueId(text)) return []
  if (name === 'release' || name === 'environment') return [{ text: text.replace(commit, '') }]
  // Versions of notices are often days.
  if (name === 'notice_version') return [{ text, passes: ['date', 'number'] }]
  return [{ text }]
}

/** Visits every text of an event's data, or of a part of it. */
export function walkFields(data: unknown, visit: (found: FieldText) => void, root = ''): void {
  const plugin = typeof data === 'object' && data !== null ? Reflect.get(data, 'plugin') : undefined
  const isKnown = typeof plugin === 'string' && Object.values<string>(signalPlugin).includes(plugin)
  const waiting: Waiting[] = [{ value: data, name: '', path: root, isOpen: plugin !== undefined && !isKnown }]
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    const { value, name, path, isOpen } = item
    if (typeof value === 'string') {
      if (name === 'plugin' && isKnown) continue
      for (const text of textsOf(name, value, plugin)) visit({ ...text, path })
    } else if (typeof value === 'number') {
      // A number that may be one of a record, wherever it does not count or measure.
      if (Number.isInteger(value) && Math.abs(value) >= 100_000 && (isOpen || !isNumberName(name)))
        visit({ text: String(value), path })
    } else if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index -= 1)
        waiting.push({ value: value[index], name, path, isOpen })
    } else if (typeof value === 'object' && value !== null) {
      const isValues = isOpen || name === 'fields' || name === 'headers'
      for (const [key, member] of Object.entries(value)) {
        if (unusualName.test(key)) visit({ text: key.replaceAll(/[-_]/g, ' '), path })
        const shown = memberNames.has(key) ? key : '*'
        waiting.push({
          value: member,
          name: key,
          path: path === '' ? shown : `${path}.${shown}`,
          isOpen: isValues || typeof member === 'object' ? isValues : isOpen,
        })
      }
    }
  }
}

const places: Readonly<Record<string, FindingPlace>> = {
  [signalPlugin.console]: 'console',
  [signalPlugin.error]: 'error',
  [signalPlugin.network]: 'network',
  [signalPlugin.socket]: 'network',
  [signalPlugin.resource]: 'network',
  [signalPlugin.navigation]: 'network',
  [signalPlugin.route]: 'address',
}
const lists: Readonly<Record<string, string>> = {
  [signalPlugin.console]: 'messages',
  [signalPlugin.error]: 'messages',
  [signalPlugin.network]: 'network',
  [signalPlugin.socket]: 'network',
  [signalPlugin.resource]: 'network',
  [signalPlugin.route]: 'urls',
  [signalPlugin.event]: 'events',
  [signalPlugin.tag]: 'tags',
  [signalPlugin.flag]: 'tags',
  [signalPlugin.context]: 'tags',
}
const styleSources: ReadonlySet<unknown> = new Set([8, 13, 15])

/** The place of an event that is no change of the page, and the list of the rule set that speaks of it. */
export function placeOfEvent(
  type: unknown,
  source: unknown,
  plugin: unknown,
): { readonly place: FindingPlace; readonly list: string } {
  if (type === 4) return { place: 'address', list: 'urls' }
  if (type === 6 && typeof plugin === 'string' && Object.hasOwn(places, plugin))
    return { place: places[plugin] ?? 'signal', list: lists[plugin] ?? 'events' }
  if (type === 5 || type === 6)
    return { place: 'signal', list: (typeof plugin === 'string' ? lists[plugin] : undefined) ?? 'events' }
  if (type === 3 && styleSources.has(source)) return { place: 'style', list: 'allow' }
  if (type === 3 && source === 5) return { place: 'field', list: 'allow' }
  return { place: 'other', list: 'allow' }
}

/** The rule that an event of requests names; its id is the rule set's own. */
export function ruleIdOf(payload: unknown): string | undefined {
  const rule: unknown =
    typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'rule') : undefined
  return typeof rule === 'string' ? fingerprint.exec(rule)?.[1] : undefined
}
