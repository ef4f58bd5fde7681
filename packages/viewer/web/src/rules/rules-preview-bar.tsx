// Above a replay that is watched for the sake of rules that wait: what they would change in the page as it stands.
import { useEffect, useSyncExternalStore } from 'react'
import { Link } from '../address/link.tsx'
import { readRules } from '../api/rules.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { previewRules } from './preview-rules.ts'
import './rules-preview.css'
import type { RulesPreviewControl } from './rules-preview-state.ts'

export function RulesPreviewBar(props: {
  readonly control: RulesPreviewControl
  /** Its hash. */
  readonly ruleSet: string
  readonly app: string
}) {
  const { control, ruleSet, app } = props
  const { resource, reload } = useResource('rules', readRules)
  const counts = useSyncExternalStore(control.subscribe, control.getCounts)
  const set =
    resource.state === 'ready'
      ? resource.value.apps
          .find(({ id }) => id === app)
          ?.sets.find(({ sha256, state }) => sha256 === ruleSet && state === 'pending')
      : undefined
  const preview = set?.preview
  useEffect(() => {
    if (preview !== undefined) control.show(previewRules(preview))
  }, [control, preview])
  if (resource.state === 'loading') return <div className="rules-preview" aria-busy="true" />
  if (resource.state === 'failed') return <FailureBar failure={resource.failure} onRetry={reload} />
  if (set === undefined) {
    return (
      <p className="rules-preview" role="status">
        The rules of this preview do not wait any more. <Link to={{ page: 'rules' }}>Rules</Link>
      </p>
    )
  }
  return (
    <div className="rules-preview" role="status">
      <span>
        Preview of rule set <strong>{set.version}</strong> on this page as it stands:
      </span>
      <Count kind="opens" count={counts?.opens ?? 0} words="would become readable" />
      <Count kind="may-open" count={counts?.mayOpen ?? 0} words="might" />
      <Count kind="closes" count={counts?.closes ?? 0} words="would be masked" />
      <Count kind="may-close" count={counts?.mayClose ?? 0} words="might be masked" />
      {counts !== undefined && Object.values(counts).every((count) => count === 0) && <span>nothing.</span>}
      <span
        className="quiet"
        title="Classes and ids of the page are tokens in a recording: rules that need one are asked by elements alone, and what they find is only possible."
      >
        The text itself is gone: it was never recorded. Dashed: the recording cannot tell.
      </span>
      <Link to={{ page: 'rules' }}>Decide</Link>
    </div>
  )
}

function Count(props: { readonly kind: string; readonly count: number; readonly words: string }) {
  if (props.count === 0) return null
  return (
    <span className="rules-preview-count" data-kind={props.kind}>
      {props.count} {props.words}
    </span>
  )
}
