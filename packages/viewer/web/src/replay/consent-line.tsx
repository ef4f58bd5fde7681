// On what consent the shown stream was recorded, and whether its header proves it.
import type { ContextPayload } from '@reseal/redaction-rules'
import { useEffect, useState } from 'react'
import { type ConsentProof, consentWords, proveConsent } from './consent.ts'

const proofs: Readonly<Record<ConsentProof, { readonly mark: string; readonly title: string }>> = {
  proven: { mark: '✓', title: "This receipt's hash is in the stream's committed header" },
  contradicted: {
    mark: '✗ not the receipt in the header',
    title: 'The header has the hash of another receipt',
  },
  absent: { mark: '', title: '' },
}

/** One line; nothing where the stream claims no consent. */
export function ConsentLine(props: {
  readonly context: ContextPayload | undefined
  readonly consentHash: string | undefined
}) {
  const consent = props.context?.consent
  const [proof, setProof] = useState<ConsentProof>('absent')
  useEffect(() => {
    let current = true
    void proveConsent(consent, props.consentHash).then((found) => current && setProof(found))
    return () => {
      current = false
    }
  }, [consent, props.consentHash])
  if (consent === undefined) return null
  const { mark, title } = proofs[proof]
  return (
    <span className="replay-consent" title={title}>
      <span className="quiet">consent:</span> {consentWords(consent)} {mark}
    </span>
  )
}
