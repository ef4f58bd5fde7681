// The presets in a real page: what shows under `readable`, and that a name shows nowhere.
import { isMaskedText, type RecordedEvent } from '@reseal/redaction-rules'
import { readable, strict } from '@reseal/redaction-rules/presets'
import { afterEach, describe, expect, it } from 'vitest'
import { checkSelectors } from './check-selectors.ts'
import { startCapture } from './start-capture.ts'

const cleanups: (() => void)[] = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

function texts(value: unknown, found: string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return found
  for (const [key, field] of Object.entries(value)) {
    if ((key === 'textContent' || key === 'value') && typeof field === 'string') found.push(field)
    texts(field, found)
  }
  return found
}

/** The texts that a recording of this page shows, at the start and when the page is put up anew. */
async function shown(html: string, rules = readable): Promise<readonly string[]> {
  const host = document.createElement('div')
  host.innerHTML = html
  document.body.append(host)
  cleanups.push(() => host.remove())
  const events: RecordedEvent[] = []
  const capture = startCapture({
    rules,
    emit: (event) => void events.push(event),
    onError: (error) => {
      throw error
    },
  })
  cleanups.push(capture.stop)
  host.innerHTML = ''
  host.innerHTML = html
  await new Promise((resolve) => setTimeout(resolve, 50))
  const all = texts(events).map((text) => text.trim())
  return [...new Set(all.filter((text) => text !== '' && !isMaskedText(text)))].sort()
}

const page = `
  <header><nav aria-label="breadcrumb"><ol><li><a href="#">Patients</a></li><li aria-current="page">Zqname</li></ol></nav>
    <nav><ul><li><a>Appointments</a></li><li><a>Messages</a></li><li><a>Dr. Zqname</a></li></ul></nav></header>
  <main>
    <h1>Patient details</h1><h1>Zqname Zqfamily</h1><h2>Welcome, Zqname</h2><h2>Appointments of <b>Zqname</b></h2>
    <p>Upcoming appointments</p>
    <form><label>Date of birth *<input value="Zqname"></label><label for="a">Phone</label><input id="a" value="Save">
      <fieldset><legend>Contact preferences</legend><label><input type="radio">Email</label></fieldset>
      <input type="checkbox" id="c"><label for="c">Privacy</label>
      <div role="radiogroup"><label>Home</label></div>
      <select><option>Language</option></select><textarea>Save</textarea>
      <button>Save</button><button>Save Zqname</button><button>Save 4</button><button>✓</button>
      <button role="combobox">Gender</button><button aria-pressed="true">Follow-up</button></form>
    <div role="tablist"><button role="tab" aria-selected="true">Overview</button><button role="tab">Zqname</button></div>
    <table><caption>Lab results</caption><thead><tr><th>Date</th><th>Result</th><th>Zqname</th></tr></thead>
      <tbody><tr><th>Payment</th><td>Address <button>View details</button></td></tr></tbody></table>
    <div role="grid"><div role="row"><div role="columnheader">Status</div></div>
      <div role="row"><div role="gridcell"><button>Discard</button></div></div></div>
    <ul class="results"><li><h3>Insurance</h3><button>Open</button></li></ul>
    <dl><dt><label>Employer</label></dt><dd>Zqname</dd></dl>
    <article><h2>Notes</h2></article><output><h2>Balance</h2></output>
    <div contenteditable><h2>Draft</h2></div>
    <figure><h2>Chart</h2></figure><svg><text>Height</text></svg>
    <dialog open><h2>Cancel appointment</h2><p>Cancel</p><button>Continue</button><button>Zqname</button></dialog>
  </main>
  <footer><a>Terms of use</a></footer>`

describe('readable', () => {
  it('has selectors that this browser parses', () => {
    expect(() => checkSelectors(readable)).not.toThrow()
  })

  it('[R-12.10] shows what interfaces say, where they say it, and nothing of records', async () => {
    expect(await shown(page)).toEqual(
      [
        'Appointments',
        'Appointments of',
        'Cancel appointment',
        'Contact preferences',
        'Continue',
        'Date',
        'Date of birth *',
        'Lab results',
        'Messages',
        'Overview',
        'Patient details',
        'Patients',
        'Phone',
        'Result',
        'Save',
        'Status',
        'Terms of use',
      ].sort(),
    )
  })

  it('[R-12.10] shows no word that is not in its lexicon, in any of its positions', async () => {
    const positions = (readable.allow[0]?.selector ?? '').split(', ')
    const html = positions
      .map((selector) => {
        const words = selector.split(' ').map((part) => part.replace(/^\[(.*)\]$/, 'div $1'))
        const inTable = words.includes('th')
          ? ['table', ...words.slice(0, 1), 'tr', ...words.slice(1)]
          : words
        const open = inTable.map((tag) => `<${tag}>`).join('')
        const close = inTable
          .toReversed()
          .map((tag) => `</${tag.split(' ')[0]}>`)
          .join('')
        return [
          'Zqname',
          'Save Zqname',
          'Mary',
          'Smith',
          'May',
          'Asthma',
          'Yes',
          '120',
          '3',
          'Boston',
          'Aspirin',
        ]
          .map((text) => `${open}${text}${close}`)
          .join('')
      })
      .join('')
    expect(await shown(html)).toEqual([])
    // The same positions do show an interface's words.
    expect(await shown(html.replaceAll('Zqname<', 'Cancel<'))).toEqual(['Cancel', 'Save Cancel'])
  })
})

describe('strict', () => {
  it('[R-12.10] shows nothing', async () => {
    expect(await shown(page, strict)).toEqual([])
  })
})
