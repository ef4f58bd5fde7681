// Geometry of SVG. An icon's outline is interface; a long path or a chart's line is data (a vital sign, a QR
// code), of which only the box it fills is kept, so that the drawing keeps its place.

const numberPattern = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi
const pathPattern = /([a-z])([^a-z]*)/gi
const plainNumbers = /^[\d\s.,+e%-]*$/i
const unitNumbers = /^[+-]?(?:\d{1,4}(?:\.\d+)?|\.\d+)(?:px|em|%)?$/

// Commands and numbers, and no number long enough to be a record's.
const outline = /^(?:[mlhvcsqtaz\s.,+-]|\d(?:e-?\d)?)*$/i
const longNumber = /(?<![.\d])\d{6}/

/** Coordinates larger than any drawing's; longer numbers are not positions. */
const maxCoordinate = 99_999
/** Outlines of common icon sets are shorter; a QR code of the smallest version is longer. */
const maxIconPathLength = 1_024

function round(value: number): number {
  const bounded = Math.max(-maxCoordinate, Math.min(maxCoordinate, value))
  return Math.round(bounded * 1_000) / 1_000
}

function numbersOf(text: string): number[] {
  return Array.from(text.matchAll(numberPattern), (match) => round(Number(match[0])))
}

/** A list of numbers such as a view box, or undefined when it is something else. */
export function redactNumbers(text: string): string | undefined {
  if (unitNumbers.test(text)) return text
  if (text.length > 512 || !plainNumbers.test(text)) return undefined
  return numbersOf(text).join(' ')
}

interface Bounds {
  left: number
  top: number
  right: number
  bottom: number
}

function boundsOf(points: readonly (readonly [number, number])[]): Bounds | undefined {
  if (points.length === 0) return undefined
  const bounds: Bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const [x, y] of points) {
    bounds.left = Math.min(bounds.left, x)
    bounds.right = Math.max(bounds.right, x)
    bounds.top = Math.min(bounds.top, y)
    bounds.bottom = Math.max(bounds.bottom, y)
  }
  return bounds
}

// How many numbers a command takes, and which of them are the end point (control points lie near the curve
// and only widen the box a little; arcs are taken by their ends).
const argumentCount: Readonly<Record<string, number>> = {
  m: 2,
  l: 2,
  t: 2,
  h: 1,
  v: 1,
  c: 6,
  s: 4,
  q: 4,
  a: 7,
}

function pathPoints(path: string): (readonly [number, number])[] {
  const points: (readonly [number, number])[] = []
  let x = 0
  let y = 0
  for (const match of path.matchAll(pathPattern)) {
    const command = match[1] ?? ''
    const lower = command.toLowerCase()
    const count = argumentCount[lower]
    if (count === undefined) continue
    const values = numbersOf(match[2] ?? '')
    const isRelative = command === lower
    for (let at = 0; at + count <= values.length; at += count) {
      const last = values[at + count - 1] ?? 0
      const before = values[at + count - 2] ?? 0
      if (lower === 'h') x = isRelative ? x + last : last
      else if (lower === 'v') y = isRelative ? y + last : last
      else {
        x = isRelative ? x + before : before
        y = isRelative ? y + last : last
      }
      points.push([round(x), round(y)])
    }
  }
  return points
}

/** A path: as it is in an icon, else the rectangle around it. */
export function redactPath(path: string, isIcon: boolean): string | undefined {
  if (isIcon && path.length <= maxIconPathLength && outline.test(path) && !longNumber.test(path)) return path
  const box = boundsOf(pathPoints(path))
  return box && `M${box.left} ${box.top}H${box.right}V${box.bottom}H${box.left}Z`
}

/** Points of a polygon or polyline: as they are in an icon, else the corners of the rectangle around them. */
export function redactPoints(text: string, isIcon: boolean): string | undefined {
  const values = numbersOf(text)
  if (isIcon && text.length <= maxIconPathLength) return values.join(' ')
  const points: (readonly [number, number])[] = []
  for (let at = 0; at + 1 < values.length; at += 2) points.push([values[at] ?? 0, values[at + 1] ?? 0])
  const box = boundsOf(points)
  return (
    box &&
    `${box.left},${box.top} ${box.right},${box.top} ${box.right},${box.bottom} ${box.left},${box.bottom}`
  )
}

const iconSize = 64

/** Whether an `svg` element of this width, height or view box is the size of an icon. */
export function isIconSize(width: unknown, height: unknown, viewBox: unknown): boolean {
  const sizes = [width, height].map((value) => (typeof value === 'string' ? parseFloat(value) : NaN))
  const given = sizes.filter((value) => !Number.isNaN(value))
  if (given.length > 0) return given.every((value) => value <= iconSize)
  const box = typeof viewBox === 'string' ? numbersOf(viewBox) : []
  return box.length === 4 && (box[2] ?? Infinity) <= iconSize && (box[3] ?? Infinity) <= iconSize
}
