// Race: one place holds the results that came last, whichever patient they were asked for.
import { useEffect, useSyncExternalStore } from 'react'
import type { Parts } from '../parts.ts'
import { fetchResults } from '../patients/fetch-results.ts'
import type { LabResult, Patient } from '../patients/patient.ts'

export function plant(): Partial<Parts> {
  let shown: readonly LabResult[] = []
  const listeners = new Set<() => void>()
  const show = (results: readonly LabResult[]) => {
    shown = results
    for (const listener of listeners) listener()
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  function useResults({ id }: Patient): readonly LabResult[] {
    useEffect(() => {
      fetchResults(id).then(show, () => show([]))
    }, [id])
    return useSyncExternalStore(subscribe, () => shown)
  }
  return { useResults }
}
