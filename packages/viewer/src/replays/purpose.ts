// Why a person opens a replay: the fixed list, a note and a ticket (design.md §3, purpose of use).
import { z } from 'zod'

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

/** What opening a replay asks for. The ticket's pattern is the deployment's and is checked by the service. */
export const openReplayBody = z.strictObject({
  purpose: z.enum(purposes),
  note: z.string().trim().max(noteLimit).optional(),
  ticket: z.string().trim().max(64).optional(),
})
