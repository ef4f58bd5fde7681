// Font families that come with systems or are in common use: they decide the width of text in the replay.
// Georgia is left out: it is a given name too. Any other family name becomes a token, which falls through to the next family of the list.

const families =
  'arial,helvetica,helvetica neue,verdana,tahoma,trebuchet ms,times,times new roman,courier,courier new,' +
  'menlo,monaco,consolas,segoe ui,roboto,roboto mono,inter,ubuntu,cantarell,oxygen,open sans,noto sans,noto serif,' +
  'lato,montserrat,source sans pro,sf pro text,sf pro display,sf mono,sfmono-regular,fira sans,fira code,liberation sans,' +
  'liberation serif,liberation mono,dejavu sans,dejavu sans mono,cambria,calibri,garamond,palatino,' +
  'lucida grande,-apple-system,blinkmacsystemfont,system-ui,ui-sans-serif,ui-serif,ui-monospace,' +
  'apple color emoji,segoe ui emoji,segoe ui symbol,noto color emoji'

const familySet: ReadonlySet<string> = /* @__PURE__ */ new Set(/* @__PURE__ */ families.split(','))

/** Whether a font family in lower case is a common one. */
export function isCommonFont(family: string): boolean {
  return familySet.has(family)
}
