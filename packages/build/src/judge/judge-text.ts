// Says why a static text is not allowed by itself (docs/provenance.md, "What is withheld"). Entry of judge/.
import type { CollectedText } from '../collected-text.ts'
import { judgeClinical } from './judge-clinical.ts'
import { judgePersonal } from './judge-personal.ts'
import { judgeUnknown } from './judge-unknown.ts'

/** What is known of a text besides its words. */
export interface TextContext extends Partial<Pick<CollectedText, 'kind' | 'isAnswer'>> {
  /** Every place that it stands in, as the manifest has them. */
  readonly from?: readonly string[]
}

/**
 * The reason for which a text needs a person's decision: `clinical: condition` (`drug`, `procedure`, `test`, `result`, `allergen`,
 * `anatomy`), `personal: name` (`place`, `background`), `identifier`, `unknown word`, or `answer` for one of several literal
 * alternatives. Undefined when nothing speaks against it. It errs towards withholding in texts of up to three words, and in longer
 * ones looks for what nobody says by chance.
 */
export function judgeText(text: string, context: TextContext = {}): string | undefined {
  const clinical = judgeClinical(text)
  if (clinical !== undefined) return `clinical: ${clinical}`
  const personal = judgePersonal(text)
  if (personal !== undefined) return personal
  if (judgeUnknown(text, context.from ?? [])) return 'unknown word'
  return context.isAnswer === true ? 'answer' : undefined
}
