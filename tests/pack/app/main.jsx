// What the READMEs tell a new app to write.
import { Allow, ResealErrorBoundary, ResealProvider } from '@reseal/react'
import { defineRules } from '@reseal/redaction-rules'
import { createRoot } from 'react-dom/client'

const rules = defineRules({ version: 'app-1', trust: [{ id: 'app', selector: '#root' }] })

createRoot(document.getElementById('root')).render(
  <ResealProvider options={{ ...window.settings, rules, consent: 'granted' }}>
    <ResealErrorBoundary>
      <Allow as="h1">An empty app</Allow>
      <p>zqpackedsecret</p>
    </ResealErrorBoundary>
  </ResealProvider>,
)
