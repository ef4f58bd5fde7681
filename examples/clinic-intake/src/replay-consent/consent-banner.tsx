// The clinic's own question before anything is recorded, and the link to the session afterwards.
import { useRecorder } from '@reseal/react'
import { useEffect, useState } from 'react'

const answerKey = 'clinic.replay-consent'

type Answer = 'none' | 'granted' | 'declined'

export function ConsentBanner() {
  const recorder = useRecorder()
  const [answer, setAnswer] = useState<Answer>(readAnswer)

  useEffect(() => {
    recorder.tag('desk', 'front-desk-2')
    if (answer === 'granted') recorder.grantConsent({ how: 'banner', noticeVersion: 'clinic-1' })
  }, [recorder, answer])

  const decide = (next: Answer) => {
    window.localStorage.setItem(answerKey, next)
    setAnswer(next)
    if (next === 'declined') void recorder.withdrawConsent()
  }
  if (answer === 'none') return <Question onAnswer={decide} />
  if (answer === 'declined') return null
  return <RecordingNotice onStop={() => decide('declined')} />
}

function Question({ onAnswer }: { readonly onAnswer: (answer: Answer) => void }) {
  return (
    <section id="consent-banner" className="consent">
      <p className="consent-text">
        <strong className="consent-title">Help us fix this app: allow masked session replay?</strong>
        <span className="consent-detail">
          Layout, clicks and errors only. Names, numbers and everything typed stay on this computer.
        </span>
      </p>
      <button id="consent-decline" type="button" className="button" onClick={() => onAnswer('declined')}>
        No
      </button>
      <button
        id="consent-grant"
        type="button"
        className="button button-primary"
        onClick={() => onAnswer('granted')}
      >
        Allow
      </button>
    </section>
  )
}

function RecordingNotice({ onStop }: { readonly onStop: () => void }) {
  const recorder = useRecorder()
  const open = () => {
    const url = recorder.sessionUrl()
    if (url !== undefined) window.open(url, '_blank', 'noopener')
  }
  return (
    <section id="recording-notice" className="notice">
      <span className="notice-dot" aria-hidden="true" />
      <span className="notice-text">Masked replay is on</span>
      <button id="open-session" type="button" className="link-button" onClick={open}>
        Open this session in the viewer
      </button>
      <button id="consent-withdraw" type="button" className="link-button" onClick={onStop}>
        Stop
      </button>
    </section>
  )
}

function readAnswer(): Answer {
  const stored = window.localStorage.getItem(answerKey)
  return stored === 'granted' || stored === 'declined' ? stored : 'none'
}
