// The page around the published bundle of lforms, loaded as its documentation says.
import { questionnaire } from './questionnaire.ts'

/** Files of the package's `dist/lforms`, in the order in which the page loads them. */
const scripts = [
  'webcomponent/assets/lib/zone.min.js',
  'webcomponent/runtime.js',
  'webcomponent/polyfills.js',
  'webcomponent/main.js',
]

/** HTML that shows the questionnaire; the package's files are served under `/lforms/`. */
export const lformsPage: string = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Questionnaire</title>
<link rel="stylesheet" href="/lforms/webcomponent/styles.css">
<style>main{padding:16px}</style></head>
<body><main><h1>Before your visit</h1><div id="form"></div></main>
${scripts.map((path) => `<script src="/lforms/${path}"></script>`).join('\n')}
<script src="/lforms/fhir/R4/lformsFHIR.min.js" defer></script>
<script>addEventListener('load', async () => {
  const questionnaire = ${JSON.stringify(questionnaire)}
  await LForms.Util.addFormToPage(questionnaire, 'form', { fhirVersion: 'R4' })
  document.body.dataset.ready = 'yes'
})</script></body></html>`
