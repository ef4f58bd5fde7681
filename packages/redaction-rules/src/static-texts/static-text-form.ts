// The one form of a text: the build writes it into the manifest, the page looks it up.

const maxLength = 512
const twoLetters = /\p{L}\P{L}*\p{L}/u
// Control and bidirectional characters, and what has no meaning yet: they show something else than they say.
const unseen = /\p{C}/u

/** A text in NFC, with each run of white space as one space: as a static text is recorded. */
export function spacedForm(text: string): string {
  return text.normalize().replace(/\s+/g, ' ')
}

/**
 * A text in NFC, its white space collapsed and trimmed: static texts that differ in nothing else are one. Undefined when it has
 * fewer than two letters, is longer than 512, or holds control or bidirectional characters.
 */
export function staticTextForm(text: string): string | undefined {
  const form = spacedForm(text).trim()
  return form.length <= maxLength && twoLetters.test(form) && !unseen.test(form) ? form : undefined
}
