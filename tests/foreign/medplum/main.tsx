// A chart of Medplum's own components over its mock server: what a foreign React app for health care looks like to the
// recorder. Every patient is made up. The links of the navigation change the screen.
import { MantineProvider } from '@mantine/core'
import '@mantine/core/styles.css'
import { ExampleQuestionnaire, HomerDiagnosticReport, HomerSimpson, MockClient } from '@medplum/mock'
import {
  AppShell,
  DiagnosticReportDisplay,
  Document,
  Logo,
  MedplumProvider,
  PatientSummary,
  PatientTimeline,
  QuestionnaireForm,
  ResourceForm,
  ResourceTable,
  SearchControl,
} from '@medplum/react'
import '@medplum/react/styles.css'
import { type ReactNode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import labels from './labels.json' with { type: 'json' }

const nothing = (): void => {}

const screens: Readonly<Record<string, { readonly label: string; readonly show: () => ReactNode }>> = {
  '/chart': {
    label: labels.chart,
    show: () => (
      <div style={{ display: 'flex', alignItems: 'flex-start' }}>
        <div style={{ width: 350, flexShrink: 0 }}>
          <PatientSummary patient={HomerSimpson} />
        </div>
        <div style={{ flexGrow: 1 }}>
          <PatientTimeline patient={HomerSimpson} />
        </div>
      </div>
    ),
  },
  '/patients': {
    label: labels.patients,
    show: () => (
      <SearchControl
        search={{ resourceType: 'Patient', fields: ['id', '_lastUpdated', 'name', 'birthDate', 'gender'] }}
        checkboxesEnabled
        onClick={nothing}
        onNew={nothing}
        onExport={nothing}
        onDelete={nothing}
      />
    ),
  },
  '/report': {
    label: labels.report,
    show: () => (
      <Document>
        <DiagnosticReportDisplay value={HomerDiagnosticReport} />
      </Document>
    ),
  },
  '/details': {
    label: labels.details,
    show: () => (
      <Document>
        <ResourceTable value={HomerSimpson} ignoreMissingValues />
      </Document>
    ),
  },
  '/questionnaire': {
    label: labels.questionnaire,
    show: () => (
      <Document>
        <QuestionnaireForm questionnaire={ExampleQuestionnaire} onSubmit={nothing} />
      </Document>
    ),
  },
  '/edit': {
    label: labels.edit,
    show: () => (
      <Document>
        <ResourceForm defaultValue={HomerSimpson} onSubmit={nothing} />
      </Document>
    ),
  },
}

// The shell keeps this choice there: the navigation starts unfolded.
localStorage.setItem('navbarOpen', 'true')
const medplum = new MockClient()

function App(): ReactNode {
  const [path, setPath] = useState('/chart')
  return (
    <MedplumProvider medplum={medplum} navigate={(to) => setPath(to)}>
      <MantineProvider>
        <AppShell
          logo={<Logo size={24} />}
          pathname={path}
          version="5"
          layoutVersion="v2"
          menus={[
            {
              title: labels.section,
              links: Object.entries(screens).map(([href, { label }]) => ({ href, label })),
            },
          ]}
        >
          {screens[path]?.show()}
        </AppShell>
      </MantineProvider>
    </MedplumProvider>
  )
}

const root = document.getElementById('root')
if (root) createRoot(root).render(<App />)
