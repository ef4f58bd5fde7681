// Conditions that WordNet lacks or has under other words: short forms, and what clinics ask about. Own list.

/** Conditions and symptoms, in any text. */
export const ownConditions: string =
  'abscess|acid reflux|acl tear|acne|acute kidney injury|afib|agenesis|alcohol abuse|alcohol dependence|' +
  'alcohol related disorder|alcohol use disorder|alcoholic|alcoholism|allergic|alopecia|alzheimer|alzheimers|amniotic|' +
  'amputation|amputee|anaemia|anaphylactic|anaphylaxis|anemia|anemic|aneurysm|angina|anomalies|anomaly|anorexia|' +
  'anorexia nervosa|anorexic|anxiety|anxious|apnea|arrhythmia|asthma|asthmatic|astigmatism|athlete foot|atrial flutter|' +
  'atrophy|autism|autistic|back pain|baldness|bed bugs|bed sores|bedridden|bedsore|bedwetting|bipolar|birth defect|' +
  'blackout|blackouts|bladder control|bleeding|blind|blind in|blindness|blood clot|blood clots|blood in stool|' +
  'blood in urine|blood sugar high|botulism|brain bleed|brain injury|brca1|brca2|breast lump|breastfeeding|' +
  'breathlessness|broken arm|broken bone|broken hip|broken leg|broken wrist|bruising|bulimia|bulimia nervosa|bulimic|' +
  'bunion|calcification|cancer|cancerous|carbuncle|cardiac arrest|cardiac event|cataract|cataracts|celiac|cerebral palsy|' +
  'chest pain|chest pressure|chest tightness|chicken pox|chickenpox|chlamydia|cholera|chronic pain|cirrhosis|clubfoot|' +
  'coeliac|cold sore|cold sweats|colic|color blind|colour blindness|coma|comatose|concussed|congenital|conjoined twins|' +
  'constipated|contracture|contusion|contusions|convulsion|corrosion of|coughing up blood|covid|covid 19|crippled|crohn|' +
  'crohns|croup|crushing injury|ctcl|cystic fibrosis|cystic fibrosis carrier|dandruff|deaf|deafness|deep vein thrombosis|' +
  'degeneration|delirium|delusional|demented|dementia|depressed|depression|derangement|developmental delay|' +
  'developmental disability|diabetes|diabetic|diabetics|dialysis patient|diarrhea|diarrhoea|difficulty breathing|' +
  'difficulty swallowing|disabled|disfigured|dislocated|dislocation|dizzy|down syndrome|downs syndrome|drowsiness|' +
  'drug abuse|drug addiction|drug dependence|drug overdose|drug use disorder|dust allergy|dyslexia|dyslexic|dysplastic|' +
  'e coli|ear ache|earache|ebola|ectopic|ectopic pregnancy|ectropion|eczema|egg allergy|ehlers danlos|embolism|' +
  'end stage renal disease|endocarditis|entropion|epilepsy|epileptic|erectile dysfunction|exposure to hiv|fainting|' +
  'false labor|farsighted|fatigue|fatigued|fatty liver|fever|feverish|fibrillation|fibroids|first trimester|fistula|flu|' +
  'food allergy|foreign body in|fracture|fractured|frostbite|gallstones|gangrene|gastric reflux|gender dysphoria|' +
  'genital warts|gestation|gestational|gestational diabetes|glaucoma|gonorrhea|gout|gout attack|graves disease|' +
  'haemophilia|hair loss|hallucinations|hand foot and mouth disease|hangover|hard of hearing|hay fever|head injury|' +
  'head lice|headache|headaches|hearing impaired|hearing loss|heart attack|heart disease|heart failure|heart murmur|' +
  'heart palpitations|heart trouble|heartburn|heat stroke|heavy periods|hemophiliac|hemorrhage|hemorrhagic|hepatitis|' +
  'hepatitis a|hepatitis b|hepatitis c|hereditary|hernia|herpes|high blood pressure|high cholesterol|high triglycerides|' +
  'hiv exposure|hiv infection|hiv negative|hiv positive|hives|hoarding disorder|homicidal|hot flash|hot flashes|' +
  'huntington|hypertension|hypertensive|hypertrophy|icu delirium|immunocompromised|immunodeficiency|immunosuppressed|' +
  'impacted molar|impacted tooth|impulsiveness|incontinence|incontinent|infarct|infection|infections|infertile|' +
  'infertility|infertility treatment|infestation|influenza|insomnia|intellectual disability|intolerance to|intoxicated|' +
  'intoxication|irregular heart beat|irregular heartbeat|irregular periods|ischemia|ischemic|itching|itchy|jaundice|' +
  'jock itch|joint pain|kidney disease|kidney failure|kidney stones|knee pain|laceration|lacerations|lactose intolerance|' +
  'latex allergy|learning disability|leg swelling|legionella|lesion|lesions|leukaemia|leukemia|leukodystrophy|lice|' +
  'lightheaded|lightheadedness|liver disease|liver failure|locked-in state|long covid|loose body in|loss of smell|' +
  'loss of taste|low back pain|low blood pressure|low blood sugar|low libido|low testosterone|low vision|lung disease|' +
  'lupus|lyme disease|lymphoma|macular degeneration|malaria|malformation|malformations|malignancy|malnutrition|maternal|' +
  'measles|meconium|melanoma|memory loss|menopausal|menopause|mental illness|metastasized|metastatic|migraine|migraines|' +
  'miscarriage|miscarriages|missed period|misuses drugs|monkeypox|mononucleosis|morbid obesity|morning sickness|mpox|' +
  'multiple sclerosis|mumps|muscular dystrophy|narcoleptic|nausea|nauseous|nearsighted|neck pain|necrosis|needle stick|' +
  'neonatal|neonatal abstinence|neoplasm|neoplasms|neovascularization|neurodivergent|nevi|nevus|newborn affected|' +
  'nicotine dependence|night sweats|nipple discharge|nosebleed|numbness|nut allergy|nystagmus|obese|obesity|' +
  'obstructed labor|open wound|opioid dependence|opioid use disorder|ossification|osteophyte|overdose|overdosed|' +
  'overweight|palpitations|panic attack|panic attacks|panic disorder|paralysis|paralyzed|paranoia|paranoid|paraplegic|' +
  'parkinson|parkinsonism|parkinsons|peanut allergy|pediculosis|pelvic pain|penicillin allergy|peptic ulcer|' +
  'perforation of|pink eye|pneumonia|poisoned|polio|pollen allergy|polyhydramnios|poor circulation|postpartum|' +
  'postpartum depression|prediabetes|prediabetic|preeclampsia|pregnancies|pregnancy|pregnant|premature birth|' +
  'premature delivery|preterm|prolapse|prolapsed|prostate cancer|pruritus|psoriasis|psychosis|psychotic|puerperium|' +
  'pulmonary embolism|puncture wound|pyoderma|quadriplegic|rabies|rape|rapid heartbeat|rectal bleeding|renal failure|' +
  'respiratory arrest|respiratory distress|rheumatic|ringworm|rosacea|runny nose|rupture of|ruptured|salmonella|scabies|' +
  'scarlet fever|schizophrenic|sciatica|second trimester|seizure|seizures|self harm|self-harm|sepsis|sex chromosome|' +
  'sexual abuse|sexual assault|sexual dysfunction|sexually transmitted disease|sexually transmitted infection|' +
  'shellfish allergy|shingles|shortness of breath|sickle cell|sinus infection|skin cancer|sleep apnea|sleepwalking|' +
  'slipped disc|smallpox|sneezing|snoring|sore throat|soreness|spina bifida|sprained|staph|staph infection|stillbirth|' +
  'stillborn|stomach ache|stomach pain|stomachache|strep throat|stricture|stroke|strokes|stutter|stuttering|subluxation|' +
  'substance abuse|substance use|substance use disorder|suicidal|suicidal ideation|suicidal thoughts|suicide|' +
  'suicide attempt|sunburn|superficial injury|swelling|swollen|swollen ankles|swollen glands|syphilis|terminal illness|' +
  'testicular lump|tetanus|third trimester|thromboembolism|thrombosis|thrush|thyroid problem|thyroid problems|tinnitus|' +
  'tobacco dependence|tonsillitis|toothache|torn ligament|torn meniscus|torn rotator cuff|torsion of|tourette|' +
  'toxic effect|trauma|tremor|tremors|trisomy|trouble breathing|trouble sleeping|trying to conceive|tuberculosis|tumor|' +
  'tumour|type 1 diabetes|type 2 diabetes|ulcer|ulcers|underdosing|urinary tract infection|vaginal bleeding|varicella|' +
  'varices|varicose veins|vegetative state|vertigo|visual disturbance|visual loss|visually impaired|vitiligo|vomiting|' +
  'wart|warts|weight gain|weight loss|wheelchair bound|wheeze|wheezing|whiplash|whooping cough|withdrawal symptoms|wound|' +
  'wounds|yeast infection|zika'

