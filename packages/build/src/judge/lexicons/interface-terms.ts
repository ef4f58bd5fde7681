// What health apps call their own parts and fields, though words of it are clinical. Own list.

/** Terms that are not looked at any further: labels of fields and sections that every patient sees. */
export const interfaceTerms: string =
  'blood pressure|blood pressures|heart rate|heart rates|body temperature|respiratory rate|oxygen saturation|pulse oximetry|body mass index|body height|body weight|head circumference|bmi|spo2|bp|vital signs|vital sign|vitals|' +
  'date of birth|date of death|place of birth|sex at birth|birth date|birth sex|birth order|multiple birth|cause of death|eye color|hair color|blood pressure chart|' +
  'allergies|allergy list|allergies and intolerances|allergy intolerance|known allergies|drug allergies|add allergy|new allergy|edit allergy|allergy|medications|medication|medicine|medicines|medical|medical history|family history|' +
  'social history|surgical history|procedure|procedures|conditions|condition|problem list|symptom|symptoms|diagnosis|diagnoses|diagnostic report|diagnostic reports|disease|diseases|disorder|disorders|illnesses|syndrome|syndromes|prescription|' +
  'prescriptions|dose|doses|dosage|dosages|drug|drugs|drug name|pharmacy|refill|refills|immunization|immunizations|vaccination|vaccinations|vaccine|vaccines|lab|labs|lab results|lab result|laboratory|test|tests|test result|test results|results|result|' +
  'treatment|treatments|therapies|operation|operations|complication|complications|abnormal results|specimen|specimens|sample|samples|discharge summary|discharge date|discharge disposition|admission|encounter|care plan|service request|administration|' +
  'check up|checkup|physical examination|physical exam|examination|emergency|first aid|health|wellness|mental health|behavioral health|sexual health|hospital|clinic|ward|surgeon|dental|vision|tobacco|alcohol|smoking|smoking status|' +
  'tobacco use|alcohol use|drug use|side effect|side effects|adverse reaction|allergic reaction|allergic reactions|adverse reactions|reaction|reactions|severity|onset|lifestyle|diet|nutrition|exercise|sleep|patient safety|oral|intravenous|route|frequency|as needed|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|july|september|october|november|december'
