// What a mask may be made of, one of the page's own included.

const pattern = /^[x*•█_\-\s]*$/

/** Whether a text is a mask, or blank. */
export function isMask(text: string): boolean {
  return pattern.test(text)
}
