'use client'

// An error boundary that tells the recorder what it caught.
import type { Recorder } from '@reseal/recorder-sdk'
import { Component, type ContextType, type ErrorInfo, type ReactNode } from 'react'
import { RecorderContext } from './recorder-context.ts'

/** What a fallback that is a function is given. */
export interface FallbackProps {
  readonly error: unknown
  /** Renders the children anew. */
  readonly reset: () => void
}

/** Props of {@link ResealErrorBoundary}. */
export interface ResealErrorBoundaryProps {
  readonly children?: ReactNode
  /** Rendered in place of the children after an error; nothing when left out. */
  readonly fallback?: ReactNode | ((props: FallbackProps) => ReactNode)
  /** Called after the recorder was told. */
  readonly onError?: (error: unknown, info: ErrorInfo) => void
}

interface State {
  readonly caught: { readonly error: unknown } | undefined
}

// A stack of its own in the chain of causes: the recorder reads places from it, never names of components.
function withComponentStack(error: unknown, componentStack: string | null | undefined): unknown {
  if (!(error instanceof Error) || typeof componentStack !== 'string') return error
  const rendered = new Error('rendered by', { cause: error.cause })
  rendered.stack = componentStack
  const seen = new Error(error.message, { cause: rendered })
  seen.name = error.name
  if (error.stack !== undefined) seen.stack = error.stack
  return seen
}

function tell(recorder: Recorder, error: unknown, info: ErrorInfo): void {
  try {
    recorder.captureError(withComponentStack(error, info.componentStack))
  } catch {
    // An error object may have getters that throw; the fallback has to show all the same.
  }
}

/**
 * Shows `fallback` when a component below throws while rendering, and records the error with `captureError`.
 *
 * Of the component stack React gives, the places (line, column, token of the script) are recorded as the error's cause;
 * names of components are not: a `displayName` is a string like any other and may be made of data. The viewer's source
 * maps name the components.
 */
export class ResealErrorBoundary extends Component<ResealErrorBoundaryProps, State> {
  static override contextType: typeof RecorderContext = RecorderContext
  declare context: ContextType<typeof RecorderContext>
  override state: State = { caught: undefined }

  static getDerivedStateFromError(error: unknown): State {
    return { caught: { error } }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    tell(this.context, error, info)
    this.props.onError?.(error, info)
  }

  readonly reset = (): void => this.setState({ caught: undefined })

  override render(): ReactNode {
    const { caught } = this.state
    if (caught === undefined) return this.props.children
    const { fallback = null } = this.props
    return typeof fallback === 'function' ? fallback({ error: caught.error, reset: this.reset }) : fallback
  }
}
