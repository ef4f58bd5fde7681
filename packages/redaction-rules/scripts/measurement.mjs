// What measure-detectors.mjs prints and detector-corpora.test.ts holds to its floors: every corpus against every
// detector. Throws when a corpus is missing. Takes the detectors, so that the test measures the source.
import { readFileSync } from 'node:fs'

const folder = new URL('../test-data/corpora/', import.meta.url)
const lines = (name) =>
  readFileSync(new URL(name, folder), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

// Suites of Presidio for the United States and for what is the same everywhere.
const suites = {
  aba_routing: 'routing',
  certificate_number: 'dea',
  credit_card: 'card',
  crypto: 'crypto',
  date: 'date',
  email: 'email',
  iban: 'iban',
  ip: 'ip',
  mac: 'mac',
  phone: 'phone',
  url: 'url',
  us_bank: 'account',
  us_driver_license: 'licence',
  us_itin: 'itin',
  us_mbi: 'mbi',
  us_npi: 'npi',
  us_passport: 'passport',
  us_ssn: 'ssn',
  spacy: 'name',
}

const sentenceKinds = {
  CREDIT_CARD: 'card',
  DATE_TIME: 'date',
  DOMAIN_NAME: 'url',
  EMAIL_ADDRESS: 'email',
  GPE: 'place',
  IBAN_CODE: 'iban',
  IP_ADDRESS: 'ip',
  PERSON: 'name',
  PHONE_NUMBER: 'phone',
  STREET_ADDRESS: 'street-address',
  US_DRIVER_LICENSE: 'licence',
  US_SSN: 'ssn',
  ZIP_CODE: 'zip',
}

const syntheaKinds = {
  BIRTHPLACE: 'place',
  CITY: 'place',
  DOB: 'date',
  DOD: 'date',
  FHIR_ID: 'uuid',
  GEO_LATITUDE: 'geo',
  GEO_LONGITUDE: 'geo',
  ID_DL: 'licence',
  ID_MR: 'uuid',
  ID_PPN: 'passport',
  ID_SS: 'ssn',
  ID_SYNTHEA: 'uuid',
  NAME_FAMILY: 'name',
  NAME_GIVEN: 'name',
  NAME_MAIDEN: 'name',
  PHONE: 'phone',
  STREET: 'street-address',
  ZIP: 'zip',
}

const validators = {
  isCreditCard: 'card',
  isDate: 'date',
  isEmail: 'email',
  isIP: 'ip',
  isISO8601: 'date',
  isLatLong: 'geo',
  isMobilePhone: 'phone',
  isPassportNumber: 'passport',
  isTaxID: 'tax id',
  isURL: 'url',
}

// Years alone stay; days of the week alone say no date (45 CFR 164.514(b)(2)(i)(C)).
const staysAsDate = (value) => /^\d{4}$/.test(value) || /^[a-z]+day$/i.test(value)

// Countries and states may stay (45 CFR 164.514(b)(2)(i)(B)).
const countries = new Set([
  'united states',
  'england',
  'scotland',
  'wales',
  'cyprus (greek)',
  'greenlander',
  'nan',
])
const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
for (let first = 65; first <= 90; first += 1) {
  for (let second = 65; second <= 90; second += 1) {
    const name = names.of(String.fromCharCode(first, second))
    if (name) countries.add(name.toLowerCase())
  }
}
const staysAsPlace = (value) => countries.has(value.toLowerCase()) || /^[A-Z]{1,3}$/.test(value)

const emptyRow = (kind, corpus) => ({
  kind,
  corpus,
  total: 0,
  covered: 0,
  light: 0,
  typed: 0,
  negatives: 0,
  hits: 0,
  highHits: 0,
  misses: [],
  wrongs: [],
})

/** How much of a span the findings cover, white space and punctuation left out. */
function isCovered(text, [start, end], findings) {
  for (let index = start; index < end; index += 1) {
    const isSign = /[\p{L}\p{N}]/u.test(text[index])
    if (isSign && !findings.some((finding) => finding.start <= index && index < finding.end)) return false
  }
  return true
}

function countSpan(row, { text, span, findings }, hasIdentifier) {
  row.total += 1
  if (hasIdentifier(text.slice(...span), [])) row.light += 1
  const isIn = isCovered(text, span, findings)
  if (isIn) row.covered += 1
  else
    row.misses.push({ text: text.slice(Math.max(0, span[0] - 30), span[1] + 20), value: text.slice(...span) })
  if (
    isCovered(
      text,
      span,
      findings.filter(({ type }) => type === row.kind),
    )
  )
    row.typed += 1
}

function countNegative(row, text, findings) {
  const own = findings.filter(({ type }) => type === row.kind)
  row.negatives += 1
  if (own.length > 0) row.hits += 1
  if (own.some(({ confidence }) => confidence === 'high')) {
    row.highHits += 1
    row.wrongs.push(text)
  }
}

const emptyClean = () => ({ total: 0, hits: 0, structuredHits: 0, texts: [] })

function countClean(clean, text, findings) {
  clean.total += 1
  if (findings.length > 0) clean.texts.push(text)
  if (findings.length > 0) clean.hits += 1
  if (findings.some(({ type }) => type !== 'name' && type !== 'place')) clean.structuredHits += 1
}

/** The texts of every corpus that say of one identifier where it is, or, without a span, that none of the kind is in it. */
export function* labelledTexts() {
  for (const { suite, entity, text, spans } of lines('presidio-recognizer-cases.jsonl')) {
    const kind = suites[suite]
    if (!kind || !spans) continue
    const corpus = 'Presidio cases'
    const isMixed = entity?.includes('DATE_TIME') && kind === 'name'
    if (spans.length === 0 && !isMixed) yield { kind, corpus, text }
    for (const span of spans) {
      const value = text.slice(...span)
      if (isMixed && staysAsDate(value)) continue
      yield { kind: isMixed && /May/.test(value) ? 'date' : kind, corpus, text, span }
    }
  }
  for (const { full_text: text, spans } of sentences()) {
    for (const {
      entity_type: type,
      start_position: start,
      end_position: end,
      entity_value: value,
    } of spans) {
      const kind = sentenceKinds[type]
      if (kind === 'place' && staysAsPlace(value)) continue
      if (!kind || (kind === 'date' && staysAsDate(value)) || !/[\p{L}\p{N}]/u.test(value)) continue
      // A street and its number, say, are labelled each by itself and read as one.
      const others = spans
        .filter(
          (one) =>
            one.entity_type !== type ||
            Math.min(Math.abs(one.start_position - end), Math.abs(start - one.end_position)) > 2,
        )
        .map((one) => [one.start_position, one.end_position])
        .filter(([from]) => from !== start)
      yield { kind, corpus: 'Presidio sentences', text, span: [start, end], others }
    }
  }
  for (const { cat, value } of lines('synthea-values.jsonl')) {
    const kind = syntheaKinds[cat]
    if (kind) yield { kind, corpus: 'Synthea', text: value, span: [0, value.length] }
  }
  for (const { validator, args, expect, value } of lines('validatorjs-cases.jsonl')) {
    const kind = validators[validator]
    if (!kind || typeof value !== 'string') continue
    const corpus = 'validator.js'
    // Options that turn a check off, or that know only some hosts or formats, make other verdicts of the same text.
    if (expect === 'invalid') {
      if (args.length === 0) yield { kind, corpus, text: value }
    } else if (!(kind === 'date' && staysAsDate(value)) && !(kind === 'url' && args.length > 0)) {
      // A display name before the address is not part of it.
      const start = args[0]?.allow_display_name || args[0]?.require_display_name ? value.indexOf('<') + 1 : 0
      yield { kind, corpus, text: value, span: [start, value.length] }
    }
  }
}

const sentences = () => JSON.parse(readFileSync(new URL('synth_dataset_v2.json', folder), 'utf8'))

/** Sentences of Presidio without any identifier. */
export const cleanSentences = () =>
  sentences()
    .filter(({ spans }) => spans.length === 0)
    .map(({ full_text: text }) => text)

/** The same sentences as those that hold identifiers, each identifier replaced by a mask. */
export const maskedSentences = () =>
  sentences()
    .filter(({ spans }) => spans.length > 0)
    .map(({ full_text: text, spans }) =>
      spans
        .toSorted((a, b) => b.start_position - a.start_position)
        .reduce((masked, { start_position: start, end_position: end }) => {
          return `${masked.slice(0, start)}xxxxx${masked.slice(end)}`
        }, text),
    )

/** Texts of interfaces and clinical sentences without any identifier. */
export const interfaceTexts = () =>
  readFileSync(new URL('../clean-texts.txt', folder), 'utf8')
    .split('\n')
    .filter((text) => text !== '')

/** Measures every corpus: rows by kind and corpus, and the sentences without an identifier. */
export function measureDetectors(findIdentifiers, hasIdentifier) {
  const rows = new Map()
  let last = { text: '', findings: [] }
  for (const { kind, corpus, text, span } of labelledTexts()) {
    const key = `${kind}/${corpus}`
    if (!rows.has(key)) rows.set(key, emptyRow(kind, corpus))
    const row = rows.get(key)
    if (last.text !== text) last = { text, findings: findIdentifiers(text) }
    const { findings } = last
    if (span === undefined) countNegative(row, text, findings)
    else countSpan(row, { text, span, findings }, hasIdentifier)
  }
  const clean = emptyClean()
  for (const text of cleanSentences()) countClean(clean, text, findIdentifiers(text))
  const ofInterfaces = emptyClean()
  for (const text of interfaceTexts()) countClean(ofInterfaces, text, findIdentifiers(text))
  return {
    rows: Array.from(rows.values()).toSorted((a, b) => a.kind.localeCompare(b.kind)),
    clean,
    interfaceTexts: ofInterfaces,
  }
}
