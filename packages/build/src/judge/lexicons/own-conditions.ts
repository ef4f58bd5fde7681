// Conditions that WordNet lacks or has under other words: short forms, and what clinics ask about. Own list.

/** Conditions and symptoms, in any text. */
export const ownConditions: string =
  'acid reflux|acl tear|acute kidney injury|afib|alcohol abuse|alcohol dependence|alcohol use disorder|alcoholic|alcoholism|alzheimer|alzheimers|amputation|amputee|anaemia|anemia|anemic|aneurysm|angina|' +
  'anorexic|anxiety|anxious|apnea|arrhythmia|asthma|asthmatic|atrial flutter|autism|autistic|bed sores|bedridden|bipolar|birth defect|bladder control|blind in|blindness|blood clot|blood clots|blood in stool|' +
  'blood in urine|brain bleed|brain injury|brca1|brca2|breathlessness|broken arm|broken bone|broken hip|broken leg|broken wrist|bulimic|cancer|cancerous|cardiac arrest|cardiac event|cerebral palsy|chest pain|' +
  'chest pressure|chest tightness|chlamydia|cholera|chronic pain|colour blindness|comatose|concussed|congenital|covid|covid 19|crohn|crohns|ctcl|cystic fibrosis|cystic fibrosis carrier|deaf|deafness|' +
  'deep vein thrombosis|delirium|demented|dementia|depressed|depression|diabetes|diabetic|diabetics|dialysis patient|disabled|dizzy|domestic abuse|domestic violence|down syndrome|downs syndrome|drug abuse|' +
  'drug addiction|drug overdose|drug use disorder|ebola|ectopic pregnancy|eczema|ehlers danlos|endocarditis|end stage renal disease|epilepsy|epileptic|erectile dysfunction|fainting|fatty liver|fibroids|' +
  'food allergy|gallstones|gastric reflux|gender dysphoria|gestational diabetes|gonorrhea|gout|gout attack|graves disease|hallucinations|hay fever|head injury|hearing impaired|hearing loss|heart attack|heart disease|' +
  'heart failure|heart murmur|heart trouble|hemorrhage|hepatitis a|hepatitis b|hepatitis c|herpes|high blood pressure|high cholesterol|hiv infection|hiv negative|hiv positive|huntington|hypertension|' +
  'hypertensive|immunocompromised|immunodeficiency|immunosuppressed|incontinence|incontinent|infection|infections|infertile|infertility|influenza|insomnia|irregular heartbeat|jaundice|joint pain|kidney disease|kidney failure|' +
  'kidney stones|learning disability|leukaemia|leukemia|liver disease|liver failure|long covid|loss of smell|loss of taste|low back pain|lung disease|lupus|lyme disease|lymphoma|macular degeneration|malignancy|' +
  'melanoma|memory loss|mental illness|metastatic|migraine|migraines|miscarriage|miscarriages|mononucleosis|morbid obesity|mpox|ms relapse|multiple sclerosis|mumps|muscular dystrophy|' +
  'neonatal abstinence|neurodivergent|nosebleed|obese|obesity|opioid dependence|opioid use disorder|overdose|overweight|palpitations|panic attack|panic attacks|panic disorder|paralysis|paralyzed|' +
  'paraplegic|parkinson|parkinsons|pelvic pain|peptic ulcer|pneumonia|poor circulation|postpartum|postpartum depression|preeclampsia|pregnancy|pregnancies|pregnant|prediabetes|prediabetic|prostate cancer|' +
  'psychotic|pulmonary embolism|quadriplegic|rabies|rape|renal failure|rheumatic|scarlet fever|schizophrenic|sciatica|seizure|seizures|self harm|self-harm|sepsis|sexual abuse|sexual assault|' +
  'sexual dysfunction|sexually transmitted disease|sexually transmitted infection|shingles|shortness of breath|sickle cell|skin cancer|sleep apnea|slipped disc|spina bifida|stillbirth|' +
  'stillborn|stroke|strokes|substance abuse|substance use disorder|suicidal|suicide|suicide attempt|suicidal ideation|suicidal thoughts|swollen glands|syphilis|terminal illness|thrombosis|thrush|thyroid problem|thyroid problems|tinnitus|' +
  'tourette|trouble breathing|trouble sleeping|tuberculosis|tumor|tumour|type 1 diabetes|type 2 diabetes|ulcer|ulcers|urinary tract infection|vertigo|visually impaired|vomiting|weight gain|weight loss|wheelchair bound|' +
  'wheeze|wheezing|whooping cough|yeast infection|zika|allergic|anaphylactic|abscess|bleeding|bruising|bunion|cirrhosis|cold sore|colic|constipated|convulsion|croup|diarrhea|diarrhoea|' +
  'difficulty breathing|difficulty swallowing|disfigured|drowsiness|ear ache|earache|fatigue|fatigued|fever|feverish|flu|fracture|fractured|frostbite|gangrene|genital warts|haemophilia|hangover|headache|headaches|' +
  'heartburn|heat stroke|hemophiliac|hepatitis|hernia|hives|homicidal|hot flashes|itching|itchy|lesion|lesions|lice|malaria|malnutrition|measles|menopause|menopausal|nausea|nauseous|necrosis|night sweats|' +
  'numbness|polio|psoriasis|runny nose|scabies|sinus infection|sneezing|sore throat|soreness|sprained|stomach ache|stomach pain|sunburn|swelling|swollen|tetanus|tonsillitis|toothache|trauma|tremor|tremors|varicella|' +
  'varicose veins|wart|warts|withdrawal symptoms|wound|wounds|back pain|neck pain|knee pain|stomachache|bedsore|celiac|coeliac|crippled|hoarding disorder|icu delirium|intersex|transgender|nonbinary dysphoria|lactose intolerance|' +
  'latex allergy|penicillin allergy|peanut allergy|shellfish allergy|nut allergy|egg allergy|dust allergy|pollen allergy|anaphylaxis|intolerance to|' +
  'amniotic|anomaly|anomalies|astigmatism|atrophy|calcification|cataract|cataracts|contracture|contusion|contusions|corrosion of|crushing injury|degeneration|derangement|dislocated|dislocation|dysplastic|ectopic|fibrillation|fistula|foreign body in|' +
  'gestation|gestational|hemorrhagic|hereditary|hypertrophy|infarct|ischemia|ischemic|laceration|lacerations|malformation|malformations|metastasized|monkeypox|neonatal|neoplasm|neoplasms|neovascularization|nevi|nevus|open wound|ossification|overdosed|' +
  'parkinsonism|perforation of|poisoned|postpartum|preterm|prolapse|prolapsed|puerperium|puncture wound|rupture of|ruptured|stricture|subluxation|superficial injury|third trimester|second trimester|first trimester|torn ligament|torn meniscus|' +
  'torn rotator cuff|toxic effect|underdosing|whiplash|delusional|paranoid|paranoia|psychosis|substance use|substance abuse disorder|alcohol related disorder|drug dependence|nicotine dependence|tobacco dependence|hiv exposure|exposure to hiv|' +
  'chickenpox|chicken pox|smallpox|hand foot and mouth disease|strep throat|staph|staph infection|e coli|legionella|salmonella|botulism|head lice|bed bugs|ringworm|athlete foot|jock itch|acne|rosacea|vitiligo|dandruff|hair loss|baldness|warts|' +
  'pink eye|glaucoma|nearsighted|farsighted|color blind|hard of hearing|stutter|stuttering|dyslexia|dyslexic|intellectual disability|developmental delay|developmental disability|blind|low vision|bedwetting|sleepwalking|snoring|narcoleptic|' +
  'cold sweats|blackout|blackouts|lightheaded|lightheadedness|coughing up blood|rectal bleeding|vaginal bleeding|heavy periods|missed period|irregular periods|trying to conceive|breastfeeding|infertility treatment|morning sickness|' +
  'hot flash|low libido|low testosterone|nipple discharge|breast lump|testicular lump|blood sugar high|low blood sugar|low blood pressure|high triglycerides|irregular heart beat|rapid heartbeat|heart palpitations|leg swelling|swollen ankles|' +
  'agenesis|birth weight low|coma|conjoined twins|criminal record|ectropion|entropion|infestation|intimate partner violence|intoxicated|intoxication|maternal|misuses drugs|newborn affected|partner abuse|pediculosis|premature birth|premature delivery|refugee|respiratory distress|' +
  'sex chromosome|social isolation|stuck needle|needle stick|torsion of|trisomy|undocumented|victim of|visual disturbance|unemployed and|incarcerated|incarceration|adopted child|foster child|hepatitis|impacted molar|impacted tooth|loose body in|conception products|visually disabled'

