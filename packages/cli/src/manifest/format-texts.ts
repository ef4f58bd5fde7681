// How the texts of a manifest are listed on a terminal. They are interface text, and hold no control characters.

/** What a line tells of a text. */
export interface ListedText {
  readonly text: string
  readonly withheld?: string
  readonly from: readonly string[]
}

const shownPlaces = 2

/** A heading with the number of texts, and a line for each; nothing when there are none. */
export function formatTexts(
  heading: string,
  texts: readonly ListedText[],
  note: (text: ListedText) => string = noteOf,
): string {
  if (texts.length === 0) return ''
  const count = texts.length === 1 ? '1 text' : `${texts.length} texts`
  const lines = texts.map((text) => `  "${text.text}"${note(text)}${placesOf(text.from)}\n`)
  return `${heading}: ${count}\n${lines.join('')}`
}

function noteOf({ withheld }: ListedText): string {
  return withheld === undefined ? '' : ` (${withheld})`
}

function placesOf(from: readonly string[]): string {
  if (from.length === 0) return ''
  const more = from.length > shownPlaces ? ` and ${from.length - shownPlaces} more` : ''
  return `  in ${from.slice(0, shownPlaces).join(', ')}${more}`
}
