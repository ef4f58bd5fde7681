// Geometry of SVG. An icon's outline is interface; a long path or a chart's line is data (a vital sign, a QR
// code), of which only the box it fills is kept, so that the drawing keeps its place.

import { coarseShare } from './css/number.ts'

const numberPattern = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi
const plainNumbers = /^[\d\s.,+e%-]*$/i
const unitNumber = /^([+-]?(?:\d{1,5}(?:\.\d+)?|\.\d+))(px|em|%)$/

// Commands and numbers, and no number long enough to be a record's.
const outline = /^(?:[mlhvcsqtaz\s.,+-]|\d(?:e-?\d)?)*$/i
const longNumber = /(?<![.\d])\d{6}/
const surplusDecimals = /(\.\d{3})\d+/g
const subpathStart = /m/gi

/** Coordinates larger than any drawing's; longer numbers are not positions. */
const maxCoordinate = 99_999
/** Outlines of common icon sets are shorter. */
const maxIconOutlineLength = 1_024
/** Icons are drawn with a few strokes; the smallest QR code takes a hundred. */
const maxSubpaths = 16

function round(value: number): number {
  const bounded = Math.max(-maxCoordinate, Math.min(maxCoordinate, value))
  return Math.round(bounded * 1_000) / 1_000
}

function numbersOf(text: string): number[] {
  return Array.from(text.matchAll(numberPattern), (match) => round(Number(match[0])))
}

/** A bounded length; a percentage is coarse, for it may be a reading. */
export function redactLength(value: number, unit: string, isExact: boolean): string {
  return `${round(unit === '%' && !isExact ? coarseShare(value) : value)}${unit}`
}

/** A list of numbers such as a view box, or undefined when it is something else. */
export function redactNumbers(text: string, isExact: boolean): string | undefined {
  const [, digits, unit] = unitNumber.exec(text) ?? []
  if (digits !== undefined) return redactLength(Number(digits), unit ?? '', isExact)
  if (text.length > 512 || !plainNumbers.test(text)) return undefined
  return numbersOf(text).join(' ')
}

/** Where a shape lies in the coordinates of its drawing. */
export interface ShapeBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How many strokes the outline of a shape is drawn with. */
export function subpathCount(outlineText: unknown): number {
  return typeof outlineText === 'string' ? (outlineText.match(subpathStart)?.length ?? 0) : 0
}

/** The outline of a shape, of an icon's length or in full, or undefined where it is longer or something else. */
export function redactOutline(text: string, isFull: boolean): string | undefined {
  const isShort = text.length <= maxIconOutlineLength && subpathCount(text) <= maxSubpaths
  if (!(isFull || isShort) || !outline.test(text) || longNumber.test(text)) return undefined
  return text.replace(surplusDecimals, '$1')
}

/** A rectangle in place of a shape's outline, as `d` of a path or `points` of a polygon. */
export function boxOutline(name: string, box: ShapeBox): string {
  const [left, top, right, bottom] = [box.x, box.y, box.x + box.width, box.y + box.height].map(round)
  return name === 'd'
    ? `M${left} ${top}H${right}V${bottom}H${left}Z`
    : `${left},${top} ${right},${top} ${right},${bottom} ${left},${bottom}`
}

const iconSize = 64
// What is longer is a line of a chart.
const maxRatio = 1.5

/** Whether an `svg` element of this width, height or view box has the size and shape of an icon. */
export function isIconSize(width: unknown, height: unknown, viewBox: unknown): boolean {
  const own = [width, height].flatMap((value) => (typeof value === 'string' ? parseFloat(value) : []))
  const box = typeof viewBox === 'string' ? numbersOf(viewBox).slice(2) : []
  const [across = NaN, down = NaN] = own.length === 2 ? own : box
  if (across > down * maxRatio || down > across * maxRatio) return false
  return own.length > 0
    ? own.every((value) => value <= iconSize)
    : box.length === 2 && box.every((value) => value <= iconSize)
}
