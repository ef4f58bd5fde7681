// Procedures and tests that WordNet lacks or has under other words. Own list.

/** Procedures, in any text. */
export const ownProcedures: string =
  'abortion|abortions|amniocentesis|amputated|angioplasty|appendix removed|aspiration biopsy|bariatric surgery|biopsies|biopsy|blood transfusion|bone density scan|bone density test|bone marrow transplant|brain surgery|bypass surgery|' +
  'c section|c-section|cabg|cardiac catheterization|cast removal|cataract surgery|cat scan|cesarean|cesarean section|caesarean|chemotherapy|circumcision|cochlear implant|colon cancer screening|colonoscopy|colonoscopies|coronary bypass|' +
  'cpap|cpr|ct scan|ct scans|cystoscopy|dental filling|detox|detoxification|dexa scan|dialysis|dnr|do not resuscitate|d and c|ecg|echocardiogram|ect|ecmo|eeg|ekg|electroconvulsive therapy|embryo transfer|emg|endoscopy|epidural|' +
  'fecal occult blood test|feeding tube|flu test|gallbladder removal|gastric bypass|gastric sleeve|gender affirming|gender reassignment|gender affirming surgery|genetic test|genetic testing|heart surgery|heart transplant|hip replacement|' +
  'hiv test|home birth|hormone therapy|hospice|hysterectomy|hysterectomies|immunotherapy|induced labor|intubated|iud insertion|iud|ivf|joint replacement|kidney transplant|knee replacement|lap band|lasik|liposuction|liver transplant|' +
  'lumbar puncture|mammogram|mammograms|mastectomy|mri|mri scan|mris|needle biopsy|open heart surgery|organ transplant|pacemaker|palliative care|pap smear|pap smears|pap test|pcr test|pelvic exam|pet scan|physical therapy|physiotherapy|' +
  'plastic surgery|pregnancy test|prostate exam|psychotherapy|radiation therapy|radiation treatment|radiotherapy|rectal exam|rehab|root canal|sigmoidoscopy|skin graft|sleep study|spinal fusion|spinal tap|stem cell transplant|sterilization procedure|' +
  'stool test|stress test|std test|sti test|surgical removal|tb test|tonsils removed|tooth extraction|toxicology screen|transfusion|transplant|transplants|transvaginal|tubal ligation|tubes tied|ultrasound|ultrasounds|urine drug screen|drug screen|drug test|' +
  'vasectomy|ventilator|x ray|x-ray|xray|x rays|x-rays|methadone clinic|needle exchange|electrocardiogram|echo stress|nuclear stress|allergy shots|allergy test|allergy testing|antibody test|antigen test|' +
  'artificial respiration|assisted living|birth plan|blood typing|cardiopulmonary resuscitation|childbirth|dental implant|fertility treatment|forceps delivery|hospice care|icu|in vitro fertilization|induction of labor|intensive care|intrauterine device|labor and delivery|' +
  'lumpectomy|mechanical ventilation|oxygen therapy|resuscitation|spirometry|speech therapy|occupational therapy|stepdown unit|surgical abortion|c section delivery|vaginal delivery|water birth|wound care|couples therapy|addiction counseling|cognitive behavioral therapy|group therapy'

/** Procedures that are everyday words as well: only in short texts. */
export const shortProcedures: string =
  'surgery|surgeries|surgical|operated|procedure|procedures|scan|scans|screening|screenings|therapy|imaging|implant|implants|injection site|anesthesia|ablation|counseling|excision|extraction|incision|infusion|infusions|catheter|' +
  'stent|sutures|stitches|cast|crutches|splint|sedation|rehabilitation|radiation|radiology|removal of|swab|smear|blood draw|blood work|bloodwork|labor and delivery|admitted|hospitalized|hospitalization|discharged'

/** Names of laboratory tests and what they measure: only in short texts. */
export const shortTests: string =
  'a1c|albumin|alkaline phosphatase|alt|amylase|ana|antibodies|antibody|antigen|ast|basophils|bicarbonate|bilirubin|blood count|blood glucose|blood sugar|bnp|bun|c reactive protein|ca 125|cbc|cd4|cd4 count|cea|chloride|cholesterol|' +
  'cmp|complete blood count|cortisol|creatinine|crp|culture|d dimer|drug level|egfr|eosinophils|esr|ferritin|fibrinogen|folate|fsh|genotype|ggt|glucose|hba1c|hcg|hct|hdl|hdl cholesterol|hematocrit|hemoglobin|hgb|' +
  'immunoglobulin|inr|ketones|lactate|lead level|ldl|ldl cholesterol|leukocytes|lh|lipase|lipid panel|lipids|lymphocytes|mch|mchc|mcv|metabolic panel|microalbumin|monocytes|nitrite|platelet|platelets|platelet count|' +
  'prolactin|protein|prothrombin|psa|ptt|rbc|red blood cells|rdw|red cell count|reticulocytes|semen analysis|sperm count|t3|t4|thyroid panel|thyroxine|titer|transferrin|triglycerides|troponin|tsh|urea|uric acid|urinalysis|urine culture|viral load|' +
  'wbc|white blood cells|white cell count|stool|sputum|phq 9|phq-9|gad 7|gad-7|moca|mmse|apgar|blood type|rh factor'

/** What is done to a part of the body: a procedure together with one, in any text. */
export const bodyActs: string =
  'ablation|biopsy|bypass|culture|drainage|excision|graft|grafting|incision|insertion|manipulation|reconstruction|removal|removed|repair|resection|scan|screening|smear|stent|surgery|suture|transplant|replacement|imaging|exam|examination|injection'
