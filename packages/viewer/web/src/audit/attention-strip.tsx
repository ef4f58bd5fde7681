// What an auditor has to look at now, each with the way to it; one quiet sentence where there is nothing.
import type { AttentionReply } from '../../../src/audit/audit-questions-api.ts'
import type { Address } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { getAttention } from '../api/audit.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureBar } from '../elements/failure-notice.tsx'

export function AttentionStrip() {
  const { resource, reload } = useResource('attention', getAttention)
  if (resource.state === 'failed') return <FailureBar failure={resource.failure} onRetry={reload} />
  if (resource.state === 'loading') return <div className="attention" aria-busy="true" />
  const things = attentionItems(resource.value)
  const { sinks } = resource.value
  return (
    <section className="attention" aria-label="Attention">
      {things.map(({ text, tone, title, to }) => (
        <span key={text} className={`attention-thing attention-${tone}`} title={title}>
          {to === undefined ? text : <Link to={to}>{text}</Link>}
        </span>
      ))}
      {things.length === 0 && (
        <span className="quiet">
          Nothing waits: no break-glass without a review, no week overdue
          {sinks.length > 0 && `, ${sinks.length === 1 ? 'the sink takes' : 'all sinks take'} what is pushed`}
          .
        </span>
      )}
    </section>
  )
}

interface AttentionItem {
  readonly text: string
  readonly tone: 'error' | 'warning'
  readonly title: string
  readonly to?: Address
}

// A sink takes batches; some leaves on their way are no delay.
const lateLeaves = 1_000

/** What is said, the worst first. */
function attentionItems(state: AttentionReply): readonly AttentionItem[] {
  const { sinks, unreviewed, overdueWeeks, equivocations } = state
  const items: AttentionItem[] = []
  for (const { name, failing, behind } of sinks) {
    if (failing !== null) {
      items.push({
        text: `sink ${name} fails, ${behind.toLocaleString('en')} events behind`,
        tone: 'error',
        title: `The last try ended with “${failing}”. Nothing is lost: it is tried again, from where it was left.`,
      })
    } else if (behind > lateLeaves) {
      const title = 'It takes what is pushed, more slowly than it comes.'
      items.push({
        text: `sink ${name} ${behind.toLocaleString('en')} events behind`,
        tone: 'warning',
        title,
      })
    }
  }
  if (equivocations > 0) {
    items.push({
      text: `${counted(equivocations, 'equivocation')} in 30 days`,
      tone: 'error',
      title: 'Ingest was sent two different segments under one index of a stream, and refused the second.',
      to: { page: 'audit', action: 'ingest.equivocation', last: '30d' },
    })
  }
  if (unreviewed.count > 0) {
    items.push({
      text: `${unreviewed.count} break-glass without a review${unreviewed.overdue > 0 ? `, ${unreviewed.overdue} overdue` : ''}`,
      tone: unreviewed.overdue > 0 ? 'error' : 'warning',
      title: 'Someone took emergency access, which another person has to review.',
      to: { page: 'access', of: 'all' },
    })
  }
  const [week] = overdueWeeks
  if (week !== undefined) {
    items.push({
      text: `${counted(overdueWeeks.length, 'weekly review')} overdue`,
      tone: 'error',
      title: `The earliest is the week of ${week}.`,
      to: { page: 'reviews', week },
    })
  }
  return items
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
