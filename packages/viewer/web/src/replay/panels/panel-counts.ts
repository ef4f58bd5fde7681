// How many there are behind each tab, and what of the signals is whose.
import { signalPlugin } from '@reseal/redaction-rules'
import type { Signal } from '../signals.ts'
import type { PanelName } from './panel-names.ts'

/** Numbers behind the tabs; what is not counted has none. */
export type PanelCounts = Readonly<Partial<Record<PanelName, number>>>

/** What the page logged, and errors that nothing caught. */
export function isConsole({ recorded }: Signal): boolean {
  if (recorded?.plugin === signalPlugin.error) return recorded.payload.kind !== 'handled'
  return recorded?.plugin === signalPlugin.console
}

/** Requests, resources, page loads and sockets; a change of the route is an event. */
export function isNetwork({ kind, level }: Signal): boolean {
  return kind === 'network' && level !== 'route'
}

/** Errors, and what the console was told as one. */
export function isError({ kind }: Signal): boolean {
  return kind === 'error'
}

const sortOfKind: Readonly<Partial<Record<Signal['kind'], string>>> = {
  click: 'frustration',
  field: 'fields',
  app: 'app',
  gap: 'gaps',
  stream: 'pages',
}

/** Of what sort an event is; undefined of what is none of the panel's. */
export function eventSort({ kind, level }: Signal): string | undefined {
  if (kind === 'action') return level === 'input' ? 'entries' : 'clicks'
  return kind === 'network' && level === 'route' ? 'routes' : sortOfKind[kind]
}

/** Counts the signals by panel. */
export function countPanels(signals: readonly Signal[]): PanelCounts {
  const count = (is: (signal: Signal) => boolean) => signals.filter(is).length
  return {
    console: count(isConsole),
    network: count(isNetwork),
    errors: count(isError),
    events: count((signal) => eventSort(signal) !== undefined),
  }
}
