// css-tree publishes no types for its tokenizer entry.
declare module 'css-tree/tokenizer' {
  /** Names of token types by their number. */
  export const tokenNames: readonly string[]
  /** Calls `onToken` for each token of CSS Syntax Level 3, in order, without gaps. */
  export function tokenize(source: string, onToken: (type: number, start: number, end: number) => void): void
}
