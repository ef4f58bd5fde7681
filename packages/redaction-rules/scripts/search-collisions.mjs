// What it costs to find a text that is taken for one of N static texts: searches with shortened prefixes and says
// what the 48 bits of a set come to. docs/provenance.md, "What a manifest cannot tell".
//   node packages/redaction-rules/scripts/search-collisions.mjs [number of static texts]
import { hash } from 'node:crypto'

const entryCount = Number(process.argv[2] ?? 5_000)
const label = 'reseal/1 static text'
const setBits = 48

const prefixOf = (text, bits) =>
  Math.floor(hash('sha256', label + text, 'buffer').readUIntBE(0, 6) / 2 ** (setBits - bits))

// As an attacker would: words of letters, so that nothing but the prefix decides.
const letters = 'abcdefghijklmnopqrstuvwxyz'
const spell = (number) => (number < 26 ? '' : spell(Math.floor(number / 26) - 1)) + letters[number % 26]

function search(bits) {
  const set = new Set(
    Array.from({ length: entryCount }, (_, index) => prefixOf(`Interface text ${index}`, bits)),
  )
  const startedAt = performance.now()
  let tried = 0
  while (!set.has(prefixOf(`note ${spell(tried)}`, bits))) tried += 1
  const found = `note ${spell(tried)}`
  return {
    bits,
    tried,
    expected: Math.round(2 ** bits / entryCount),
    found,
    ms: performance.now() - startedAt,
  }
}

const print = (line) => process.stdout.write(`${line}\n`)

const rows = [20, 24, 28, 30].map(search)
for (const { bits, tried, expected, found, ms } of rows) {
  print(
    `${bits} bits: ${tried} texts tried (${expected} expected) in ${Math.round(ms)} ms: ${JSON.stringify(found)}`,
  )
}
const last = rows.at(-1)
const rate = last.tried / (last.ms / 1000)
const expected = 2 ** setBits / entryCount
print(
  `${setBits} bits: ${expected.toExponential(1)} texts expected, ${(expected / rate / 3600).toFixed(0)} hours at ` +
    `${Math.round(rate)} a second on one core of this machine`,
)
print(
  `by chance: a page that shows 1,000,000 other texts meets one with probability ${(1e6 / expected).toExponential(1)}`,
)
