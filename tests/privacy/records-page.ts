// A page of the older kind, whose boxes do depend on its text: table columns, wrapping prose, inline links,
// buttons in a row, images, a frame, a shadow root, a linked drawing.

const rows = [
  ['Okonkwo, Ngozi', '1958-03-02', 'Metformin 500 mg twice daily', 'Stable', '$120.00'],
  ['Lindqvist, Per', '1991-11-19', 'None', 'New patient, first visit', '$0.00'],
  ['Martínez Herrera, Ana Lucía', '1975-07-30', 'Lisinopril 10 mg', 'Follow-up in two weeks', '$85.50'],
  ['Wu, Li', '2004-01-08', 'Albuterol inhaler as needed', 'Asthma plan on file', '$40.00'],
]

const paragraph =
  'The patient reports intermittent headaches since early spring, worse in the evening and after long days at a ' +
  'screen. No nausea, no change of vision. Sleeps about six hours. Advised to keep a diary, to drink more water and to ' +
  'come back should the pain change in kind or wake her at night.'

const style = `
  body { font: 15px/1.5 Arial, sans-serif; margin: 0; color: #222 }
  header { display: flex; gap: 16px; align-items: center; padding: 12px 24px; background: #eef }
  header nav { display: flex; gap: 12px; margin-left: auto }
  main { max-width: 820px; margin: 0 auto; padding: 24px }
  table { border-collapse: collapse; width: 100%; margin: 16px 0 }
  th, td { border: 1px solid #ccc; padding: 6px 10px; text-align: left }
  [data-tone="warn"] { background: #fee; padding: 8px }
  .md\\:grid { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px }
  .card { border: 1px solid #ddd; border-radius: 6px; padding: 10px }
  .card > h3 { margin: 0 0 4px; font-size: 16px }
  label { display: block; margin: 8px 0 }
  input, select, textarea { font: inherit; width: 260px; box-sizing: border-box }
  .tag::before { content: "• " }
  .areas { display: grid; grid-template-areas: "photo name" "photo role"; grid-template-columns: 80px 1fr }
  .areas > img { grid-area: photo } .areas > b { grid-area: name } .areas > i { grid-area: role }
  #chart { width: 300px; height: 120px; border: 1px solid #ccc }
  record-card { display: block; padding: 6px; background: #f4f4f4 }
  iframe { width: 300px; height: 60px; border: 0 }
`

const picture =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>',
  )

export const recordsPage = `<!doctype html><html lang="en"><head><title>Records</title><style>${style}</style></head><body>
<header><b>Harbor Clinic</b><nav><a href="/a">Patients</a> <a href="/b">Appointments</a> <a href="/c">Billing</a></nav></header>
<main>
<h1>Patients seen today</h1>
<p>${paragraph}</p>
<p class="tag">Allergies: <b>penicillin</b>, <a href="/allergies">shellfish</a> and <i>two more</i>.</p>
<table><thead><tr><th>Name</th><th>Born</th><th>Medication</th><th>Remark</th><th>Balance</th></tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</tbody></table>
<div data-tone="warn">Two results are <b>waiting</b> to be signed.</div>
<div class="md:grid">${rows
  .slice(0, 3)
  .map(
    (row) =>
      `<div class="card"><h3>${row[0]}</h3><p>${row[2]}</p><button>Open chart</button> <button>Sign</button></div>`,
  )
  .join('')}</div>
<form><label>Name <input value="Ngozi Okonkwo"></label><label>Note <textarea rows="3">Seen today</textarea></label>
<label>Plan <select><option>Cedar PPO Silver</option><option>Harbor HMO</option></select></label>
<label><input type="checkbox" style="width:auto" checked> Consent on file</label><input type="submit" value="Save the record" style="width:auto"></form>
<div class="areas"><img src="${picture}" width="64" alt="Photo"><b>Dr. Amara Bello</b><i>Attending physician</i></div>
<svg id="chart" viewBox="0 0 300 120"><path d="M10 100 L60 80 L110 90 L160 40 L210 55 L290 20" fill="none" stroke="#06c"/><circle cx="160" cy="40" r="4"/><text x="12" y="16" font-size="12">mmHg</text></svg>
<record-card>Card of <b>Per Lindqvist</b></record-card>
<div id="shadow"></div>
<pre>BP 128/82
HR 71
SpO2 98 %</pre>
<iframe srcdoc="<p style='margin:4px'>Frame of the laboratory</p>"></iframe>
<p>${paragraph} ${paragraph}</p>
<footer>Harbor Clinic, 12 Quay Street</footer>
</main>
<script>const s=document.getElementById('shadow').attachShadow({mode:'open'});s.innerHTML='<style>p{margin:4px;padding:6px;border:1px solid}</style><p>Inside a <b>shadow root</b></p>'</script>
<script src="/capture-page.js"></script></body></html>`
