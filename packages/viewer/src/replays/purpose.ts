// Why a person opens a replay: the fixed list, a note and a ticket (design.md §3, purpose of use).
/** The purposes of use a person chooses from. */
export const purposes = [
  'debugging',
  'incident',
  'quality',
  'security-review',
  'patient-request',
  'privacy-investigation',
] as const

/** One purpose of use. */
export type Purpose = (typeof purposes)[number]

/** The longest note, in characters. */
export const noteLimit = 500
