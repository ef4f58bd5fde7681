// How much the judge withholds: node scripts/measure-judge.mjs [--clinical NAME=FILE]… [--interface NAME=FILE]… [--show NAME]
// Without files it measures what is in the repository and beside it; docs/provenance.md names the lists that were measured. A file
// holds one text a line, or is JSON whose strings are the texts. `--show` prints the texts of a list on which the judge is wrong.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { interfaceWords } from '@reseal/redaction-rules/presets'
import { collectTexts, judgeText } from '../dist/index.js'

const { values } = parseArgs({
  options: {
    clinical: { type: 'string', multiple: true, default: [] },
    interface: { type: 'string', multiple: true, default: [] },
    show: { type: 'string' },
  },
})
const root = fileURLToPath(new URL('../../../', import.meta.url))
const shared = `${root}../shared/data/phi/`

const stringsOf = (value) =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(stringsOf)
      : []

function textsOf(file) {
  const source = readFileSync(file, 'utf8')
  return file.endsWith('.json') ? stringsOf(JSON.parse(source)) : source.split('\n')
}

function listOf(argument) {
  const [, name = basename(argument), file = argument] = /^([^=]+)=(.+)$/.exec(argument) ?? []
  return { name, texts: textsOf(file).map((text) => ({ text })) }
}

function collectedFrom(name, pattern, from) {
  const texts = globSync(pattern, { cwd: root }).flatMap((file) =>
    collectTexts(readFileSync(`${root}${file}`, 'utf8'), { file: relative(root, `${root}${file}`) }),
  )
  return { name, texts: texts.map((text) => ({ ...text, from: from ?? [text.from] })) }
}

function presidioNames() {
  const file = `${shared}synth_dataset_v2.json`
  if (!existsSync(file)) return []
  const spans = JSON.parse(readFileSync(file, 'utf8')).flatMap((entry) => entry.spans)
  const names = spans.filter((span) => span.entity_type === 'PERSON').map((span) => span.entity_value)
  return [{ name: 'names of presidio', texts: names.map((text) => ({ text })) }]
}

function syntheaValues() {
  const file = `${shared}synthea-values.jsonl`
  if (!existsSync(file)) return []
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const isName = (cat) => cat.startsWith('NAME_')
  return [
    { name: 'names of Synthea', texts: rows.filter(({ cat }) => isName(cat)) },
    { name: 'other values of Synthea', texts: rows.filter(({ cat }) => !isName(cat)) },
  ].map(({ name, texts }) => ({ name, texts: texts.map(({ value }) => ({ text: String(value) })) }))
}

function measure({ name, texts }, isWanted) {
  const unique = [
    ...new Map(texts.filter(({ text }) => text.trim() !== '').map((entry) => [entry.text, entry])).values(),
  ]
  const judged = unique.map((entry) => ({ ...entry, reason: judgeText(entry.text, entry) }))
  const withheld = judged.filter(({ reason }) => reason !== undefined)
  const lengthOf = (entries) => entries.reduce((sum, { text }) => sum + text.length, 0)
  const share = (part, whole) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
  const reasons = Object.entries(Object.groupBy(withheld, ({ reason }) => reason))
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, entries]) => `${reason} ${entries.length}`)
  process.stdout.write(
    `| ${name} | ${unique.length} | ${withheld.length} = ${share(withheld.length, unique.length)} | ${share(lengthOf(withheld), lengthOf(unique))} | ${reasons.join(', ')} |\n`,
  )
  if (values.show === name) {
    const wrong = judged.filter(({ reason }) => (reason !== undefined) !== isWanted)
    for (const { text, reason } of wrong)
      process.stdout.write(`    ${JSON.stringify(text)} ${reason ?? ''}\n`)
  }
}

const head = '| list | texts | withheld | of all characters | reasons |\n| --- | --- | --- | --- | --- |\n'
process.stdout.write(`\nTo be withheld\n\n${head}`)
for (const list of [...syntheaValues(), ...presidioNames(), ...values.clinical.map(listOf)])
  measure(list, true)
process.stdout.write(`\nTo be let through\n\n${head}`)
const interfaces = [
  {
    name: 'words of readable',
    texts: interfaceWords.map((text) => ({ text: text[0].toUpperCase() + text.slice(1) })),
  },
  collectedFrom('clinic-intake', 'examples/clinic-intake/src/**/*.tsx'),
  collectedFrom('plain-html', 'examples/plain-html/*.html'),
  collectedFrom('@medplum/react', 'node_modules/@medplum/react/dist/esm/*.mjs', ['@medplum/react']),
]
for (const list of [...interfaces, ...values.interface.map(listOf)]) measure(list, false)
