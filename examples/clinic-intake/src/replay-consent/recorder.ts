// The recorder's options: the settings the clinic's server hands out, the clinic's rules, and the static texts of this build.

import { manifest } from 'virtual:reseal/manifest'
import type { RecorderOptions } from '@reseal/recorder-sdk'
import { useEffect, useState } from 'react'
import { clinicRules } from './rules.ts'

/** Undefined until the settings are there, and for good where the server has none: then the app runs alone. */
export function useRecorderOptions(): RecorderOptions | undefined {
  const [options, setOptions] = useState<RecorderOptions>()
  useEffect(() => {
    readSettings().then(
      (settings) =>
        settings &&
        setOptions({
          ...settings,
          rules: clinicRules,
          manifest,
          consent: 'required',
          release: '1.4.0',
          environment: 'demo',
        }),
      (error: unknown) => console.error('session replay did not start', error),
    )
  }, [])
  return options
}

async function readSettings(): Promise<RecorderOptions | undefined> {
  const response = await fetch('/reseal.json')
  return response.ok ? ((await response.json()) as RecorderOptions) : undefined
}
