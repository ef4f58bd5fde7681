export { createStaticTexts, type StaticTexts } from './create-static-texts.ts'
export { encodeStaticTexts } from './encode-static-texts.ts'
export { normaliseStaticText } from './normalise-static-text.ts'
