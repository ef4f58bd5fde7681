// The health page: public, without data or script, refreshed by the browser itself.
import { createHash } from 'node:crypto'
import type { HealthReport, PartState } from './health-report.ts'

const style = `
:root{color-scheme:light dark;--ink:#1c2024;--soft:#60646c;--line:#e0e1e6;--page:#fcfcfd;--card:#fff;
--good:#18794e;--warn:#ad5700;--bad:#c62a2f}
@media (prefers-color-scheme:dark){:root{--ink:#edeef0;--soft:#b0b4ba;--line:#363a3f;--page:#111113;--card:#18191b;
--good:#3dd68c;--warn:#ffca16;--bad:#ff9592}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:start center;padding:12vh 16px 32px;background:var(--page);
color:var(--ink);font:14px/20px ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums}
main{width:100%;max-width:560px}
header{display:flex;align-items:baseline;gap:12px;margin-bottom:4px}
h1{font-size:20px;line-height:28px;margin:0;font-weight:600;letter-spacing:-.01em}
header span{color:var(--soft)}
p{margin:0 0 20px;color:var(--soft)}
ul{list-style:none;margin:0;padding:0;background:var(--card);border:1px solid var(--line);border-radius:6px}
li{display:grid;grid-template-columns:16px 1fr auto;gap:12px;align-items:baseline;padding:12px 16px}
li+li{border-top:1px solid var(--line)}
i{width:8px;height:8px;border-radius:50%;align-self:center;background:currentColor}
.good i,.good b{color:var(--good)}.late i,.late b{color:var(--warn)}.bad i,.bad b{color:var(--bad)}
b{font-weight:500}small{display:block;color:var(--soft);font-size:13px}
footer{margin-top:12px;color:var(--soft);font-size:13px}
`

/** Content security policy of the health page: its one style sheet, by hash, and nothing else. */
export const healthPagePolicy: string = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const words: Readonly<Record<PartState, string>> = { good: 'good', late: 'late', bad: 'down' }

const headlines: Readonly<Record<PartState, string>> = {
  good: 'All parts answer.',
  late: 'All parts answer, but something is behind.',
  bad: 'A part does not answer. Replays may be refused until it does.',
}

/** Renders the report. Every text in it is ours: states, names of parts and numbers. */
export function renderHealthPage(report: HealthReport): string {
  const parts = report.parts
    .map(
      (part) =>
        `<li class="${part.state}"><i aria-hidden="true"></i><div>${escapeHtml(part.name)}` +
        `<small>${escapeHtml(part.detail)}</small></div><b>${words[part.state]}</b></li>`,
    )
    .join('')
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Reseal health</title>' +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="refresh" content="5">' +
    `<style>${style}</style></head><body><main><header><h1>Reseal</h1><span>health</span></header>` +
    `<p>${headlines[report.state]}</p><ul>${parts}</ul>` +
    `<footer>Checked ${escapeHtml(report.checkedAt.slice(11, 19))} UTC · refreshes every 5 s</footer></main></body></html>`
  )
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => `&#${String(character.codePointAt(0))};`)
}
