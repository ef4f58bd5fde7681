// The attributes whose value is text that a person reads.

/** In lower case. No other attribute can be let through as text. */
export const textAttributes = [
  'title',
  'alt',
  'placeholder',
  'aria-label',
  'aria-description',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'label',
  'summary',
] as const

/** An attribute whose value is text that a person reads. */
export type TextAttribute = (typeof textAttributes)[number]
