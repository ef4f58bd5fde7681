// The page's own script: the form, and how it asks before it records.
const find = (id) => document.getElementById(id)

find('intake').addEventListener('submit', (event) => {
  event.preventDefault()
  const fields = new FormData(event.target)
  const row = find('sent').insertRow(0)
  for (const name of ['name', 'birth', 'reason']) row.insertCell().textContent = fields.get(name)
  event.target.reset()
})

async function startRecorder() {
  // What `reseal init` wrote to init.json: endpoint, appKey, sealingKey, receiptKey, viewerUrl. Nothing in it is secret.
  const response = await fetch('reseal.json')
  if (!response.ok) return
  const recorder = Reseal.init({
    ...(await response.json()),
    consent: 'required',
    onError: (error) => console.warn(error.message),
  })
  // Asks once, remembers the answer, and gives it to the recorder on every load.
  const banner = await Reseal.consentBanner({
    title: 'May we record how this form works for you?',
    text:
      'We record clicks and layout to find what breaks. What you type and read stays in this browser: it is masked ' +
      'before anything is kept.',
    accept: 'Allow',
    decline: 'No, thank you',
    noticeVersion: '2026-01',
  })
  find('recording').hidden = false
  find('recording').addEventListener('click', () => banner.open())
  find('replay').hidden = false
  find('replay').addEventListener('click', (event) => {
    // Of the moment of the click, not of the page load; there is none while nothing is recorded.
    const url = recorder.sessionUrl()
    if (url === undefined) event.preventDefault()
    else event.currentTarget.href = url
  })
}

void startRecorder()
