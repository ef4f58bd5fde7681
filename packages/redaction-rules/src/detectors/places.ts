// Towns and counties (B): every geographic subdivision smaller than a state. States and countries stay.
import type { Detector, Finding } from './finding.ts'
import { anyState } from './postal.ts'
import { findAfter, findMatches } from './search.ts'
import { listOf } from './word-lists/list.ts'
import { placeNames } from './word-lists/place-names.ts'

const places = listOf(placeNames, '|')
const allowed = listOf(
  'New York State|Washington State|United States|America|Canada|Mexico|Georgia|Virginia|Florida|Texas|California|Colorado|Nevada|Oregon|Utah|Ohio|Iowa|Maine|Kansas|Indiana|Delaware|Alaska|Arizona|Alabama|Idaho|Illinois|Michigan|Minnesota|Missouri|Montana|Nebraska|Oklahoma|Pennsylvania|Tennessee|Vermont|Wisconsin|Wyoming|Hawaii|Louisiana|Maryland|Massachusetts|Mississippi|Arkansas|Connecticut|Kentucky|Peru|Chile|Cuba|Lebanon|Norway|Poland|Denmark|Sweden|Finland|Germany|France|Spain|Italy|Portugal|Greece|Turkey|Egypt|Jordan|Israel|India|China|Japan|Brazil|Argentina|Austria|Holland|Belgium|Switzerland|Ireland|Scotland|England|Wales|Angola|Panama|Jamaica|Malta|Cyprus|Estonia|Hungary|Russia|English|Medicare|Medicaid',
  '|',
)

// Post towns that interfaces and terminologies (FHIR R4) use as words: one alone is no town.
const clinicalWords = listOf(
  'Agar|Alpine|Apex|Ball|Bend|Bison|Bond|Calcium|Carrier|Cement|Chicken|Chloride|Colony|Confluence|Counselor|Cylinder|Dairy|Deposit|Duck|Earth|Ester|Ether|Felt|Flora|Foster|Friend|Furlong|Gill|Gravity|Haven|Hull|Inlet|Iron|Java|Ledger|Maiden|Meridian|Micro|Midway|Needles|Onset|Oral|Organ|Palm|Parish|Pony|Premium|Rainbow|Saline|Shade|Shock|Sparks|Spray|Street|Tangent|Telephone|Thermal|Tombstone|Veteran|Village|Waves|Wing',
  '|',
)

const capitalWord = "\\p{Lu}[\\p{L}.'’-]{1,24}"
const town = `${capitalWord}(?:\\s${capitalWord}){0,3}`
const beforeState = new RegExp(`(?<![\\p{L}\\d])${town}(?=,\\s{1,2}${anyState}(?!\\p{L}))`, 'gu')
const verb = new RegExp(
  `(?<!\\p{L})(?:live[sd]?|living|born|raised|grew up|moved?|moving|travel(?:l?ed|l?ing|s)?|resid(?:es?|ing|ed)|located|based|originally|arriv(?:ed|es|ing)|returned|flew|drove|city|town|county|village)(?:\\shere)?(?:\\s(?:in|to|from|at|near|of|is)|:)\\s{1,2}`,
  'gu',
)
const townAfter = new RegExp(town, 'uy')
const capitalRun = new RegExp(`(?<![\\p{L}\\d])${town}(?![\\p{L}\\d])`, 'gu')
const preposition = /(?<!\p{L})(?:in|from|near|to|at|of|around|outside|visit(?:ed|ing)?)\s{1,2}$/iu

function findListed(text: string): Finding[] {
  const findings: Finding[] = []
  const whole = text.trim()
  for (const match of text.matchAll(capitalRun)) {
    const words = match[0].split(/\s/)
    for (let index = 0; index < words.length; index += 1) {
      const length =
        [4, 3, 2, 1].find((count) => index + count <= words.length && isListed(words, index, count)) ?? 0
      if (length === 0) continue
      const start = match.index + words.slice(0, index).join(' ').length + (index > 0 ? 1 : 0)
      const name = words.slice(index, index + length).join(' ')
      // A town of one word is often a name or a word too: it counts after a preposition, or where nothing else stands.
      const isProse = length === 1 && clinicalWords.has(name)
      const isSure =
        !isProse &&
        (length > 1 || preposition.test(text.slice(Math.max(0, start - 16), start)) || whole === name)
      if (isSure) findings.push({ type: 'place', start, end: start + name.length, confidence: 'low' })
      index += length - 1
    }
  }
  return findings
}

function isListed(words: readonly string[], index: number, count: number): boolean {
  const name = words.slice(index, index + count).join(' ')
  return places.has(name) && !allowed.has(name)
}

/** Towns. */
export const placeDetector: Detector = {
  id: 'place',
  clause: 'B',
  source: 'Names of post towns of the United States (word-lists/SOURCE.md)',
  description:
    'What stands before a state or after a word for living somewhere, and listed towns; states and countries stay',
  check: 'A state after it, or a verb of place before it',
  examples: {
    found: ['«Peabody», MA', 'born in «Holyoke»', 'lives in «Flateyri»', '«Fall River»', '«Worcester»'],
    passed: ['moved to Canada', 'Texas', 'In progress', 'Reading list', 'Back to Home'],
  },
  find: (text) => [
    ...findMatches('place', text, beforeState, () => 'high'),
    ...findAfter('place', text, verb, {
      body: townAfter,
      judge: (value) => (allowed.has(value) ? undefined : 'low'),
    }),
    ...findListed(text),
  ],
}
