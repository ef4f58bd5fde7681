// The texts that make a page record, to copy one by one.
import { useState } from 'react'
import type { AppReply, RecordersReply } from '../../../src/apps/apps-api.ts'
import { type SnippetKind, type SnippetValues, snippetParts } from './snippet.ts'

const kinds: readonly { readonly kind: SnippetKind; readonly label: string }[] = [
  { kind: 'module', label: 'ES module' },
  { kind: 'script', label: 'Script tag' },
]

export function SnippetPanel(props: { readonly app: AppReply; readonly recorders: RecordersReply }) {
  const [kind, setKind] = useState<SnippetKind>('module')
  const values = valuesOf(props.app, props.recorders)
  if (values === undefined) {
    return (
      <p className="quiet">
        This viewer does not know the endpoint, the key of receipts or the app’s sealing key, and so cannot
        say what to paste. They are in init.json of the deployment.
      </p>
    )
  }
  return (
    <div className="snippet">
      <div className="segments" role="group" aria-label="How the page takes the recorder">
        {kinds.map((each) => (
          <button
            key={each.kind}
            type="button"
            className="button"
            aria-pressed={kind === each.kind}
            onClick={() => setKind(each.kind)}
          >
            {each.label}
          </button>
        ))}
      </div>
      {snippetParts(kind, values).map(({ where, text }) => (
        <SnippetText key={where} where={where} text={text} />
      ))}
      <p className="quiet field-help">
        Nothing here is secret. Nothing is recorded before a person allows it; without rules everything that
        the page shows is masked.
      </p>
    </div>
  )
}

/** How long the sign that something was copied stays. */
const shownMs = 1_500

function SnippetText({ where, text }: { readonly where: string; readonly text: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    window.setTimeout(() => setCopied(false), shownMs)
  }
  return (
    <figure className="snippet-part">
      <figcaption>
        {where}
        <button type="button" className="button button-plain" onClick={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy'}
          <span className="visually-hidden"> {where}</span>
        </button>
      </figcaption>
      {/* It scrolls sideways: the keyboard has to reach it. */}
      <pre className="mono" tabIndex={0} role="region" aria-label={where}>
        {text}
      </pre>
    </figure>
  )
}

/** Undefined where something is not known. */
function valuesOf(
  { appKey, sealingKey }: AppReply,
  { endpoint, receiptKey, viewerUrl }: RecordersReply,
): SnippetValues | undefined {
  if (sealingKey === null || endpoint === null || receiptKey === null) return undefined
  return { endpoint, appKey, sealingKey, receiptKey, viewerUrl }
}
