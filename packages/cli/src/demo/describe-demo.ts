// What a person needs to see once the demo runs.
import type { RunningDemo } from './start-demo.ts'

/** The block of addresses and links. */
export function describeDemo({ data, clinicUrl, viewerUrl, people }: RunningDemo): string {
  const width = Math.max(...people.map(({ name }) => name.length))
  const links = people.map(({ name, role, link }) => `  ${name.padEnd(width)}  ${link}  (${role})`)
  return `
Reseal demo

  clinic app   ${clinicUrl}
  viewer       ${viewerUrl}
  health       ${viewerUrl}/health

One-time sign-in links, for this demo only:
${links.join('\n')}

  1. Open the clinic app, allow the recording, and type a made-up patient.
  2. Sign in as eng-1, open the session, state a purpose, and watch it masked.
  3. Sign in as auditor-1 and see who watched what.
  4. Prove it:  npx reseal verify --data ${data}

Everything lies in ${data}. Ctrl-C stops; starting again continues with the same data.
`
}
