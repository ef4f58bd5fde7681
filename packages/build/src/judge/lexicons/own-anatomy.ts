// Parts of the body by the words that patients and clinicians use, without the ones an interface is full of (back, head, body). Own list.

/** Parts of the body: only in short texts. */
export const shortAnatomy: string =
  'abdomen|abdominal|achilles|adrenal|ankle|ankles|anus|aorta|aortic|appendix|armpit|arteries|artery|bladder|blood|bone|' +
  'bones|bowel|bowels|brain|breast|breasts|bronchial|buttock|buttocks|cardiac|cardiovascular|carotid|cartilage|cerebral|' +
  'cervical|cervix|cheek|chest|chin|clavicle|coccyx|colon|cornea|coronary|cranial|diaphragm|duodenum|ear|ears|elbow|' +
  'elbows|endocrine|esophagus|eye|eyelid|eyes|femur|fetal|fetus|finger|fingers|foreskin|gallbladder|gastric|' +
  'gastrointestinal|genital|genitals|gland|glands|groin|gum|gums|hamstring|heart|heel|hepatic|hip|hips|intestinal|' +
  'intestine|intestines|jaw|joint|joints|kidney|kidneys|knee|knees|larynx|left arm|left foot|left hand|left leg|' +
  'left side|ligament|limb|limbs|lip|liver|lower leg|lumbar|lung|lungs|lymph|lymph node|lymph nodes|marrow|menstrual|' +
  'muscle|muscles|musculoskeletal|nasal|neck|nerve|nerves|nipple|nose|ovarian|ovaries|ovary|pancreas|pelvic|pelvis|penis|' +
  'placenta|prostate|pulmonary|pupil|rectal|rectum|renal|retina|rib|ribs|right arm|right foot|right hand|right leg|' +
  'right side|scalp|scrotum|semen|shin|shoulder|shoulders|sinus|sinuses|skull|sperm|spinal|spine|spleen|sternum|stomach|' +
  'tailbone|teeth|tendon|testicle|testicles|testicular|thigh|thighs|throat|thyroid|toe|toes|tongue|tonsil|tonsils|tooth|' +
  'torso|trachea|upper arm|ureter|urethra|urinary|urine|uterine|uterus|vagina|vaginal|vein|veins|vertebra|vertebrae|' +
  'vulva|womb|wrist|wrists'

/** Further parts of the body: together with a sign of a condition, in any text. */
export const moreAnatomy: string =
  'amnion|anal|arterial|atrial|auditory|belly|bile|biliary|bronchi|bronchus|bursa|cerebrovascular|choroidal|conjunctiva|' +
  'conjunctival|corneal|digestive|esophageal|fascia|fibula|forearm|forearms|humerus|immune system|lacrimal|laryngeal|' +
  'macula|macular|mammary|mastoid|meninges|meniscus|metacarpal|metatarsal|mitral|nervous system|ocular|parathyroid|' +
  'patella|perineal|peritoneal|phalanx|pharyngeal|pharynx|pituitary|pleural|respiratory|retinal|rotator cuff|salivary|' +
  'scapula|subcutaneous|tendons|thoracic|thorax|tibia|tracheal|tricuspid|tympanic|ulna|umbilical|ureteral|urethral|' +
  'vascular|venous|ventricular|vitreous|vocal cord'

/** The like that are everyday words: with a sign that is none. */
export const everydayAnatomy: string =
  'arm|back|body|cord|dental|disc|disk|face|feet|foot|hair|hand|head|iris|leg|lens|mouth|nail|nervous|optic|orbit|radius|' +
  'skin|thumb|tummy|valve'
