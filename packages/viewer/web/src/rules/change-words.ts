// What a change of rules would do, as a sentence: from the rule list it is in and what the diff says of it.
import type { RuleChangeReply } from '../../../src/rules/rules-api.ts'

/** `opens`: something becomes readable. `closes`: something becomes masked. */
export type ChangeTone = 'opens' | 'closes'

/** A sentence, and by which rule; the words of the diff where it knows no better. */
export interface ChangeWords {
  readonly sentence: string
  /** `rule labels, added` */
  readonly rule: string
}

/** Says what a change would do. */
export function changeWords({ list, id, reason }: RuleChangeReply, tone: ChangeTone): ChangeWords {
  const [, verb = '', what = reason] = /^(added|changed|removed): (.*)$/su.exec(reason) ?? []
  const rule = verb === '' ? `rule ${id}` : `rule ${id}, ${verb}`
  return { sentence: sentenceOf(list, what, tone), rule }
}

function sentenceOf(list: string, what: string, tone: ChangeTone): string {
  const opens = tone === 'opens'
  const would = opens ? 'would become readable' : 'would be masked'
  switch (list) {
    case 'allow':
      return `${textsOf(what)} ${would}`
    case 'attributes':
      return `the attributes ${what} ${would}`
    case 'trust':
      return opens
        ? `${what} would be heard: markup in the page could open texts there`
        : `${what} would no longer be heard`
    case 'mask':
      return opens ? `masking would end for ${what}` : `${what} would be masked`
    case 'block':
      return opens
        ? `blocking would end: ${what} would be recorded`
        : `${what} would be blocked, and only its box be kept`
    case 'urls':
      return opens
        ? `addresses ${pathOf(what)} would no longer be masked`
        : `addresses ${pathOf(what)} would be masked`
    case 'network':
      return opens
        ? `requests ${pathOf(what)} would no longer be masked`
        : `requests ${pathOf(what)} would be masked`
    case 'messages':
      return opens ? `the message ${what} would be kept` : `the message ${what} would be masked`
    case 'events':
      return opens ? `events: ${what} would be recorded` : `events: ${what} would no longer be recorded`
    case 'tags':
      return opens ? `tags: ${what} would be recorded` : `tags: ${what} would no longer be recorded`
    case 'patterns':
      return opens ? `${what} would be shown` : `${what} would be masked`
    default:
      return `${what} ${would}`
  }
}

/** `text of `x`` is what stands below it. */
function textsOf(what: string): string {
  return what.replace(/\btext of (?=`)/gu, 'texts under ')
}

function pathOf(what: string): string {
  return what.replace(/^the path /u, '')
}
