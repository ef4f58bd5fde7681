// What the kinds of things in a replay are called, and what is said of one (design.md §9).
import type { KindCounts, Origin, ProbedThing, ThingKind } from '../../../replay-frame/src/frame-messages.ts'

/** The kinds in the order of the legend: from what can be read to what cannot. */
export const thingKinds: readonly ThingKind[] = ['static', 'rule', 'unmarked', 'masked', 'field', 'blocked']

/** Names of the kinds in the legend. */
export const kindNames: Readonly<Record<ThingKind, string>> = {
  static: 'static',
  rule: 'by rule',
  unmarked: 'unexplained',
  masked: 'masked',
  field: 'field',
  blocked: 'blocked',
}

/** What a kind means, for whoever meets it the first time. */
export const kindMeanings: Readonly<Record<ThingKind, string>> = {
  static: 'stands in the app’s own source code, so nobody’s data',
  rule: 'let through by a rule of the rule set',
  unmarked: 'can be read, and the recording does not say why',
  masked: 'only its width is known, coarsely',
  field: 'what is typed or chosen is not recorded',
  blocked: 'only its place and size are known',
}

/** A thing's kind and what let it through, in a sentence. */
export function thingSentence({ kind, origin, element }: ProbedThing): string {
  switch (kind) {
    case 'static':
      return 'Static text: it stands in the app’s source code.'
    case 'rule':
      return `Let through ${byOrigin(origin)}.`
    case 'unmarked':
      return 'It can be read, and the recording does not say why.'
    case 'masked':
      return 'Masked: only its width is known, coarsely.'
    case 'field':
      return origin === undefined
        ? 'Field: what is typed or chosen in it is not recorded.'
        : `Field: what it holds was let through ${byOrigin(origin)}.`
    case 'blocked':
      return `${media.get(element ?? '') ?? 'Blocked'}: only its place and size are known.`
  }
}

/** What is said of each readable attribute. */
export function attributeSentences({ attributes }: ProbedThing): string[] {
  return attributes.map(({ name, ...origin }) =>
    origin.kind === 'static' ? `${name}: static text` : `${name}: let through ${byOrigin(origin)}`,
  )
}

/** Whether anything of a kind is in view. */
export function countOf(counts: KindCounts | undefined, kind: ThingKind): number {
  return counts?.[kind] ?? 0
}

const media: ReadonlyMap<string, string> = new Map([
  ['img', 'Image'],
  ['video', 'Video'],
  ['audio', 'Audio'],
  ['canvas', 'Canvas'],
  ['object', 'Embedded object'],
  ['embed', 'Embedded object'],
])

function byOrigin(origin: Origin | undefined): string {
  return origin?.rule === undefined
    ? 'by a rule that the recording does not name'
    : `by the rule ${origin.rule}`
}