/** Conditions that are everyday words as well: only in short texts. */
export const shortConditions: string =
  'ache|aches|abnormality|allergy|bite|blister|bruise|burn|burns|chill|chills|clot|cold|colds|cough|coughing|cramp|cramps|cyst|cysts|defect|dependence|disability|discharge|dizziness|exposure|fall|falls|faint|' +
  'growth|habit|handicap|impairment|inflammation|injured|injuries|injury|irritation|itch|lump|lumps|numb|pain|pains|painful|phobia|rash|rashes|redness|relapse|remission|scar|scars|shock|sick|sickness|smoker|nonsmoker|' +
  'former smoker|current smoker|sore|sores|spasm|sprain|strain|stress|symptomatic|asymptomatic|tired|tiredness|unconscious|underweight|weakness|withdrawal|abuse|addict|addicted|addiction|attack|bleed|contagious|' +
  'crisis|deficiency|deformity|drinker|drunk|episode|failure to|frail|homeless|ill|illness|infected|malignant|mass|murmur|nodule|overdose|poisoning|polyp|polyps|swell|terminal|tumors|unwell|victim|wheelchair'

/** Short forms of conditions, as written: in lower case some are other words. */
export const acronyms: string =
  'ADHD|AIDS|AFIB|ALS|ASD|BPH|CAD|CHD|CHF|CKD|COPD|COVID|CVA|DVT|ESRD|GAD|GDM|GERD|HBV|HCV|HIV|HPV|HSV|HTN|IBD|IBS|MDD|MERS|MRSA|NAFLD|NASH|OCD|OSA|PAD|PCOS|PID|PMDD|PTSD|RSV|SAD|SARS|SIDS|SLE|STD|STI|TB|TBI|TIA|URI|UTI|PE'

