// What redacts recordings afterwards: for Node, never for a page. The mirror is for whoever else reads recordings.

export { type Draft, enter, type Spot } from './nodes.ts'
export { createPageMirror, type NewNode, type PageMirror, type PageNode } from './page-mirror.ts'
export {
  applyRedaction,
  parseRedaction,
  type Redaction,
  redactionText,
} from './redaction.ts'
export { createRedactorOfAll } from './redactor-of-all.ts'
export { createRetroactiveRedactor, type RetroactiveRedactor } from './retroactive-redactor.ts'
