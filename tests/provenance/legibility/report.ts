// Prints what a replay shows of the apps: node tests/provenance/legibility/report.ts [clinic-intake|medplum], after npm run build.
import { clinicApp, medplumApp } from './apps.ts'
import { type Legibility, measureLegibility, type Share, type Shares } from './measure.ts'

const percent = ({ all, legible }: Share): string =>
  `${legible} of ${all} (${all === 0 ? '–' : ((legible / all) * 100).toFixed(1)} %)`

const shares = (one: Shares): string =>
  `static ${percent(one.static)}, of templates ${percent(one.template)}, dynamic ${percent(one.dynamic)}, labels from data ${percent(one.labels)}`

function print({ app, parts, screens, masked, shown, ...total }: Legibility): void {
  const lines = [
    `${app}: ${shares(total)}`,
    ...Object.entries(parts).map(([name, part]) => `  ${name}: ${shares(part)}`),
    ...screens.map((screen) => `  ${screen.name}: ${shares(screen)}`),
  ]
  const reasons = new Map<string, number>()
  for (const { why, count } of masked) reasons.set(why, (reasons.get(why) ?? 0) + count)
  lines.push('  static characters that stay masked:')
  for (const [why, count] of [...reasons].sort((a, b) => b[1] - a[1])) lines.push(`    ${count} ${why}`)
  for (const { count, why, text, where } of masked)
    lines.push(`    ${count}  [${why}] ${JSON.stringify(text.slice(0, 90))}  ${where}`)
  for (const { count, why, text, where } of shown)
    lines.push(`  shown ${count}  [${why}] ${JSON.stringify(text)}  ${where}`)
  process.stdout.write(`${lines.join('\n')}\n`)
}

const wanted = process.argv.slice(2)
for (const app of [clinicApp, medplumApp]) {
  if (wanted.length === 0 || wanted.includes(app.name)) print(await measureLegibility(app))
}
