// Text of a recording: the recorder's masks are words of x, and stand as bars and not as letters.
import { Fragment } from 'react'

const masks = /(?<![\w-])(x{2,}(?:[ \u00a0]x+)*)(?![\w-])/

/** The parts of a text: every second one is a mask. */
export function splitMasks(text: string): readonly string[] {
  return text.split(masks)
}

export function MaskedText({ text }: { readonly text: string }) {
  return splitMasks(text).map((part, index) =>
    index % 2 === 0 ? (
      <Fragment key={index}>{part}</Fragment>
    ) : (
      <span key={index} className="masked" title="Masked in the page: only its width is known, coarsely">
        {part}
      </span>
    ),
  )
}
