'use client'

// Starts the recorder with the app and ends it with the app.
import type { Recorder, RecorderOptions } from '@reseal/recorder-sdk'
import { type ReactNode, useInsertionEffect, useState } from 'react'
import { RecorderContext } from './recorder-context.ts'
import { createRecorderHandle } from './recorder-handle.ts'

/** Props of {@link ResealProvider}: either options to start a recorder with, or a recorder that was started elsewhere. */
export type ResealProviderProps = { readonly children?: ReactNode } & (
  | {
      /**
       * What `init` takes. Read once, when they first are there: undefined means "not known yet". Later changes are
       * not followed, for a rule set must not change under a recording.
       */
      readonly options: RecorderOptions | undefined
      readonly recorder?: undefined
    }
  | {
      /** A recorder that the app started with `init`. The provider never stops it. */
      readonly recorder: Recorder
      readonly options?: undefined
    }
)

/**
 * Gives the components below it a recorder.
 *
 * With `options` it calls `init` once, after the first commit and before any effect of the components below, never on a
 * server. Unmounting calls `stop()`: what was captured is sealed and sent. A provider that is unmounted and mounted
 * again in one task (StrictMode, hot replacement, a new root) goes on with the same recording, and two providers of one
 * app key share one.
 *
 * @throws RecorderError with a code that begins with `bad_`, into the nearest error boundary, for options that cannot work.
 */
export function ResealProvider({ children, options, recorder }: ResealProviderProps): ReactNode {
  const [handle] = useState(createRecorderHandle)
  const isKnown = options !== undefined
  // Before the layout effects of the components below, which may call the recorder; StrictMode runs it once.
  useInsertionEffect(
    () => (options === undefined ? undefined : handle.attach(options)),
    // Not the options themselves: an object literal is another one at each render.
    [handle, isKnown],
  )
  return <RecorderContext.Provider value={recorder ?? handle.recorder}>{children}</RecorderContext.Provider>
}
