// Procedures and tests that WordNet lacks or has under other words. Own list.

/** Procedures, in any text. */
export const ownProcedures: string =
  'abortion|abortions|addiction counseling|allergy shots|allergy test|allergy testing|amniocentesis|amputated|' +
  'angioplasty|antibody test|antigen test|appendix removed|artificial respiration|aspiration biopsy|assisted living|' +
  'bariatric surgery|biopsies|biopsy|birth plan|blood transfusion|blood typing|bone density scan|bone density test|' +
  'bone marrow transplant|brain surgery|bypass surgery|c section|c-section|cabg|caesarean|cardiac catheterization|' +
  'cardiopulmonary resuscitation|cast removal|cat scan|cataract surgery|cesarean|cesarean section|chemotherapy|' +
  'childbirth|circumcision|cochlear implant|cognitive behavioral therapy|colon cancer screening|colonoscopies|' +
  'colonoscopy|coronary bypass|couples therapy|cpap|cpr|ct scan|ct scans|cystoscopy|d and c|dental filling|' +
  'dental implant|detox|detoxification|dexa scan|dialysis|dnr|do not resuscitate|drug screen|drug test|ecg|echo stress|' +
  'echocardiogram|ecmo|ect|eeg|ekg|electrocardiogram|electroconvulsive therapy|embryo transfer|emg|endoscopy|epidural|' +
  'fecal occult blood test|feeding tube|fertility treatment|flu test|forceps delivery|gallbladder removal|gastric bypass|' +
  'gastric sleeve|gender affirming|gender affirming surgery|gender reassignment|genetic test|genetic testing|' +
  'group therapy|heart surgery|heart transplant|hip replacement|hiv test|home birth|hormone therapy|hospice|hospice care|' +
  'hysterectomies|hysterectomy|icu|immunotherapy|in vitro fertilization|induced labor|induction of labor|intensive care|' +
  'intrauterine device|intubated|iud|iud insertion|ivf|joint replacement|kidney transplant|knee replacement|' +
  'labor and delivery|lap band|lasik|liposuction|liver transplant|lumbar puncture|lumpectomy|mammogram|mammograms|' +
  'mastectomy|mechanical ventilation|methadone clinic|mri|mri scan|mris|needle biopsy|needle exchange|nuclear stress|' +
  'occupational therapy|open heart surgery|organ transplant|oxygen therapy|pacemaker|palliative care|pap smear|' +
  'pap smears|pap test|pcr test|pelvic exam|pet scan|physical therapy|physiotherapy|plastic surgery|pregnancy test|' +
  'prostate exam|psychotherapy|radiation therapy|radiation treatment|radiotherapy|rectal exam|rehab|resuscitation|' +
  'root canal|sigmoidoscopy|skin graft|sleep study|speech therapy|spinal fusion|spinal tap|spirometry|std test|' +
  'stem cell transplant|stepdown unit|sterilization procedure|sti test|stool test|stress test|surgical abortion|' +
  'surgical removal|tb test|tonsils removed|tooth extraction|toxicology screen|transfusion|transplant|transplants|' +
  'transvaginal|tubal ligation|tubes tied|ultrasound|ultrasounds|urine drug screen|vaginal delivery|vasectomy|ventilator|' +
  'water birth|wound care|x ray|x rays|x-ray|x-rays|xray'

/** Procedures that are everyday words as well: only in short texts. */
export const shortProcedures: string =
  'ablation|admitted|anesthesia|blood draw|blood work|bloodwork|cast|catheter|counseling|crutches|discharged|excision|' +
  'extraction|hospitalization|hospitalized|imaging|implant|implants|incision|infusion|infusions|injection site|' +
  'labor and delivery|operated|procedure|procedures|radiation|radiology|rehabilitation|removal of|scan|scans|screening|' +
  'screenings|sedation|smear|splint|stent|stitches|surgeries|surgery|surgical|sutures|swab|therapy'

/** Names of laboratory tests and what they measure: only in short texts. */
export const shortTests: string =
  'a1c|albumin|alkaline phosphatase|alt|amylase|ana|antibodies|antibody|antigen|apgar|ast|basophils|bicarbonate|' +
  'bilirubin|blood count|blood glucose|blood sugar|blood type|bnp|bun|c reactive protein|ca 125|cbc|cd4|cd4 count|cea|' +
  'chloride|cholesterol|cmp|complete blood count|cortisol|creatinine|crp|culture|d dimer|egfr|eosinophils|esr|ferritin|' +
  'fibrinogen|folate|fsh|gad 7|gad-7|genotype|ggt|glucose|hba1c|hcg|hct|hdl|hdl cholesterol|hematocrit|hemoglobin|hgb|' +
  'immunoglobulin|inr|ketones|lactate|ldl|ldl cholesterol|lead level|leukocytes|lh|lipase|lipid panel|lipids|lymphocytes|' +
  'mch|mchc|mcv|metabolic panel|microalbumin|mmse|moca|monocytes|nitrite|phq 9|phq-9|platelet|platelet count|platelets|' +
  'prolactin|protein|prothrombin|psa|ptt|rbc|rdw|red blood cells|red cell count|reticulocytes|rh factor|semen analysis|' +
  'sperm count|sputum|stool|t3|t4|thyroid panel|thyroxine|titer|transferrin|triglycerides|troponin|tsh|urea|uric acid|' +
  'urinalysis|urine culture|viral load|wbc|white blood cells|white cell count'

/** What is done to a part of the body: a procedure together with one, in any text. */
export const bodyActs: string =
  'ablation|biopsy|bypass|culture|drainage|exam|examination|excision|graft|grafting|imaging|incision|injection|insertion|' +
  'manipulation|reconstruction|removal|removed|repair|replacement|resection|scan|screening|smear|stent|surgery|suture|' +
  'transplant'
