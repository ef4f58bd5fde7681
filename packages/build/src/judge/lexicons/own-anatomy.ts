// Parts of the body by the words that patients and clinicians use, without the ones an interface is full of (back, head, body). Own list.

/** Parts of the body: only in short texts. */
export const shortAnatomy: string =
  'abdomen|abdominal|achilles|adrenal|ankle|ankles|anus|aorta|aortic|appendix|armpit|artery|arteries|bladder|blood|bone|bones|bowel|bowels|brain|breast|breasts|bronchial|buttock|buttocks|cardiac|cardiovascular|carotid|cartilage|cerebral|cervical|' +
  'cervix|cheek|chest|chin|clavicle|coccyx|colon|cornea|coronary|cranial|diaphragm|duodenum|ear|ears|elbow|elbows|endocrine|esophagus|eye|eyes|eyelid|femur|fetal|fetus|finger|fingers|foreskin|gallbladder|gastric|gastrointestinal|genital|genitals|' +
  'gland|glands|groin|gum|gums|hamstring|heart|heel|hepatic|hip|hips|intestinal|intestine|intestines|jaw|joint|joints|kidney|kidneys|knee|knees|larynx|ligament|limb|limbs|lip|liver|lumbar|lung|lungs|lymph|lymph node|lymph nodes|marrow|' +
  'menstrual|muscle|muscles|musculoskeletal|nasal|neck|nerve|nerves|nipple|nose|ovarian|ovary|ovaries|pancreas|pelvic|pelvis|penis|placenta|prostate|pulmonary|pupil|rectal|rectum|renal|retina|rib|ribs|scalp|scrotum|semen|shin|' +
  'shoulder|shoulders|sinus|sinuses|skull|sperm|spinal|spine|spleen|sternum|stomach|tailbone|tendon|testicle|testicles|testicular|thigh|thighs|throat|thyroid|toe|toes|tongue|tonsil|tonsils|tooth|teeth|torso|trachea|ureter|urethra|urinary|urine|uterine|' +
  'uterus|vagina|vaginal|vein|veins|vertebra|vertebrae|vulva|womb|wrist|wrists|left arm|right arm|left leg|right leg|left foot|right foot|left hand|right hand|upper arm|lower leg|left side|right side'

/** Further parts of the body: together with a sign of a condition, in any text. */
export const moreAnatomy: string =
  'forearm|forearms|macula|macular|retinal|corneal|conjunctiva|conjunctival|choroidal|vitreous|lacrimal|ocular|auditory|tympanic|mastoid|thoracic|thorax|fascia|tendons|meniscus|bursa|mitral|tricuspid|atrial|ventricular|arterial|venous|vascular|respiratory|' +
  'digestive|urethral|ureteral|bile|biliary|peritoneal|bronchus|bronchi|pleural|pituitary|parathyroid|salivary|mammary|amnion|umbilical|perineal|anal|esophageal|pharynx|pharyngeal|laryngeal|vocal cord|tracheal|tibia|fibula|humerus|ulna|patella|scapula|' +
  'metatarsal|metacarpal|phalanx|cerebrovascular|meninges|subcutaneous|rotator cuff|belly|nervous system|immune system'

/** The like that are everyday words: with a sign that is none. */
export const everydayAnatomy: string =
  'arm|leg|foot|feet|hand|head|back|face|thumb|hair|skin|nail|body|mouth|tummy|lens|iris|orbit|optic|disc|disk|valve|nervous|dental|cord|radius'
