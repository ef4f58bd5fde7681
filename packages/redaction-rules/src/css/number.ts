// Numbers and colours of values: bounded everywhere, and coarse where a page writes what it knows of a person, in
// style attributes and through scripts (leak scenarios BAR, RANGE).

/** What a number's meaning depends on. */
export interface NumberPlace {
  /** The property in lower case; a variable begins with two dashes. */
  readonly property: string
  /** Whether a share, a scale or a turn may be a reading: in a style attribute, or set by a script. */
  readonly isCoarse: boolean
  /** The function that takes it: of a colour the outermost, else the innermost; empty where there is none. */
  readonly owner: string
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
const isPart = (size: number): boolean => /^(?:6|7|9|11|12)\.0000$/.test((100 / size).toFixed(4))
// Eighths of a turn, tenths of a second; pixels only in sums, where a slider's thumb is moved in by as much as its share says.
const steps: Readonly<Record<string, number>> = {
  deg: 45,
  grad: 50,
  turn: 0.125,
  rad: 0.7854,
  s: 0.1,
  ms: 100,
  px: 8,
}
const shareProperty = /^(?:flex|scale$)|(?:opacity|filter)$/
const sum = /^(?:calc|clamp|min|max)\(/
const toStep = (value: number, step: number): number => Math.round(value / step) * step

/** The function whose first number is an angle. */
export const rotation = 'rotate('

/** Functions that make a colour of numbers. */
export const colourFunction: RegExp = /^(?:rgb|h[sw]|l[ac]|ok|col)/

/** A percentage to the nearest half, third or quarter, or whichever `among` holds; beyond 100 to the nearest hundred. */
export function coarseShare(percent: number, among: readonly number[] = shares): number {
  const size = Math.abs(percent)
  const nearest =
    size > 100
      ? toStep(size, 100)
      : among.reduce((best, share) => (Math.abs(size - share) < Math.abs(size - best) ? share : best))
  return Math.sign(percent) * nearest
}

/** A colour in four bits a channel: enough to tell colours apart, too few to write a number with. */
export function redactHexColour(raw: string): string {
  const colour = raw.toLowerCase()
  if (!hexColour.test(colour)) return '#000'
  return colour.length < 6 ? colour : colour.replace(/([\da-f])./g, '$1')
}

// As coarse as a hex colour: sixteen steps of a channel, whatever its scale.
function coarseChannel(value: number, unit: string): number {
  return toStep(value, unit === '%' ? 6.25 : Math.abs(value) > 1 ? 17 : 0.0625)
}

// A share of one, a count, or else a share of a hundred.
function coarseNumber(value: number): number {
  if (Math.abs(value) <= 1) return coarseShare(value * 100) / 100
  return Number.isInteger(value) && Math.abs(value) <= maxCount ? value : coarseShare(value)
}

function coarseUnitless({ property, owner }: NumberPlace, value: number): number {
  const size = Math.abs(value)
  if (owner === rotation) return toStep(value, 45)
  // A small whole number by itself is an answer; in sums libraries divide rows by it.
  if (property.startsWith('--')) return !owner && size > 1 && size <= maxCount ? 1 : coarseNumber(value)
  // Of a transformation only scales: the rest are lengths.
  const isShare = property.endsWith('transform') ? size <= 1 : shareProperty.test(property)
  return isShare || sum.test(owner) ? coarseNumber(value) : value
}

function coarse(place: NumberPlace, value: number, unit: string): number {
  if (colourFunction.test(place.owner)) return coarseChannel(value, unit)
  // A counter's number is text on the page.
  if (unit === '' && place.property.startsWith('counter-')) return Math.abs(value) === 1 ? value : 0
  if (!place.isCoarse) return value
  if (unit === '%') {
    if (!place.property.startsWith('--')) return coarseShare(value)
    return isPart(value) ? value : coarseShare(value, sharesOfVariables)
  }
  if (place.property.startsWith('stroke-dash')) return 0
  if (unit === '') return coarseUnitless(place, value)
  const step = steps[unit]
  if (step === undefined || (unit === 'px' && !sum.test(place.owner))) return value
  // A negative delay holds an animation at a share of it.
  return value < 0 && unit.endsWith('s') ? 0 : toStep(value, step)
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
