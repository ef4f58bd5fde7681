// Hatches what was blocked at capture: the recorder keeps its box and nothing else (design.md §5.1).

/** Rules for rrweb's inner document. The redactor marks every blocked box, images and media among them. */
export const blockedRules: readonly string[] = [
  '[data-reseal="block"] { background: repeating-linear-gradient(135deg, rgb(128 134 145 / 0.10) 0 6px, rgb(128 134 145 / 0.28) 6px 7px) !important; outline: 1px solid rgb(128 134 145 / 0.4); outline-offset: -1px; }',
]
