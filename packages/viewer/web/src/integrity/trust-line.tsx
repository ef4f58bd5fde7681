// The integrity of both logs, always in view; asked for again while the page is looked at.
import { useEffect, useState } from 'react'
import type { IntegrityReply } from '../../../src/api-types.ts'
import { type ApiFailure, isAbort, toFailure } from '../api/api-failure.ts'
import { getIntegrity } from '../api/integrity.ts'
import { failureSentences } from '../elements/failure-sentences.ts'
import { anchorItem, anchorSentence, type TrustItem, verificationItem } from './integrity.ts'

const askEveryMs = 10_000

interface Asked {
  readonly integrity?: IntegrityReply
  readonly failure?: ApiFailure
}

export function TrustLine() {
  const asked = useIntegrity()
  if (asked.failure !== undefined) {
    const { what } = failureSentences(asked.failure.code)
    return <Item item={{ tone: 'error', text: 'integrity unknown', explanation: what }} />
  }
  if (asked.integrity === undefined) return <Item item={{ tone: 'none', text: 'asking…', explanation: '' }} />
  return (
    <>
      <Item item={verificationItem(asked.integrity)} />
      <Item item={anchorItem(asked.integrity, 0)} />
    </>
  )
}

/** The audit page's own line: the same state, said whole. */
export function AnchorLine() {
  const { integrity } = useIntegrity()
  if (integrity === undefined) return null
  return (
    <p className="anchor-line">
      <Item item={anchorSentence(integrity)} />
    </p>
  )
}

function Item({ item }: { readonly item: TrustItem }) {
  return (
    <span className="trust-item" title={item.explanation}>
      <span className={`dot dot-${item.tone}`} aria-hidden="true" />
      {item.text}
    </span>
  )
}

function useIntegrity(): Asked {
  const [asked, setAsked] = useState<Asked>({})
  useEffect(() => {
    const abort = new AbortController()
    const ask = () => {
      if (document.hidden) return
      getIntegrity(abort.signal).then(
        (integrity) => setAsked({ integrity }),
        (error: unknown) => {
          if (!isAbort(error)) setAsked({ failure: toFailure(error) })
        },
      )
    }
    ask()
    const timer = window.setInterval(ask, askEveryMs)
    document.addEventListener('visibilitychange', ask)
    return () => {
      abort.abort()
      window.clearInterval(timer)
      document.removeEventListener('visibilitychange', ask)
    }
  }, [])
  return asked
}
