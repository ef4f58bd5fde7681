// Share of an app's own text that a replay shows, and of its data: the worst of two apps built with the plugin.
import { clinicApp, medplumApp } from './legibility/apps.ts'
import { type Legibility, measureLegibility, type Share } from './legibility/measure.ts'

const ratioOf = ({ all, legible }: Share): number => legible / all

function worst(
  apps: readonly Legibility[],
  shareOf: (app: Legibility) => Share,
  pick: (...values: number[]) => number,
): number {
  return pick(...apps.map((app) => ratioOf(shareOf(app))))
}

const percent = (share: Share): string => `${(ratioOf(share) * 100).toFixed(1)} % of ${share.all}`

/** Results of `provenance.legible_static`, `.legible_dynamic` and `.legible_code`: the worst of the apps. */
export async function measureLegible(): Promise<object[]> {
  const apps = [await measureLegibility(clinicApp), await measureLegibility(medplumApp)]
  for (const { app, template, static: code, dynamic } of apps) {
    process.stderr.write(
      `reseal: ${app}: legible are ${percent(template)} characters of its templates, ${percent(code)} of all its code, ` +
        `${percent(dynamic)} of its data\n`,
    )
  }
  const template = worst(apps, (app) => app.template, Math.min)
  const dynamic = worst(apps, (app) => app.dynamic, Math.max)
  return [
    { id: 'provenance.legible_static', value: template, unit: 'share', budget: 0.9, met: template >= 0.9 },
    { id: 'provenance.legible_dynamic', value: dynamic, unit: 'share', budget: 0, met: dynamic <= 0 },
    { id: 'provenance.legible_code', value: worst(apps, (app) => app.static, Math.min), unit: 'share' },
  ]
}
