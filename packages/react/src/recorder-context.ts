'use client'

// The recorder of the nearest provider.
import { inertRecorder, type Recorder } from '@reseal/recorder-sdk'
import { type Context, createContext, useContext } from 'react'

/** Holds the recorder of a {@link ResealProvider}. */
export const RecorderContext: Context<Recorder> = /* @__PURE__ */ createContext(inertRecorder)

/**
 * The recorder of the nearest `<ResealProvider>`. The same object for as long as the provider is mounted; it can be
 * called at any time and does nothing on a server, before the provider is mounted, and without a provider.
 */
export function useRecorder(): Recorder {
  return useContext(RecorderContext)
}
