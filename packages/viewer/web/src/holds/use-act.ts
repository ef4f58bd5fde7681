// One thing at a time that changes something on the server: whether it runs, and how it failed.
import { useState } from 'react'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'

export function useAct(): {
  readonly busy: boolean
  readonly failure: ApiFailure | undefined
  readonly run: (work: () => Promise<void>) => Promise<void>
} {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    setFailure(undefined)
    try {
      await work()
    } catch (error) {
      setFailure(toFailure(error))
    } finally {
      setBusy(false)
    }
  }
  return { busy, failure, run }
}
