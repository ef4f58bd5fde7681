// Names of people (A), by the words around them and by lists of names. Recall is what it is: see docs/detectors.md.
import type { Confidence, Detector, Finding } from './finding.ts'
import { givenNames, givenNamesThatAreWords } from './word-lists/given-names.ts'
import { listOf } from './word-lists/list.ts'
import { surnames, surnamesThatAreWords } from './word-lists/surnames.ts'

const given = listOf(givenNames, ' ')
const givenWords = listOf(givenNamesThatAreWords, ' ')
const family = listOf(surnames, ' ')
const familyWords = listOf(surnamesThatAreWords, ' ')

// A name before one of these names a disease, a sign or a tool.
const clinicalNoun =
  /^(?:['’]s)?[\s-](?:diseases?|syndromes?|signs?|tests?|scores?|scales?|palsy|catheters?|monitors?|lymphoma|sarcoma|tumou?rs?|index|ultrasound|smears?|coma|reflex|contractures?|phenomenon|cysts?|glands?|esophagus|an[ae]?emia|chorea|dementia|dystrophy|nodes?|method|stain|criteria|classification|maneuver|position|brace|virus|fractures?|thyroiditis|vaccines?|part [a-d]|\d)(?!\p{L})/iu
// Never anyone's name in the records of a clinic, though the lists have them.
const eponyms = listOf(
  'alzheimer apgar babinski barthel braden celsius crohn cushing doppler duchenne fahrenheit glasgow hashimoto hodgkin holter huntington kegel kelvin lyme medicaid medicare omega pap parkinson pfizer moderna raynaud tourette zika google microsoft oracle cerner epic',
  ' ',
)
// Rare surnames that interfaces and terminologies (FHIR R4) use as words: one alone is no name.
const clinicalWords = listOf(
  'ball beam bond bonds carrier ester flora friend glass hull jan masters parish season sheets sparks thu vena watt wing',
  ' ',
)
const notNames = listOf(
  'espanol francais deutsch portugues i a an the my your his her our their this that these those it he she we they you and or but if when what who why how where is are was were be been do does did can could should would may might must not no yes please hi hello dear thanks thank mr mrs ms dr today tomorrow monday tuesday wednesday thursday friday saturday sunday january february march july september october november december north south east west new street avenue road lane drive court place suite apt room step page section chapter question answer note form english spanish french german italian chinese american doctor nurse patient clinic hospital center department university college school bank company county state city united states kingdom medical record health care insurance date time name phone email address next back save cancel continue bot user from to in on at for with of by as all any some more most other',
  ' ',
)
const particles = listOf(
  'de da do dos das del della di du la le van von der den ten ter al el bin ibn af av zu y e',
  ' ',
)

interface Word {
  text: string
  key: string
  start: number
  end: number
  isCapital: boolean
}

// Synthetic patients are often called "Abdul218".
const wordShape =
  /(?:\p{Lu}\.){1,3}|[\p{L}\p{M}](?:[\p{L}\p{M}]|['’-](?=\p{L})){0,30}(?:(?<=\p{Ll}{2})\d{1,4}(?![\p{L}\d]))?/gu
const possessive = /['’]s$/i
const capital = /^\p{Lu}/u

function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(wordShape), (match) => {
    const written = match[0].replace(possessive, '')
    return {
      text: written,
      key: written
        .normalize('NFD')
        .replace(/[\p{M}'’.\d]/gu, '')
        .toLowerCase(),
      start: match.index,
      end: match.index + written.length,
      isCapital: capital.test(written),
    }
  })
}

const isContraction = (word: Word): boolean => /['’](?:m|ll|ve|re|d|t|s)$/iu.test(word.text)
const isInitial = (word: Word): boolean => /^(?:\p{Lu}\.?){1,2}$/u.test(word.text)
const isForeign = (word: Word): boolean =>
  word.isCapital && /[^\0-\x7f’]/.test(word.text) && word.text.length > 2
const isGiven = (word: Word): boolean => given.has(word.key)
const isFamily = (word: Word): boolean => family.has(word.key) && !eponyms.has(word.key)
const isWordToo = (word: Word): boolean =>
  !given.has(word.key) && !family.has(word.key) && (givenWords.has(word.key) || familyWords.has(word.key))
const isKnown = (word: Word): boolean => isGiven(word) || isFamily(word) || isForeign(word)

/** Words that go on as one name: capitals, initials and particles with nothing but a space between them. */
function runFrom(text: string, words: readonly Word[], first: number): Word[] {
  const run: Word[] = []
  for (let index = first; index < words.length && run.length < 5; index += 1) {
    const word = words[index]
    const last = run.at(-1)
    if (
      !word ||
      (last &&
        !/^[ \u00a0]{1,2}$/.test(text.slice(last.end, word.start)) &&
        !(isInitial(last) && word.start === last.end))
    )
      break
    const isPart = word.isCapital
      ? !isContraction(word) && (!notNames.has(word.key) || (isInitial(word) && word.text !== 'I'))
      : run.length > 0 && particles.has(word.key)
    if (!isPart) break
    run.push(word)
  }
  while (run.length > 0 && !run.at(-1)?.isCapital) run.pop()
  return run
}

/** "MAO" and "ELISA" are short for something. */
const isShort = (word: Word): boolean =>
  word.text === word.text.toUpperCase() && word.text.length < 6 && !isInitial(word)

function judgeRun(run: readonly Word[]): Confidence | undefined {
  const [first] = run
  const last = run.at(-1)
  if (!first || !last) return undefined
  if (run.length === 1) {
    if (isInitial(first) || first.text.length < 3) return undefined
    if (eponyms.has(first.key) || clinicalWords.has(first.key)) return undefined
    return isKnown(first) && !isShort(first) ? 'low' : undefined
  }
  const isFirstGiven = isGiven(first) || givenWords.has(first.key)
  const isLastFamily = isFamily(last) || familyWords.has(last.key)
  if (run.some((word) => eponyms.has(word.key)) && !(isGiven(first) && isFamily(last))) return undefined
  if (isFirstGiven && isLastFamily && !(isWordToo(first) && isWordToo(last))) return 'high'
  // An initial between two capital words.
  if (run.length === 3 && run[1] && isInitial(run[1]) && !isInitial(first)) return 'low'
  const isAnyGiven = run.some((word) => isGiven(word) || isForeign(word))
  return isAnyGiven || (isFamily(last) && !isShort(first)) ? 'low' : undefined
}

const title =
  /(?<!\p{L})(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|rev|fr|sr|sra|herr|frau|mme|doctor|nurse|judge|senator|president|captain|capt|sgt|lt)(?:\.{1,3}|(?![\p{L}]))\s{0,2}$/iu
const label =
  /(?:(?<!\p{L})(?:name['’]?s?|called|named|call me|i am|i['’]m|patient|client|resident|mother|father|son|daughter|wife|husband|spouse|guardian|contact|next of kin|physician|provider|attending|surgeon|nurse|caregiver|signed(?: by)?|sincerely|regards|attn|c\/o|dear|hi|hello|hey|welcome(?: back)?|thanks|from|author|by|user|beneficiary|under)(?:\s(?:is|was|on the account|incorrect))?\s{0,3}[:,]?\s{0,3})$/iu
const strongLabel =
  /(?<!\p{L})(?:name(?:['’]s)?|named|called|call me|patient|attn|dear|signed(?: by)?|next of kin|user)(?:\sis)?\s{0,3}(?:[:?]\s{0,8}|\s(?<=is\s|dear\s|named\s|called\s|me\s))$/iu

const introduction =
  /(?<!\p{L})(?:i['’]m|i am|this is|named (?:him|her|it)|called (?:him|her)|name is|by|as the assistant to)\s$/iu
const beforeVerb =
  /^\s(?:lives?|lived|says|said|works?|worked|told|asked|shouted|spent|was born|is from|had given|will be|explained|wrote)\s/u
const afterWord =
  /(?<!\p{L})(?:says|said|told|asked|starring|features|sung by|written by|directed by|recorded by|songwriter|producer|player)\s$/iu

const lookBack = 40

// "MR Signal" and "Nurse Discharge" are no people.
function titleBefore(before: string, run: readonly Word[]): RegExpExecArray | undefined {
  const called = title.exec(before)
  if (!called) return undefined
  const isWord =
    /^(?:MR|MS|MISS|DR|FR|SR|SGT|LT|CAPT)\s|^(?:doctor|nurse|judge|senator|president|captain|professor|sir|dame|miss)/iu.test(
      called[0],
    )
  const isPlain = /^(?:Mr|Mrs|Ms|Dr|Mx|Prof|Miss)[.\s]/.test(called[0])
  return isWord && !isPlain && !run.some((word) => isGiven(word) || isFamily(word)) ? undefined : called
}

function findNames(text: string): Finding[] {
  const words = wordsOf(text)
  const findings: Finding[] = []
  const add = (run: readonly Word[], confidence: Confidence): void => {
    const [first] = run
    const last = run.at(-1)
    if (first && last) findings.push({ type: 'name', start: first.start, end: last.end, confidence })
  }
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (!word) continue
    const before = text.slice(Math.max(0, word.start - lookBack), word.start)
    const run = runFrom(text, words, index)
    if (run.length === 0) {
      // Text in lower case: only a given name that is followed by a surname, neither of them a word.
      const next = words[index + 1]
      const isPair =
        next && !word.isCapital && isGiven(word) && isFamily(next) && !isWordToo(word) && !isWordToo(next)
      if (
        next &&
        isPair &&
        text.slice(word.end, next.start) === ' ' &&
        word.key.length > 2 &&
        next.key.length > 3
      ) {
        add([word, next], 'low')
        index += 1
      } else if (
        !word.isCapital &&
        (isGiven(word) || isFamily(word)) &&
        !notNames.has(word.key) &&
        (title.test(before) || strongLabel.test(before))
      ) {
        add([word], 'low')
      }
      continue
    }
    const called = titleBefore(before, run)
    if (called && !/^(?:sir|fr|sr|president|judge|nurse|doctor|miss)\s/.test(before.trimStart())) {
      // The title goes with the name.
      add(
        [{ ...word, start: word.start - called[0].length }, ...(run.length > 1 ? run.slice(1) : [])],
        'high',
      )
    } else if (strongLabel.test(before) && run.length <= 4) {
      add(run, judgeRun(run) ?? 'low')
    } else {
      // "Shake well": a surname that starts a sentence is more often a verb.
      const isOpening =
        run.length === 1 && !isGiven(word) && !isForeign(word) && /(?:^|[.?!:\n])\s{0,3}$/.test(before)
      const isVerb = isOpening && /^\s\p{Ll}/u.test(text.slice(word.end, word.end + 2))
      const isClinical = clinicalNoun.test(
        text.slice((run.at(-1) ?? word).end, (run.at(-1) ?? word).end + 24),
      )
      const confidence = isVerb || (isClinical && run.length === 1) ? undefined : judgeRun(run)
      const last = run.at(-1) ?? word
      const isActing =
        afterWord.test(before) ||
        (run.length > 1 && introduction.test(before)) ||
        (beforeVerb.test(text.slice(last.end, last.end + 24)) && !isWordToo(word))
      if (!confidence && isActing && word.text.length > 2) add(run, 'low')
      else if (confidence) add(run, label.test(before) ? 'high' : confidence)
    }
    index += run.length - 1
  }
  return findings
}

/** Names of people. */
export const nameDetector: Detector = {
  id: 'name',
  clause: 'A',
  source:
    'US Census Bureau, Frequently Occurring Names of 1990 (given names, and the 20,000 most frequent surnames)',
  description:
    'What follows a title or a word for name; a listed name; a capital word with letters beyond ASCII',
  check: 'A given name before a surname, or a title; single names are found with less confidence',
  examples: {
    found: [
      '«Mr. Koepp»',
      'My name is «Rubija»',
      '«Richard M. Nixon»',
      '«Jane Anderson» was seen',
      'seen by «Dr. Maria de la Cruz»',
      'follow up with «patricia hernandez» soon',
      '«Szöllösy»',
      'Patient: «Zzyzx Qwfp»',
    ],
    passed: [
      'What are my options?',
      'Parkinson disease',
      'Mark as read',
      'Will do',
      'Next of kin',
      'Summary',
      'Hodgkin lymphoma',
      'In March',
    ],
  },
  find: findNames,
}

/** Which lists of names a word is on. `isWord` says that English prose uses it as a word about as often. */
export interface NameReading {
  isGiven: boolean
  isFamily: boolean
  isWord: boolean
}

/** How a word reads as a name, whatever stands around it; undefined when it is on no list. */
export function nameReading(word: string): NameReading | undefined {
  const key = word
    .normalize('NFD')
    .replace(/[\p{M}'’.]/gu, '')
    .toLowerCase()
  const isName = given.has(key) || family.has(key)
  const isGivenName = given.has(key) || givenWords.has(key)
  const isFamilyName = family.has(key) || familyWords.has(key)
  return isGivenName || isFamilyName
    ? { isGiven: isGivenName, isFamily: isFamilyName, isWord: !isName || notNames.has(key) }
    : undefined
}