/** Conditions that are everyday words as well: only in short texts. */
export const shortConditions: string =
  'abnormality|abuse|ache|aches|addict|addicted|addiction|allergy|asymptomatic|attack|bite|bleed|blister|bruise|burn|' +
  'burns|chill|chills|clot|cold|colds|contagious|cough|coughing|cramp|cramps|crisis|current smoker|cyst|cysts|defect|' +
  'deficiency|deformity|dependence|disability|discharge|dizziness|drinker|drunk|episode|exposure|faint|fall|falls|' +
  'former smoker|frail|growth|habit|handicap|ill|illness|impairment|infected|inflammation|injured|injuries|injury|' +
  'irritation|itch|lump|lumps|malignant|mass|murmur|nodule|nonsmoker|numb|overdose|pain|painful|pains|phobia|poisoning|' +
  'polyp|polyps|rash|rashes|redness|relapse|remission|scar|scars|shock|sick|sickness|smoker|sore|sores|spasm|sprain|' +
  'strain|stress|swell|symptomatic|terminal|tired|tiredness|tumors|unconscious|underweight|unwell|weakness|wheelchair|' +
  'withdrawal'

/** Short forms of conditions, as written: in lower case some are other words. */
export const acronyms: string =
  'ADHD|AFIB|AIDS|ALS|ASD|BPH|CAD|CHD|CHF|CKD|COPD|COVID|CVA|DVT|ESRD|GAD|GDM|GERD|HBV|HCV|HIV|HPV|HSV|HTN|IBD|IBS|MDD|' +
  'MERS|MRSA|NAFLD|NASH|OCD|OSA|PAD|PCOS|PMDD|PTSD|RSV|SARS|SIDS|SLE|STD|STI|TB|TBI|TIA|UTI'

