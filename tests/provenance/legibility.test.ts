// The clinic app, built with the plugin and recorded: its own text can be read in the replay, its patients' cannot (issue 5, bars).
// The long form, with Medplum's components: npm run bench -- provenance.legible_static.
import { expect, it } from 'vitest'
import { clinicApp } from './legibility/apps.ts'
import { measureLegibility } from './legibility/measure.ts'

it('shows what stands in the templates, and nothing that differs with other data', async () => {
  const { template, static: code, dynamic, shown } = await measureLegibility(clinicApp)
  // A visit that reads little would prove little.
  expect(template.all).toBeGreaterThan(1_500)
  expect(code.all).toBeGreaterThanOrEqual(template.all)
  expect(dynamic.all).toBeGreaterThan(800)
  expect(template.legible / template.all).toBeGreaterThanOrEqual(0.9)
  expect(dynamic.legible).toBe(0)
  expect(shown).toEqual([])
})
