// What health apps call their own parts and fields, though words of it are clinical. Own list.

/** Terms that are not looked at any further: labels of fields and sections that every patient sees. */
export const interfaceTerms: string =
  'abnormal results|add allergy|administration|admission|adverse reaction|adverse reactions|alcohol|alcohol use|' +
  'allergic reaction|allergic reactions|allergies|allergies and intolerances|allergy|allergy intolerance|allergy list|' +
  'as needed|behavioral health|birth date|birth order|birth sex|blood pressure|blood pressure chart|blood pressures|bmi|' +
  'body height|body mass index|body temperature|body weight|bp|care plan|cause of death|check up|checkup|clinic|' +
  'complication|complications|condition|conditions|date of birth|date of death|december|dental|diagnoses|diagnosis|' +
  'diagnostic report|diagnostic reports|diet|discharge date|discharge disposition|discharge summary|disease|diseases|' +
  'disorder|disorders|dosage|dosages|dose|doses|drug|drug allergies|drug name|drug use|drugs|edit allergy|emergency|' +
  'encounter|examination|exercise|eye color|family history|february|first aid|frequency|friday|hair color|' +
  'head circumference|health|heart rate|heart rates|hospital|illnesses|immunization|immunizations|intravenous|january|' +
  'july|known allergies|lab|lab result|lab results|laboratory|labs|lifestyle|march|medical|medical history|medication|' +
  'medications|medicine|medicines|mental health|monday|multiple birth|new allergy|november|nutrition|october|onset|' +
  'operation|operations|oral|oxygen saturation|patient safety|pharmacy|physical exam|physical examination|place of birth|' +
  'prescription|prescriptions|problem list|procedure|procedures|pulse oximetry|reaction|reactions|refill|refills|' +
  'respiratory rate|result|results|route|sample|samples|saturday|september|service request|severity|sex at birth|' +
  'sexual health|side effect|side effects|sleep|smoking|smoking status|social history|specimen|specimens|spo2|sunday|' +
  'surgeon|surgical history|symptom|symptoms|syndrome|syndromes|test|test result|test results|tests|therapies|thursday|' +
  'tobacco|tobacco use|treatment|treatments|tuesday|vaccination|vaccinations|vaccine|vaccines|vision|vital sign|' +
  'vital signs|vitals|ward|wednesday|wellness'