/** Words that name a condition together with the word before them. */
export const conditionHeads: string =
  'addiction|cancer|deficiency|disease|disorder|dystrophy|failure to thrive|infection|palsy|syndrome|tumor'

/** Words that name a condition together with a part of the body, in any text. */
export const bodySigns: string =
  'abnormal|abnormality|abscess|ache|atrophy|bleed|bleeding|bruise|bruised|burn|cancer|clot|congestion|cramp|cyst|' +
  'deformity|degeneration|discomfort|disease|disorder|dysfunction|fracture|hemorrhage|impaired|impairment|infarction|' +
  'infection|inflamed|inflammation|injured|injury|insufficiency|irritation|itching|lesion|lump|murmur|necrosis|nodule|' +
  'numbness|obstruction|occlusion|opacity|pain|paralysis|polyp|rash|rupture|soreness|spasm|sprain|stenosis|stiffness|' +
  'stricture|swelling|swollen|tenderness|trauma|tumor|twitching|ulcer|weakness|wound'

/** The like that are everyday words: with a part of the body that is none. */
export const everydayBodySigns: string =
  'block|blockage|blocked|break|broken|collapse|collapsed|crush|damage|damaged|deficiency|detachment|discharge|displaced|' +
  'enlarged|enlargement|failure|growth|itch|loss|mass|numb|painful|redness|replaced|separation|sore|stiff|stone|strain|' +
  'tear|tight|tightness|torn|trouble|weak'
