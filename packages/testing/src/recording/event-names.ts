// What an rrweb event is, in words for a report.
import type { RecordedLike } from '../ingest/test-ingest.ts'

const typeNames = [
  'page loaded',
  'page ready',
  'full snapshot',
  'incremental',
  'page address',
  'custom',
  'signal',
]
const sourceNames = [
  'change of the page',
  'mouse move',
  'mouse interaction',
  'scroll',
  'viewport resize',
  'input',
  'touch move',
  'media interaction',
  'style sheet change',
  'canvas',
  'font',
  'log',
  'drag',
  'style declaration',
  'selection',
  'adopted style sheet',
  'custom element',
]

/** The name of the event's type and source. */
export function eventName(event: RecordedLike): string {
  const { type, data } = event
  if (type === 3) return sourceNames[Number(data['source'])] ?? 'incremental'
  if (type === 6 && typeof data['plugin'] === 'string') return data['plugin']
  return typeNames[type] ?? `type ${type}`
}

/** Where in a page a text can be, live and in a recording alike. */
export type Place =
  | 'text'
  | 'field'
  | 'attribute'
  | 'title'
  | 'address'
  | 'style'
  | 'console'
  | 'error'
  | 'network'
  | 'other'

const fieldAttributes: ReadonlySet<string> = new Set(['value', 'checked', 'selected'])
const styleAttributes: ReadonlySet<string> = new Set(['style', '_cssText'])
const styleSources: ReadonlySet<unknown> = new Set([8, 13, 15])

const signalPlaces: Readonly<Record<string, Place | undefined>> = {
  'reseal/console': 'console',
  'reseal/error': 'error',
  'reseal/network': 'network',
  'reseal/socket': 'network',
  'reseal/resource': 'network',
  'reseal/route': 'address',
}

/** The place that a text of an event was in. `attribute` is its name there, `tag` the element's. */
export function placeOf(event: RecordedLike, attribute: string | undefined, tag: string | undefined): Place {
  const { type, data } = event
  if (type === 4) return 'address'
  if (type === 6) {
    return signalPlaces[String(data['plugin'])] ?? 'other'
  }
  if (type === 3 && styleSources.has(data['source'])) return 'style'
  if (type === 3 && data['source'] === 5) return 'field'
  if (attribute !== undefined) {
    if (styleAttributes.has(attribute)) return 'style'
    return fieldAttributes.has(attribute) ? 'field' : 'attribute'
  }
  if (type !== 2 && !(type === 3 && data['source'] === 0)) return 'other'
  if (tag === 'style') return 'style'
  if (tag === 'title') return 'title'
  return tag === 'textarea' || tag === 'option' ? 'field' : 'text'
}
