// One labelled control of the form.
import type { ComponentProps, ReactNode } from 'react'

interface FieldProps {
  readonly id: string
  readonly label: string
  readonly span?: 2 | 3 | 6
}

export function Field(props: FieldProps & { readonly children: ReactNode }) {
  return (
    <div className={`field field-${props.span ?? 2}`}>
      <label className="label" htmlFor={props.id}>
        {props.label}
      </label>
      {props.children}
    </div>
  )
}

export function TextField({ id, label, span, ...input }: FieldProps & ComponentProps<'input'>) {
  return (
    <Field id={id} label={label} {...(span === undefined ? {} : { span })}>
      <input id={id} name={id} className="input" autoComplete="off" {...input} />
    </Field>
  )
}

export function Choice(props: {
  readonly type: 'radio' | 'checkbox'
  readonly name: string
  readonly value: string
}) {
  const id = `${props.name}-${props.value.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
  return (
    <label className="choice" htmlFor={id}>
      <input id={id} type={props.type} name={props.name} value={props.value} className="choice-input" />
      <span className="choice-text">{props.value}</span>
    </label>
  )
}
