// The vocabulary as word lists, for tests and for what runs without a browser. In the page the browser itself is asked.

import type { Vocabulary } from '../redaction-options.ts'
import { isCssUnit, isCssWord } from './css-words.ts'
import { isElement } from './element-names.ts'

/** What HTML, SVG and CSS define, as far as it changes how a page is laid out or coloured. */
export const shippedVocabulary: Vocabulary = { isElement, isCssWord, isCssUnit }
