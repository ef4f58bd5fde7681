// Proposing an order: the reason, and of a redaction what is to be taken away.
import { type FormEvent, useState } from 'react'
import type { RedactionReply } from '../../../src/orders/orders-api.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { proposeOrder } from '../api/orders.ts'
import { FailureBar } from '../elements/failure-notice.tsx'

/** A rule that would have masked what was found, or a rule of the recording that let it through. */
export type OfferedRule =
  | { readonly kind: 'mask'; readonly id: string; readonly selector: string }
  | { readonly kind: 'without'; readonly list: string; readonly id?: string }

function keyOf(rule: OfferedRule): string {
  return rule.kind === 'mask' ? `mask ${rule.selector}` : `without ${rule.list} ${rule.id ?? ''}`
}

function toRedaction(rules: readonly OfferedRule[], selector: string): RedactionReply {
  const typed = selector.trim() === '' ? [] : [{ id: 'officer', selector: selector.trim() }]
  return {
    mask: [
      ...rules.flatMap((rule) => (rule.kind === 'mask' ? [{ id: rule.id, selector: rule.selector }] : [])),
      ...typed,
    ],
    block: [],
    without: rules.flatMap((rule) =>
      rule.kind === 'without' ? [{ list: rule.list, ...(rule.id === undefined ? {} : { id: rule.id }) }] : [],
    ),
  }
}

export function ProposeOrder(props: {
  readonly session: string
  readonly offered?: readonly OfferedRule[]
  readonly onProposed: () => void
}) {
  const { offered } = props
  const distinct = [...new Map((offered ?? []).map((rule) => [keyOf(rule), rule])).values()]
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [selector, setSelector] = useState('')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const chosen = distinct.filter((rule) => !left.has(keyOf(rule)))
  const propose = async (kind: 'redact' | 'shred') => {
    setBusy(true)
    setFailure(undefined)
    try {
      const redaction = kind === 'redact' ? { redaction: toRedaction(chosen, selector) } : {}
      await proposeOrder(props.session, { kind, reason, ...redaction })
      setReason('')
      props.onProposed()
    } catch (error) {
      setFailure(toFailure(error))
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void propose(offered === undefined ? 'shred' : 'redact')
  }
  const hasRules = chosen.length > 0 || selector.trim() !== ''
  const isReady = !busy && reason.trim() !== ''
  return (
    <form className="order-propose" onSubmit={submit}>
      {failure !== undefined && <FailureBar failure={failure} />}
      {offered !== undefined && (
        <fieldset className="order-offered">
          <legend>To be taken away from the recording</legend>
          {distinct.map((rule) => (
            <label key={keyOf(rule)}>
              <input
                type="checkbox"
                checked={!left.has(keyOf(rule))}
                onChange={({ target }) => {
                  const next = new Set(left)
                  if (target.checked) next.delete(keyOf(rule))
                  else next.add(keyOf(rule))
                  setLeft(next)
                }}
              />
              <span>
                {rule.kind === 'mask' ? 'mask ' : 'what this rule let through: '}
                <code>{rule.kind === 'mask' ? rule.selector : `${rule.list} ${rule.id ?? '(all)'}`}</code>
              </span>
            </label>
          ))}
          <input
            className="control"
            name="selector"
            aria-label="Mask also, a CSS selector"
            placeholder="Mask also, a CSS selector"
            maxLength={1_024}
            value={selector}
            onChange={({ target }) => setSelector(target.value)}
          />
        </fieldset>
      )}
      <div className="order-line-fields">
        <input
          className="control order-grow"
          name="order-reason"
          aria-label="Reason of the order"
          placeholder={
            offered === undefined
              ? 'Why this session is to be shredded'
              : 'Why, for the other officer and the log'
          }
          maxLength={2_000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        {offered !== undefined && (
          <button type="submit" className="button" disabled={!isReady || !hasRules}>
            Propose to redact
          </button>
        )}
        <button
          type="button"
          className="button button-grave"
          disabled={!isReady}
          onClick={() => void propose('shred')}
        >
          Propose to shred
        </button>
      </div>
    </form>
  )
}