/** Words that name a condition together with the word before them. */
export const conditionHeads: string =
  'disease|disorder|syndrome|deficiency|palsy|dystrophy|addiction|allergy to|cancer|tumor|infection|failure to thrive'

/** Words that name a condition together with a part of the body, in any text. */
export const bodySigns: string =
  'abnormal|abnormality|abscess|ache|atrophy|bleed|bleeding|bruise|bruised|burn|cancer|clot|congestion|cramp|cyst|deformity|degeneration|discomfort|disease|disorder|dysfunction|fracture|hemorrhage|impaired|' +
  'impairment|infarction|infection|inflamed|inflammation|injured|injury|insufficiency|irritation|itching|lesion|lump|murmur|necrosis|nodule|numbness|obstruction|occlusion|opacity|pain|paralysis|polyp|rash|rupture|' +
  'soreness|spasm|sprain|stenosis|stiffness|stricture|swelling|swollen|tenderness|trauma|tumor|twitching|ulcer|weakness|wound'

/** The like that are everyday words: with a part of the body that is none. */
export const everydayBodySigns: string =
  'block|blockage|blocked|break|broken|collapse|collapsed|crush|damage|damaged|deficiency|detachment|discharge|displaced|enlarged|enlargement|failure|growth|itch|loss|mass|numb|painful|redness|replaced|separation|sore|stiff|stone|strain|tear|tight|tightness|torn|trouble|weak'
