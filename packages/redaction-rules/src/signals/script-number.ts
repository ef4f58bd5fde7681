// Which script of a build a place in a stack is in, as a number: by it an uploaded source map is found. Nothing of
// the address is recorded, and a million names share each number.
import { hash32 } from '../hash32.ts'

// A name that a bundler gave, with the hash of its content: `index-mdfFHw6Z.js`, `main.3f2a9c1b.js`; at the end of a path.
const builtName = /^[^?#]*?([^/?#]*[-.][\w-]{8,}\.m?js)/
// A record's number is longer.
const count = 1_000_000

/** The number of a script by its address or path; undefined where no bundler named it by its content. */
export function scriptNumber(address: string): number | undefined {
  const name = builtName.exec(address)?.[1]
  // Never an empty name.
  return (name && hash32(name) % count) as number | undefined
}
