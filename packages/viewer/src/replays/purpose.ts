// Why a person opens a replay: one of the purposes that the audit log knows, a note and a ticket (design.md §3, purpose of use).
import { type PurposeOfUse, purposesOfUse } from '@reseal/store'

/** One purpose of use. */
export type Purpose = PurposeOfUse

/** The purposes of use a person chooses from. */
export const purposes: typeof purposesOfUse = purposesOfUse

/** The longest note, in characters. */
export const noteLimit = 500
