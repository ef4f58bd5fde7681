// Numbers and colours of values: bounded everywhere, and coarse where a page writes what it knows of a person, in
// style attributes and through scripts (leak scenarios BAR, RANGE).

import type { Vocabulary } from '../redaction-options.ts'
import { tokenType as t } from './token-stream.ts'

/** Where a value stands: in a style sheet's text, or in a style attribute or a declaration that a script sets. */
export type ValueOrigin = 'sheet' | 'inline'

/** What a number's meaning depends on. */
export interface NumberPlace {
  /** The property in lower case; a variable begins with two dashes. */
  readonly property: string
  readonly origin: ValueOrigin
  /** The first argument of a rotation. */
  readonly isAngle: boolean
}

const hexColour = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/
const numberPart = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,2})?/i

// Larger than any length or z-index that still differs in effect, smaller than a record number.
const maxMagnitude = 99_999
// A variable can hold anything a script likes; without a unit, three digits are enough for ratios and weights.
const maxVariableNumber = 999
// Counts of columns and lines.
const maxCount = 12
// Halves, thirds and quarters are how layouts divide; what lies between is a reading.
const shares = [0, 25, 33.3333, 50, 66.6667, 75, 100] as const
const eighthTurn: Readonly<Record<string, number>> = { deg: 45, grad: 50, turn: 0.125, rad: 0.7854 }

/** A percentage to the nearest half, third or quarter; beyond 100 to the nearest hundred. */
export function coarseShare(percent: number): number {
  const size = Math.abs(percent)
  let nearest: number = size > 100 ? Math.round(size / 100) * 100 : 0
  if (size <= 100) {
    for (const share of shares) if (Math.abs(size - share) < Math.abs(size - nearest)) nearest = share
  }
  return percent < 0 ? -nearest : nearest
}

/** A colour in four bits a channel: enough to tell colours apart, too few to write a number with. */
export function redactHexColour(raw: string): string {
  const colour = raw.toLowerCase()
  if (!hexColour.test(colour)) return '#000'
  return colour.length < 6 ? colour : colour.replace(/([0-9a-f])./g, '$1')
}

function bounded(text: string, limit: number): number {
  const value = Number(text)
  return Number.isFinite(value) ? Math.max(-limit, Math.min(limit, value)) : 0
}

const written = (value: number): string => String(Math.round(value * 10_000) / 10_000)

// A share of one, a count, or else a share of a hundred.
function coarseNumber(value: number): number {
  if (Math.abs(value) <= 1) return coarseShare(value * 100) / 100
  return Number.isInteger(value) && Math.abs(value) <= maxCount ? value : coarseShare(value)
}

function inlineNumber(place: NumberPlace, value: number): number {
  const { property, isAngle } = place
  if (isAngle) return Math.round(value / 45) * 45
  if (property.startsWith('stroke-dash')) return 0
  if (property.startsWith('--') || property.startsWith('flex')) return coarseNumber(value)
  // Of a transformation only scales: the rest are lengths.
  const isScale = property === 'scale' || (property.endsWith('transform') && Math.abs(value) <= 1)
  return isScale ? coarseNumber(value) : value
}

/** The redacted text of a number token. */
export function redactNumber(vocabulary: Vocabulary, place: NumberPlace, type: number, raw: string): string {
  const { property, origin } = place
  const isInline = origin === 'inline'
  if (type === t.number) {
    const value = bounded(raw, property.startsWith('--') ? maxVariableNumber : maxMagnitude)
    // A counter's number is text on the page.
    if (property.startsWith('counter-')) return Math.abs(value) === 1 ? String(value) : '0'
    return written(isInline ? inlineNumber(place, value) : value)
  }
  const digits = numberPart.exec(raw)?.[0] ?? '0'
  const value = bounded(digits, maxMagnitude)
  if (type === t.percentage) return `${written(isInline ? coarseShare(value) : value)}%`
  const unit = raw.slice(digits.length).toLowerCase()
  if (!vocabulary.isCssUnit(unit)) return written(value)
  const step = isInline ? eighthTurn[unit] : undefined
  if (step !== undefined) return written(Math.round(value / step) * step) + unit
  return (isInline && property.startsWith('stroke-dash') ? '0' : written(value)) + unit
}
