// One visit to the clinic app that plants every canary: typed as a user would, and put by the page where pages put
// such things (attributes, stylesheets, shadow roots, frames, addresses, console, errors).
import type { Page, Response } from 'playwright'
import { canaries as c } from '../support/canaries.ts'

/** Fills the intake form and saves it as a draft, then submits it, which the server refuses. */
export async function fillIntake(page: Page): Promise<void> {
  await page.fill('#first-name', c.firstName)
  await page.fill('#last-name', c.lastName)
  await page.fill('#birth-date', c.birthDate)
  await page.fill('#ssn', c.ssn)
  await page.fill('#mrn', c.mrn)
  await page.check('#sex-female')
  await page.fill('#phone', c.phone)
  await page.fill('#email', c.email)
  await page.fill('#emergency-contact', c.emergencyContact)
  await page.fill('#street', c.street)
  await page.fill('#city', `${c.city}, CA ${c.postalCode}`)
  await page.fill('#member-id', c.memberId)
  await page.fill('#group-number', c.employer)
  await page.setInputFiles('#insurance-card', {
    name: c.fileName,
    mimeType: 'image/png',
    buffer: Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  })
  await page.check('#condition-hiv')
  await page.selectOption('#medication', 'Sertraline')
  await page.fill('#reason', c.symptoms)
  await page.click('#desk-note')
  await page.keyboard.type(c.note)
  await page.click('#submit-intake')
  await page.waitForSelector('#intake-error')
  await page.click('#save-draft')
  await page.click('#open-chart')
  await page.waitForSelector('#patient-banner')
}

/** Presses the button that throws, with the record number in the message. */
export async function pressBrokenButton(page: Page): Promise<void> {
  await page.click('#print-wristband')
}

/** Puts the other canaries where a page's own code might put a patient's data. */
export async function plantInPage(page: Page): Promise<void> {
  await page.evaluate((c) => {
    const host = document.createElement('section')
    host.id = 'planted'
    const set = (tag: string, attributes: Record<string, string>, text = ''): HTMLElement => {
      const element = document.createElement(tag)
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
      element.textContent = text
      host.append(element)
      return element
    }
    set('span', { title: c.title, 'aria-label': c.ariaLabel, 'data-patient': c.dataAttribute }, 'x')
    set('div', { id: c.elementId, class: c.className }, 'x')
    set('input', { name: c.inputName, placeholder: c.placeholder, type: 'search', value: c.searchTerm })
    set('input', { type: 'password', value: c.password })
    set('input', { type: 'hidden', value: c.hiddenValue })
    set('input', { type: 'radio', value: c.radioValue })
    set('a', { href: `/p/${c.href}?mrn=${c.href}` }, 'link')
    set('a', { href: `mailto:${c.hrefMailto}` }, 'mail')
    set('img', { src: `/img/${c.imageSource}.png`, srcset: `/img/${c.srcset}.png 2x`, alt: c.alt })
    set('img', { src: `data:text/plain;base64,${btoa(c.dataUrl)}` })
    set('p', { style: `background-image:url(/img/${c.inlineStyle}.png);--patient:${c.customProperty}` }, 'x')
    set('form', { action: `/f/${c.formAction}` })
    set('button', { onclick: `void('${c.handler}')` }, c.buttonText)
    set('meter', { min: '0', max: '99999999', value: c.meterValue })
    set('time', { datetime: c.dateTime }, 'x')
    set('iframe', { srcdoc: `<p title="${c.srcdoc}">${c.srcdoc}</p>` })
    set('patient-card', { 'patient-name': c.customElement }, c.customElement)
    set('h2', {}, c.headingText)
    const select = set('select', {})
    select.innerHTML = `<option value="${c.optionValue}">${c.optionText}</option>`
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    svg.innerHTML = `<title>${c.svgTitle}</title><text>${c.svgText}</text>`
    host.append(svg, document.createComment(c.comment))
    const shadow = set('div', {}).attachShadow({ mode: 'open' })
    shadow.innerHTML = `<p title="${c.shadowAttribute}">${c.shadowText}</p>`
    const canvas = document.createElement('canvas')
    canvas.getContext('2d')?.fillText(c.canvasText, 5, 20)
    host.append(canvas)
    document.querySelector('main, #root')?.append(host)

    const frame = document.createElement('iframe')
    host.append(frame)
    frame.contentDocument?.body.append(c.frameText)
    const meta = document.createElement('meta')
    meta.name = 'patient'
    meta.content = c.metaContent
    document.head.append(meta)
    const style = document.createElement('style')
    style.textContent = `.planted::after{content:"${c.styleContent}"}`
    document.head.append(style)
    style.sheet?.insertRule(`.planted::before{content:"${c.insertedRule}"}`)
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`.planted::marker{content:"${c.adoptedRule}"}`)
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]

    document.title = c.documentTitle
    history.pushState({}, '', `/patients/${c.urlPath}/chart?name=${c.urlQuery}#${c.urlHash}`)
    console.log('patient', c.consoleText, { name: c.consoleObject })
    setTimeout(() => {
      throw new Error(`cannot load ${c.errorMessage}`)
    }, 0)
    void Promise.reject(new Error(c.rejection))
    void fetch(`/api/patients/${c.requestUrl}?name=${c.requestUrl}`, {
      method: 'POST',
      body: c.requestBody,
    }).catch(() => {})
  }, c)
}

/** Waits until ingest has acknowledged so many parcels from now on; the pointer makes that there is something to send. */
export async function untilAcknowledged(page: Page, parcelCount: number): Promise<void> {
  let count = 0
  const note = (response: Response): void => {
    if (response.request().method() === 'POST' && response.url().endsWith('/parcels') && response.ok())
      count += 1
  }
  page.on('response', note)
  for (let step = 0; count < parcelCount; step += 1) {
    await page.mouse.move(300 + (step % 100), 300)
    await page.waitForTimeout(200)
  }
  page.off('response', note)
}
