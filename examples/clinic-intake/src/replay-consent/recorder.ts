// Starts Reseal's recorder from the settings the clinic's server hands out. Without settings the app runs alone.
import { init } from '@reseal/recorder-sdk'
import { clinicRules } from './rules.ts'

/** What the app needs of the recorder: to ask, to say no again, and to link to what was recorded. */
export type ClinicRecorder = ReturnType<typeof init>

export async function startRecorder(): Promise<ClinicRecorder | undefined> {
  const response = await fetch('/reseal.json')
  if (!response.ok) return undefined
  const settings = (await response.json()) as Parameters<typeof init>[0]
  return init({ ...settings, rules: clinicRules, consent: 'required' })
}
