// The page and the fixed script that every recorder is measured on: 10,000 nodes, 1,000 mutations a second, clicks
// and typing. It is served as a string so that the page under measurement loads nothing but the recorder.

/** Length of the scripted activity, ms. */
export const workloadMs = 6_000

/** HTML of the page; `recorderScripts` are classic script addresses, loaded before the workload starts. */
export function workloadHtml(recorderScripts: readonly string[]): string {
  const scripts = recorderScripts.map((address) => `<script src="${address}"></script>`).join('')
  return `<!doctype html><html><head><title>Workload</title><style>
    body { font: 14px sans-serif } .row { display: grid; grid-template-columns: repeat(4, 120px); height: 20px }
    .row.on { background: #eef } .cell { overflow: hidden; white-space: nowrap }
  </style></head><body><form><input id="name"><textarea id="note"></textarea><button type="button" id="save">Save</button></form>
  <main id="rows"></main>${scripts}<script>(${workload.toString()})(${workloadMs})</script></body></html>`
}

// Runs in the page.
function workload(durationMs: number): void {
  const rows = document.getElementById('rows') as HTMLElement
  const rowCount = 1110
  const fragment = document.createDocumentFragment()
  for (let row = 0; row < rowCount; row += 1) {
    const element = document.createElement('div')
    element.className = 'row'
    element.id = `row-${row}`
    for (let cell = 0; cell < 4; cell += 1) {
      const child = document.createElement('span')
      child.className = 'cell'
      child.title = `Cell ${cell} of row ${row}`
      child.textContent = `Value ${row * 4 + cell}`
      element.append(child)
    }
    fragment.append(element)
  }
  rows.append(fragment)

  const start = (): void => {
    const name = document.getElementById('name') as HTMLInputElement
    const save = document.getElementById('save') as HTMLButtonElement
    const startedAt = performance.now()
    let done = 0
    let tick = 0
    const step = (): void => {
      const elapsed = performance.now() - startedAt
      // By the clock, not by ticks: a slow recorder must not be spared work.
      const due = Math.min(elapsed, durationMs)
      while (done < due) {
        const row = rows.children[(done * 37) % rowCount] as HTMLElement
        const kind = done % 4
        if (kind === 0) (row.children[done % 4] as HTMLElement).firstChild!.nodeValue = `Value ${done}`
        else if (kind === 1) row.classList.toggle('on')
        else if (kind === 2) row.setAttribute('title', `Row changed ${done}`)
        else {
          const cell = document.createElement('span')
          cell.className = 'cell'
          cell.textContent = `New ${done}`
          row.lastElementChild?.replaceWith(cell)
        }
        done += 1
      }
      tick += 1
      if (tick % 10 === 0) {
        name.value = `Name ${tick}`
        name.dispatchEvent(new Event('input', { bubbles: true }))
        save.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, clientX: tick, clientY: 10 }))
        save.click()
      }
      if (elapsed < durationMs) setTimeout(step, 16)
      else document.documentElement.dataset['workload'] = 'done'
    }
    step()
  }
  // The recorder's start (snapshot included) is part of what is measured.
  setTimeout(start, 500)
}
