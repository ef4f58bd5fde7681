// Starts the clinic app.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { PartsContext } from './parts.ts'
import { chooseParts } from './planted-bugs/choose-parts.ts'
import './styles.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <PartsContext value={await chooseParts()}>
      <App />
    </PartsContext>
  </StrictMode>,
)
