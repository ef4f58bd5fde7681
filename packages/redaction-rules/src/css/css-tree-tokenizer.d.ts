// css-tree publishes no types for its tokenizer entry.
declare module 'css-tree/tokenizer' {
  /** Calls `onToken` for each token of CSS Syntax Level 3, in order, without gaps. */
  export function tokenize(source: string, onToken: (type: number, start: number, end: number) => void): void

  /** Names of types of tokens, by number. */
  export const tokenNames: readonly string[]
}
