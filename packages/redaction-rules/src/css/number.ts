// Numbers and colours of values: bounded everywhere, and coarse where a page writes what it knows of a person, in
// style attributes and through scripts (leak scenarios BAR, RANGE).

/** What a number's meaning depends on. */
export interface NumberPlace {
  /** The property in lower case; a variable begins with two dashes. */
  readonly property: string
  /** Whether a share, a scale or a turn may be a reading: in a style attribute, or set by a script. */
  readonly isCoarse: boolean
  /** The first argument of a rotation. */
  readonly isAngle: boolean
}

const hexColour = /^#(?:[\da-f]{3,4}){1,2}$/
const numberParts = /^([+-]?[\d.]+(?:e[+-]?\d{1,2})?)(.*)/is

// Larger than any length or z-index that still differs in effect, smaller than a record number.
const maxMagnitude = 99_999
// A variable can hold anything a script likes; without a unit, three digits are enough for ratios and weights.
const maxVariableNumber = 999
// Counts of columns and lines.
const maxCount = 12
// Halves, thirds and quarters are how layouts divide; what lies between is a reading.
const shares = [0, 25, 33.3333, 50, 66.6667, 75, 100] as const
// Libraries divide rows of fields by variables: in fifths, or exactly by a number that leaves no round share.
const sharesOfVariables = [...shares, 20, 40, 60, 80]
const isPart = (size: number): boolean =>
  /^(?:6|7|9|11|12)$/.test((100 / size).toFixed(4).replace(/\.0+$/, ''))
const eighthTurn: Readonly<Record<string, number>> = { deg: 45, grad: 50, turn: 0.125, rad: 0.7854 }

/** A percentage to the nearest half, third or quarter, or whichever `among` holds; beyond 100 to the nearest hundred. */
export function coarseShare(percent: number, among: readonly number[] = shares): number {
  const size = Math.abs(percent)
  const nearest =
    size > 100
      ? Math.round(size / 100) * 100
      : among.reduce((best, share) => (Math.abs(size - share) < Math.abs(size - best) ? share : best))
  return Math.sign(percent) * nearest
}

/** A colour in four bits a channel: enough to tell colours apart, too few to write a number with. */
export function redactHexColour(raw: string): string {
  const colour = raw.toLowerCase()
  if (!hexColour.test(colour)) return '#000'
  return colour.length < 6 ? colour : colour.replace(/([\da-f])./g, '$1')
}

// A share of one, a count, or else a share of a hundred.
function coarseNumber(value: number): number {
  if (Math.abs(value) <= 1) return coarseShare(value * 100) / 100
  return Number.isInteger(value) && Math.abs(value) <= maxCount ? value : coarseShare(value)
}

function coarseUnitless({ property, isAngle }: NumberPlace, value: number): number {
  if (isAngle) return Math.round(value / 45) * 45
  if (/^(?:--|flex)/.test(property)) return coarseNumber(value)
  // Of a transformation only scales: the rest are lengths.
  const isScale = property === 'scale' || (property.endsWith('transform') && Math.abs(value) <= 1)
  return isScale ? coarseNumber(value) : value
}

function coarse(place: NumberPlace, value: number, unit: string): number {
  // A counter's number is text on the page.
  if (unit === '' && place.property.startsWith('counter-')) return Math.abs(value) === 1 ? value : 0
  if (!place.isCoarse) return value
  if (unit === '%') {
    if (!place.property.startsWith('--')) return coarseShare(value)
    return isPart(value) ? value : coarseShare(value, sharesOfVariables)
  }
  if (place.property.startsWith('stroke-dash')) return 0
  if (unit === '') return coarseUnitless(place, value)
  const step = eighthTurn[unit] ?? 0
  return step === 0 ? value : Math.round(value / step) * step
}

/** The redacted text of a number with its unit, which is left out when it is none that CSS knows. */
export function redactNumber(place: NumberPlace, raw: string, isUnit: (unit: string) => boolean): string {
  const [, digits = '0', written = ''] = numberParts.exec(raw) ?? []
  const given = written.toLowerCase()
  const unit = given === '%' || isUnit(given) ? given : ''
  const limit = given === '' && place.property.startsWith('--') ? maxVariableNumber : maxMagnitude
  const value = Math.max(-limit, Math.min(limit, Number(digits)))
  return String(Math.round(coarse(place, value, unit) * 10_000) / 10_000) + unit
}
