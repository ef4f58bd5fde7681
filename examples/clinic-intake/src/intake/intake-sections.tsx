// The sections of the intake form, in the order a front desk asks.
import { useEffect, useRef, useState } from 'react'
import { Choice, Field, TextField } from './field.tsx'
import { fetchPlans, type Plan } from './intake-api.ts'

const conditions = [
  'Diabetes',
  'Hypertension',
  'Asthma',
  'Depression',
  'HIV',
  'Hepatitis C',
  'Epilepsy',
  'Pregnancy',
]
const medications = [
  'None',
  'Metformin',
  'Lisinopril',
  'Sertraline',
  'Buprenorphine',
  'Emtricitabine/tenofovir',
]

export function PatientSection() {
  return (
    <section className="card">
      <h2 className="card-title">Patient</h2>
      <div className="fields">
        <TextField id="first-name" label="First name" />
        <TextField id="last-name" label="Last name" />
        <TextField id="birth-date" label="Date of birth" type="date" />
        <TextField id="ssn" label="Social security number" placeholder="000-00-0000" />
        <TextField id="mrn" label="Record number (MRN)" />
        <fieldset className="field field-2 group">
          <legend className="label">Sex at birth</legend>
          <div className="choices choices-row">
            <Choice type="radio" name="sex" value="Female" />
            <Choice type="radio" name="sex" value="Male" />
            <Choice type="radio" name="sex" value="Other" />
          </div>
        </fieldset>
      </div>
    </section>
  )
}

export function ContactSection() {
  return (
    <section className="card">
      <h2 className="card-title">Contact</h2>
      <div className="fields">
        <TextField id="phone" label="Phone" type="tel" />
        <TextField id="email" label="Email" type="email" />
        <TextField id="emergency-contact" label="Emergency contact" />
        <TextField id="street" label="Street address" span={3} />
        <TextField id="city" label="City, state, ZIP" span={3} />
      </div>
    </section>
  )
}

export function InsuranceSection() {
  const [plans, setPlans] = useState<readonly Plan[]>([])
  useEffect(() => {
    fetchPlans().then(setPlans, (error: unknown) => console.warn('plans unavailable', error))
  }, [])
  return (
    <section className="card">
      <h2 className="card-title">Insurance</h2>
      <div className="fields">
        <Field id="plan" label="Plan">
          <select id="plan" name="plan" className="input">
            <option value="">Choose a plan</option>
            {plans.map((plan) => (
              <option key={plan.id} value={plan.id}>
                {plan.name}
              </option>
            ))}
          </select>
        </Field>
        <TextField id="member-id" label="Member id" />
        <TextField id="group-number" label="Group number" />
        <InsuranceCard />
      </div>
    </section>
  )
}

function InsuranceCard() {
  const [preview, setPreview] = useState<string>()
  useEffect(() => () => (preview === undefined ? undefined : URL.revokeObjectURL(preview)), [preview])
  return (
    <div className="field field-6 upload">
      <div className="upload-frame">
        {preview !== undefined && (
          <img
            id="insurance-card-preview"
            className="upload-image"
            src={preview}
            alt=""
            width="152"
            height="96"
          />
        )}
      </div>
      <div className="upload-side">
        <label className="label" htmlFor="insurance-card">
          Photo of the insurance card
        </label>
        <input
          id="insurance-card"
          name="insurance-card"
          className="input input-file"
          type="file"
          accept="image/*"
          onChange={(event) => {
            const file = event.target.files?.[0]
            setPreview(file === undefined ? undefined : URL.createObjectURL(file))
          }}
        />
      </div>
    </div>
  )
}

export function HealthSection() {
  return (
    <section className="card">
      <h2 className="card-title">Health</h2>
      <div className="fields">
        <fieldset className="field field-6 group">
          <legend className="label">Have you ever been told you have</legend>
          <div className="choices choices-grid">
            {conditions.map((condition) => (
              <Choice key={condition} type="checkbox" name="condition" value={condition} />
            ))}
          </div>
        </fieldset>
        <fieldset className="field field-3 group">
          <legend className="label">Tobacco</legend>
          <div className="choices choices-row">
            <Choice type="radio" name="tobacco" value="Never" />
            <Choice type="radio" name="tobacco" value="Former" />
            <Choice type="radio" name="tobacco" value="Current" />
          </div>
        </fieldset>
        <Field id="medication" label="Current medication" span={3}>
          <select id="medication" name="medication" className="input">
            {medications.map((medication) => (
              <option key={medication}>{medication}</option>
            ))}
          </select>
        </Field>
        <Field id="reason" label="What brings you in today?" span={3}>
          <textarea id="reason" name="reason" className="input input-area" />
        </Field>
        <FrontDeskNote />
      </div>
    </section>
  )
}

function FrontDeskNote() {
  const note = useRef<HTMLDivElement>(null)
  return (
    <div className="field field-3">
      <div className="label" id="desk-note-label">
        Front desk note
      </div>
      <div
        id="desk-note"
        ref={note}
        className="note note-small"
        contentEditable="true"
        role="textbox"
        aria-labelledby="desk-note-label"
      />
    </div>
  )
}
