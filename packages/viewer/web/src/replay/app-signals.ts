// What the app reports of itself: events, tags, feature flags, and who is there.
import type { EventPayload, IdentityPayload, TagPayload } from '@reseal/redaction-rules'
import { signalPlugin } from '@reseal/redaction-rules'
import type { Signal, SignalReader } from './signals.ts'

/** Readers of what the app reports. */
export const appReaders: Readonly<Record<string, SignalReader>> = {
  [signalPlugin.event]: eventSignal,
  [signalPlugin.tag]: tagSignal('tag'),
  [signalPlugin.flag]: tagSignal('flag'),
  [signalPlugin.identity]: identitySignal,
}

function eventSignal({ name, fields }: EventPayload, atMs: number): Signal {
  const values = Object.entries(fields).map(([field, value]) => `${field}=${value}`)
  return { kind: 'app', atMs, level: 'event', text: [name, ...values].join(' ') }
}

function tagSignal(level: string): SignalReader {
  return ({ key, value }: TagPayload, atMs) => ({ kind: 'app', atMs, level, text: `${key} = ${value}` })
}

function identitySignal({ id }: IdentityPayload, atMs: number): Signal {
  return { kind: 'app', atMs, level: 'identity', text: id ?? 'nobody (signed out)' }
}
