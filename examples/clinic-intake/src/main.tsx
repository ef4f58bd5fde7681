// Starts the clinic app, and beside it the recorder where /reseal.json configures one.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { startRecorder } from './replay-consent/recorder.ts'
import './styles.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
const recorder = startRecorder()
createRoot(root).render(
  <StrictMode>
    <App recorder={recorder} />
  </StrictMode>,
)
