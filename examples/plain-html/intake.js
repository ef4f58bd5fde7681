// The page's own script: the form, and how it asks before it records.
const find = (id) => document.getElementById(id)

find('intake').addEventListener('submit', (event) => {
  event.preventDefault()
  const fields = new FormData(event.target)
  const row = find('sent').insertRow(0)
  for (const name of ['name', 'birth', 'reason']) row.insertCell().textContent = fields.get(name)
  event.target.reset()
})

function showConsent(recorder, granted) {
  find('consent').hidden = granted
  find('withdraw').hidden = !granted
  find('replay').hidden = !granted || recorder.sessionUrl() === undefined
}

async function startRecorder() {
  // What `reseal init` wrote to init.json: endpoint, appKey, sealingKey, receiptKey, viewerUrl. Nothing in it is secret.
  const response = await fetch('reseal.json')
  if (!response.ok) return
  const recorder = Reseal.init({
    ...(await response.json()),
    consent: 'required',
    onError: (error) => console.warn(error.message),
  })
  // The answer is this page's to remember; the recorder asks for it on every load.
  const granted = sessionStorage.getItem('recording') === 'allowed'
  if (granted) recorder.grantConsent({ noticeVersion: '2026-01', how: 'banner' })
  showConsent(recorder, granted)

  find('allow').addEventListener('click', () => {
    sessionStorage.setItem('recording', 'allowed')
    recorder.grantConsent({ noticeVersion: '2026-01', how: 'banner' })
    showConsent(recorder, true)
  })
  find('decline').addEventListener('click', () => {
    find('consent').hidden = true
  })
  find('replay').addEventListener('click', (event) => {
    // Of the moment of the click, not of the page load.
    event.currentTarget.href = recorder.sessionUrl()
  })
  find('withdraw').addEventListener('click', async () => {
    sessionStorage.removeItem('recording')
    await recorder.withdrawConsent()
    showConsent(recorder, false)
  })
}

void startRecorder()
