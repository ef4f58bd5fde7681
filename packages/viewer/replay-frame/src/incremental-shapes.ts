// The shapes that rrweb's Replayer counts on, source by source: what has another one would stop its clock.

type Fields = Readonly<Record<string, unknown>>
type Shape = (data: Fields) => boolean

const isFinite = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isSize = (value: unknown): boolean =>
  isFinite(value) && (value as number) >= 0 && (value as number) <= 32_768
const isListOr = (value: unknown): boolean => value === undefined || isList(value)
const eachIs = (value: unknown, holds: (item: Fields) => boolean): boolean =>
  isList(value) && value.every((item) => isFields(item) && holds(item))
const eachIsOr = (value: unknown, holds: (item: Fields) => boolean): boolean =>
  value === undefined || eachIs(value, holds)

const positions: Shape = ({ positions: list }) =>
  eachIs(list, ({ x, y, timeOffset }) => isFinite(x) && isFinite(y) && isFinite(timeOffset))

const isRulePlace = (index: unknown): boolean =>
  index === undefined || isFinite(index) || (isList(index) && index.every(isFinite))

/** By rrweb's `IncrementalSource`. Sources that are not here are not played. */
export const incrementalShapes: ReadonlyMap<unknown, Shape> = new Map<number, Shape>([
  [0, () => true],
  [1, positions],
  [2, ({ type, x, y }) => isFinite(type) && (x === undefined || (isFinite(x) && isFinite(y)))],
  [3, ({ x, y }) => isFinite(x) && isFinite(y)],
  [4, ({ width, height }) => isSize(width) && isSize(height)],
  [5, ({ text, isChecked }) => typeof text === 'string' && typeof isChecked === 'boolean'],
  [6, positions],
  [
    8,
    ({ adds, removes, replace, replaceSync }) =>
      eachIsOr(adds, ({ rule, index }) => typeof rule === 'string' && isRulePlace(index)) &&
      eachIsOr(removes, ({ index }) => isRulePlace(index)) &&
      [replace, replaceSync].every((text) => text === undefined || typeof text === 'string'),
  ],
  [12, positions],
  [
    13,
    ({ index, set, remove }) =>
      isRulePlace(index) && [set, remove].every((each) => each === undefined || isFields(each)),
  ],
  [
    14,
    ({ ranges }) =>
      eachIs(ranges, ({ startOffset, endOffset }) => isFinite(startOffset) && isFinite(endOffset)),
  ],
  [
    15,
    ({ styleIds, styles }) =>
      isListOr(styleIds) &&
      eachIsOr(styles, ({ rules }) => eachIsOr(rules, ({ rule }) => typeof rule === 'string')),
  ],
])
