// What an allow may open beside readable text (section 9).

import type { Opening } from '../rule-set.ts'

/** The openings of fields, answers, readings and geometry. */
export const stateOpenings: readonly Opening[] = [
  'inputs',
  'options',
  'editables',
  'checked',
  'range',
  'typing',
  'length',
  'keys',
  'selection',
  'geometry',
]
