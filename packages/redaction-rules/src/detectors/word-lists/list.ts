// How the word lists are read.

/** The entries of a list that is written as one string. */
export const listOf = (list: string, separator: string): ReadonlySet<string> => new Set(list.split(separator))
