// How a field stood when it was left or sent, in plain words: marks that a rule opened, never what it holds.
import type { FieldPayload } from '@reseal/redaction-rules'
import { signalPlugin } from '@reseal/redaction-rules'
import type { NodeNames } from './node-names.ts'
import type { Signal, SignalReader } from './signals.ts'

/** Readers of marks of fields. */
export const fieldReaders: Readonly<Record<string, SignalReader>> = { [signalPlugin.field]: fieldSignal }

const reasons = { missing: 'nothing in it', format: 'not of the form that it takes' } as const

function fieldSignal(payload: FieldPayload, atMs: number, names: NodeNames): Signal {
  const { id, invalid, kind } = payload
  const text = `${names(id)}: ${partsOf(payload).join(', ')}${kind === undefined ? '' : ` (a ${kind})`}`
  const level = invalid === undefined ? 'field' : invalid ? 'invalid' : 'valid'
  const tone = invalid === undefined ? {} : ({ tone: invalid ? 'warning' : 'good' } as const)
  return { kind: 'field', atMs, level, text, node: id, ...tone }
}

function partsOf({ invalid, times, why, same, changed, filled }: FieldPayload): string[] {
  const parts: string[] = []
  const again = times === undefined || times < 2 ? '' : ` (${ordinal(times)} time)`
  if (invalid === true) parts.push(`became invalid${again}`)
  if (invalid === false) parts.push('became valid')
  if (why !== undefined) parts.push(reasons[why])
  else if (filled !== undefined) parts.push(filled ? 'filled' : 'empty')
  if (same !== undefined) parts.push(same ? 'with the same content' : 'with other content')
  if (changed === true) parts.push('changed')
  return parts
}

function ordinal(count: number): string {
  const isTeen = count % 100 > 10 && count % 100 < 14
  return `${count}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][count % 10]) ?? 'th'}`
}
