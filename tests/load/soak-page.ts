// The page of the soak: an app that changes all the time, in the ways that make a recorder grow. It is served as a string,
// so that it loads nothing but the recorder.

/** HTML of the page. `head` is put into it: scripts of a recorder, or nothing. */
export function soakHtml(head: string, changesPerSecond: number): string {
  return `<!doctype html><html lang="en"><head><title>Soak</title><style>
    .row { display: flex } .cell { width: 120px }
  </style>${head}</head><body><form id="form"></form><main id="list"></main><div id="host"></div>
  <script>(${soak.toString()})(${changesPerSecond})</script></body></html>`
}

// Runs in the page. What the app itself keeps stays the same: a list of 200 rows, and what is around it.
function soak(changesPerSecond: number): void {
  const list = document.getElementById('list') as HTMLElement
  const form = document.getElementById('form') as HTMLElement
  const host = document.getElementById('host') as HTMLElement
  const sheet = document.styleSheets[0] as CSSStyleSheet
  const rowCount = 200
  let count = 0

  function row(): HTMLElement {
    const element = document.createElement('div')
    element.className = `row css-${count}`
    element.id = `row-${count}`
    element.dataset[`mark${count % 50}`] = String(count)
    for (let cell = 0; cell < 4; cell += 1) {
      const child = document.createElement('span')
      child.className = `cell cell-${count}-${cell}`
      child.textContent = `Value ${count} of ${cell}`
      element.append(child)
    }
    return element
  }

  const changes: readonly (() => void)[] = [
    () => {
      list.prepend(row())
      if (list.children.length > rowCount) list.lastElementChild?.remove()
    },
    () => {
      const text = list.children[count % list.children.length]?.firstElementChild?.firstChild
      if (text) (text as Text).data = `Changed ${count}`
    },
    () => {
      const element = list.children[count % list.children.length] as HTMLElement | undefined
      if (element) element.style.transform = `translate(${count % 997}px, ${count % 499}px)`
    },
    () => list.children[count % list.children.length]?.setAttribute('class', `row state-${count}`),
    () => {
      form.innerHTML = `<label for="f${count}">Name</label><input id="f${count}" name="n${count}"><textarea></textarea>`
    },
    () => {
      const element = document.createElement('section')
      element.attachShadow({
        mode: 'open',
      }).innerHTML = `<style>p{color:red}</style><p class="s${count}">Shadow ${count}</p>`
      host.replaceChildren(element)
    },
    () => {
      sheet.insertRule(`.made-${count} { left: ${count % 100}px }`, sheet.cssRules.length)
      if (sheet.cssRules.length > 50) sheet.deleteRule(2)
    },
    () => {
      if (count % 20 === 0) console.debug(`line ${count}`, { count })
      if (count % 50 === 0) void fetch(`/nothing?${count}`).catch(() => {})
      if (count % 90 === 0) history.replaceState(null, '', `/soak?at=${count}`)
    },
    () => {
      if (count % 30 !== 0) return
      const frame = document.createElement('iframe')
      document.body.append(frame)
      frame.contentDocument?.body.append(`Frame ${count}`)
      setTimeout(() => frame.remove(), 200)
    },
    () => list.append(list.firstElementChild as Element),
  ]

  for (let at = 0; at < rowCount; at += 1) {
    count += 1
    list.append(row())
  }
  const startedAt = performance.now()
  const startCount = count
  setInterval(() => {
    // By the clock, not by ticks: a slow recorder must not be spared work.
    const due = startCount + ((performance.now() - startedAt) / 1000) * changesPerSecond
    while (count < due) {
      count += 1
      changes[count % changes.length]?.()
    }
    document.documentElement.dataset['changes'] = String(count - startCount)
  }, 50)
}
