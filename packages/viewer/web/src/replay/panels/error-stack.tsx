// An error's stack, innermost first, and those of what is behind it: as the app's own source where a source map of the release
// was uploaded, and as it was recorded on a click.
import type { ErrorDescription, ErrorPayload, StackFrame } from '@reseal/redaction-rules'
import { useState } from 'react'
import { type ResolvedFrame, resolveStack } from '../../api/stacks.ts'
import { useResource } from '../../api/use-resource.ts'
import { MaskedText } from './masked-text.tsx'
import type { PanelView } from './view-parts.ts'

interface StackProps {
  readonly frames: readonly StackFrame[]
  readonly view: PanelView
}

export function ErrorStack({ payload, view }: { readonly payload: ErrorPayload; readonly view: PanelView }) {
  return (
    <>
      <Stack frames={payload.frames} view={view} />
      {payload.causes?.map((cause, index) => (
        <div key={index} className="stack-cause">
          <p className="row-text">
            <span className="quiet">{cause.kind === 'member' ? 'one of them' : 'caused by'}</span>{' '}
            <MaskedText text={titleOf(cause)} />
          </p>
          <Stack frames={cause.frames} view={view} />
        </div>
      ))}
    </>
  )
}

const titleOf = ({ name, message }: ErrorDescription): string =>
  message === '' ? name : `${name}: ${message}`

function Stack({ frames, view }: StackProps) {
  if (frames.length === 0) return <p className="quiet">Without a stack.</p>
  if (view.release === undefined) return <RawFrames frames={frames} />
  return <ResolvedStack frames={frames} view={view} release={view.release} />
}

function ResolvedStack({ frames, view, release }: StackProps & { readonly release: string }) {
  const { replayId } = view
  const [isRaw, setRaw] = useState(false)
  const key = `${replayId} ${release} ${JSON.stringify(frames)}`
  const { resource } = useResource(key, () => resolveStack(replayId, { release, frames }))
  const resolved = resource.state === 'ready' ? resource.value : []
  const isKnown = resolved.some((frame) => frame.isResolved)
  return (
    <>
      {isKnown && !isRaw ? (
        <ol className="stack">
          {resolved.map((frame, index) => (
            <Frame key={index} frame={frame} isFirst={index === 0} />
          ))}
        </ol>
      ) : (
        <RawFrames frames={frames} />
      )}
      <p className="stack-tools">
        {isKnown ? (
          <button type="button" className="row-moment" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
            as recorded
          </button>
        ) : (
          <span className="quiet">{stackSentence(resource.state)}</span>
        )}
      </p>
    </>
  )
}

function stackSentence(state: 'loading' | 'ready' | 'failed'): string {
  if (state === 'loading') return 'Looking for it in the source…'
  if (state === 'failed') return 'The source could not be asked for; this is as it was recorded.'
  return 'As recorded: no source map of this release knows these places.'
}

function Frame({ frame, isFirst }: { readonly frame: ResolvedFrame; readonly isFirst: boolean }) {
  const { file, line, column, name, source, sourceFrom, isResolved } = frame
  return (
    <li className={isResolved ? undefined : 'quiet'}>
      at {name !== undefined && <strong>{name} </strong>}
      {file}:{line}:{column}
      {isFirst && source !== undefined && sourceFrom !== undefined && (
        <pre className="stack-source">
          {source.map((text, index) => (
            <span
              key={index}
              className={sourceFrom + index === line ? 'stack-line stack-here' : 'stack-line'}
            >
              <span className="quiet">{String(sourceFrom + index).padStart(5)}</span> {text}
            </span>
          ))}
        </pre>
      )}
    </li>
  )
}

function RawFrames({ frames }: { readonly frames: readonly StackFrame[] }) {
  return (
    <ol className="stack">
      {frames.map(({ source, line, column }, index) => (
        <li key={index} title="The script’s address was left out in the page: it is named by a token">
          at {source}:{line}:{column}
        </li>
      ))}
    </ol>
  )
}
