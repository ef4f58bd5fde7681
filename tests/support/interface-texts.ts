// A manifest such as an app of a clinic has: what its templates say, and nothing that a person is asked.
import { encodeStaticTexts } from '@reseal/redaction-rules/static-texts'

/** Texts of an interface; several stand in the scenarios' own markup, beside their secrets. */
export const interfaceTexts: readonly string[] = (
  'Save|Save draft|Saved|Cancel|Close|Next|Previous|Back|Continue|Submit|Search|Sign in|Sign out|Settings|Help|' +
  'Menu|Home|Patients|Appointments|Messages|Results|Name|First name|Last name|Birth date|Phone|Email|Address|City|' +
  'Insurance|Member id|Loading|Required field|This field is required|Nothing found|Show more|Show less|Details|' +
  'Hello|Welcome back|Good morning|Signed in as|Last visit|Today|Open|Call|Edit|Delete|' +
  'hello|child|text|label|title|cell|note|name|patient|open|before|after|fallback'
).split('|')

/** A set of these texts and of others. */
export function manifestOf(more: readonly string[] = []): string {
  return encodeStaticTexts([...interfaceTexts, ...more])
}
