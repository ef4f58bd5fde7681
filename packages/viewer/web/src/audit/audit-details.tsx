// Everything an audit event says, its receipt, and the way to the session and to who else saw it.
import { type ReactNode, useState } from 'react'
import type { AuditEventReply } from '../../../src/api-types.ts'
import { isId } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { getAuditReceipt } from '../api/audit.ts'
import { formatBytes } from '../elements/byte-size.ts'
import { Copyable } from '../elements/copyable.tsx'
import { FailureBar } from '../elements/failure-notice.tsx'
import { formatLocal, formatUtc } from '../elements/moment.tsx'
import { saveFile } from '../elements/save-file.ts'
import { purposeLabel } from '../replay/purpose-labels.ts'
import { actionWords, reasonWords } from './action-words.ts'

export function AuditDetails({ event }: { readonly event: AuditEventReply }) {
  const [failure, setFailure] = useState<ApiFailure>()
  const session = event.target?.session
  const saveReceipt = async () => {
    setFailure(undefined)
    try {
      saveFile(`reseal-audit-${event.index}.tlog-proof`, await getAuditReceipt(event.index))
    } catch (error) {
      setFailure(toFailure(error))
    }
  }
  return (
    <div className="details">
      <dl className="details-facts">
        {factsOf(event).map(([term, value]) => (
          <div key={term} className="details-fact">
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="details-actions">
        <button
          type="button"
          className="button"
          title="The leaf, its inclusion proof and the signed checkpoint; `reseal verify --receipt` checks it offline"
          disabled={!event.anchored}
          onClick={() => void saveReceipt()}
        >
          Save receipt
        </button>
        <button
          type="button"
          className="button"
          onClick={() => saveFile(`reseal-audit-${event.index}.json`, JSON.stringify(event, null, 2))}
        >
          Save event
        </button>
        {session !== undefined && (
          <Link to={{ page: 'audit', session }} className="button">
            Who else saw this session
          </Link>
        )}
        {session !== undefined && isId(session) && (
          <Link to={{ page: 'replay', session, tMs: 0 }} className="button">
            Go to the session
          </Link>
        )}
      </div>
      <p className="details-verify">
        {event.anchored
          ? 'The receipt verifies offline:'
          : 'Once it is anchored its receipt verifies offline:'}{' '}
        <Copyable text={verifyCommand(event.index)} />
      </p>
      {failure !== undefined && <FailureBar failure={failure} />}
    </div>
  )
}

function verifyCommand(index: number): string {
  return `reseal verify --receipt reseal-audit-${index}.tlog-proof --key KEY`
}

function factsOf(event: AuditEventReply): readonly (readonly [string, ReactNode])[] {
  const { actor, client, target, extent } = event
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Did', `${event.actor.subject ?? 'someone who was erased'} ${actionWords(event.action)}`],
    ['Leaf', `${event.index}${event.anchored ? ', anchored' : ', waits for its anchor'}`],
    ['Event', <Copyable key="id" text={event.id} />],
    ['Time', `${formatUtc(event.timeMs)} UTC, ${formatLocal(event.timeMs)} here`],
    ['Outcome', outcomeText(event)],
    ['Subject', actor.subject ?? 'erased'],
    ['Signed in by', `${actor.method}, ${actor.issuer}`],
    ['Roles', actor.roles.join(', ')],
    ['Address', client.ip],
    ['Browser', client.userAgent],
    ['Why', whyText(event)],
    ['Note', event.note],
    ['App', target?.app],
    ['About', target?.user],
    ['Key', target?.key],
    ['Changed', changeText(event)],
    ['Because', event.cause],
    ['Verdict', event.verdict],
    ['Grant', event.grant],
    ['Approved by', event.approver],
    ['Filters', event.filters?.join(', ')],
    ['Stream', target?.stream !== undefined ? <Copyable key="stream" text={target.stream} /> : undefined],
    ['Range', rangeText(event)],
    ['Extent', extentText(extent)],
    [
      'Rule set',
      event.ruleSetVersion !== undefined ? <Copyable key="rules" text={event.ruleSetVersion} /> : undefined,
    ],
    [
      'Request',
      event.requestId !== undefined ? <Copyable key="request" text={event.requestId} /> : undefined,
    ],
  ]
  return facts.filter(([, value]) => value !== undefined && value !== null && value !== '')
}

function outcomeText({ outcome, denyReason }: AuditEventReply): string {
  if (outcome === 'success') return 'succeeded'
  return outcome === 'error' ? 'failed' : `refused: ${reasonWords(denyReason)} (${denyReason ?? 'none'})`
}

function whyText({ purpose, ticket }: AuditEventReply): string | undefined {
  const parts = [purpose === undefined ? undefined : purposeLabel(purpose), ticket]
  return parts.filter((part) => part !== undefined && part !== '').join(' · ')
}

function changeText({ change }: AuditEventReply): string | undefined {
  if (change === undefined) return undefined
  const { setting, from, to } = change
  const values = [from === undefined ? undefined : `from ${from}`, to === undefined ? undefined : `to ${to}`]
  return [setting, ...values.filter((value) => value !== undefined)].join(' ')
}

function rangeText({ target }: AuditEventReply): string | undefined {
  if (target?.fromMs === undefined || target.toMs === undefined) return undefined
  return `${formatUtc(target.fromMs)} to ${formatUtc(target.toMs).slice(11)} UTC`
}

function extentText(extent: AuditEventReply['extent']): string | undefined {
  if (extent === undefined) return undefined
  const parts = [
    extent.replayMs === undefined ? undefined : `${(extent.replayMs / 1000).toFixed(1)} s of replay`,
    extent.segments === undefined
      ? undefined
      : `${extent.segments} ${extent.segments === 1 ? 'segment' : 'segments'}`,
    extent.bytes === undefined ? undefined : formatBytes(extent.bytes),
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(', ')
}
