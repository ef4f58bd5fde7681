// How the lines of a text lie in the page, so that its mask takes as many.

// Two lines are higher than this, in any size that can be read.
const oneLineHeight = 24

// To ask an element for its height costs a tenth of asking a text for its lines, and most texts take one.
function isInOneLine(text: Text): boolean {
  const height = (text.parentNode as HTMLElement | null)?.offsetHeight
  return typeof height === 'number' && height > 0 && height <= oneLineHeight
}

/**
 * Makes a measure of the widths of the lines of a text node, in CSS pixels, top to bottom; empty when it is not shown.
 * One range serves all: each that is alive makes every change of the document dearer.
 */
export function createLineMeasure(): (text: Text) => readonly number[] {
  const range = document.createRange()
  // Its width says nothing: a mask of one line is as wide as the text.
  const oneLine = [1]
  return (text) => {
    if (isInOneLine(text)) return oneLine
    range.selectNodeContents(text)
    const widths: number[] = []
    let bottom = Number.NEGATIVE_INFINITY
    for (const rect of range.getClientRects()) {
      // Other scripts break a line into several boxes; a new line begins below the middle of the last.
      if ((rect.top + rect.bottom) / 2 > bottom) {
        widths.push(0)
        bottom = rect.bottom
      }
      widths[widths.length - 1] = (widths.at(-1) ?? 0) + rect.width
    }
    return widths
  }
}
