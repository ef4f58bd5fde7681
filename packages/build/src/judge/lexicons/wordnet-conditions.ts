// Diseases, injuries, symptoms, defects, poisonings and addictions, from WordNet 3.1 (SOURCE.md). Made by scripts/build-lexicons.mjs.

/** Terms in lower case, joined by `|`. */
export const wordnetConditions: string =
  'abarticulation|abasia|abasia trepidans|abdominal actinomycosis|aberrance|aberrancy|abetalipoproteinemia|ablepharia|' +
  'abnormalcy|abrachia|abscess|abscessed tooth|acanthocytosis|acantholysis|acanthoma|acanthosis|acanthosis nigricans|' +
  'acardia|acephalia|acephalism|acephaly|acetonemia|acetonuria|aching|achondroplasia|achondroplasty|acidemia|acidosis|' +
  'acne|acne rosacea|acne vulgaris|acorea|acousma|acquired hemochromatosis|acquired immune deficiency syndrome|' +
  'acrocephaly|acrocyanosis|acromegalia|acromegaly|acromicria|acromikria|acromphalus|actinic dermatitis|' +
  'actinic keratosis|actinomycosis|acute anterior poliomyelitis|acute gastritis|acute glaucoma|acute glossitis|' +
  'acute hemorrhagic encephalitis|acute inclusion body encephalitis|acute kidney failure|acute leukemia|' +
  'acute lymphoblastic leukemia|acute lymphocytic leukemia|acute myelocytic leukemia|acute myeloid leukemia|' +
  'acute pyelonephritis|acute renal failure|ada-scid|adactylia|adactylism|adactyly|adenitis|adenocarcinoma|adenoma|' +
  'adenomatous polyp|adenomegaly|adenomyosarcoma|adenomyosis|adhd|adipose tumor|adult respiratory distress syndrome|' +
  'adult-onset diabetes|adult-onset diabetes mellitus|aerodontalgia|afibrinogenemia|afterpains|' +
  'age-related macular degeneration|agranulocytosis|agranulosis|aids|air embolism|air sickness|airsickness|akinesia|' +
  'akinesis|alalia|alastrim|albers-schonberg disease|albinism|albright disease|albuminuria|alcohol addiction|' +
  'alcohol amnestic disorder|alcoholic dementia|aleppo boil|algidity|alkalemia|alkali poisoning|alkalinuria|alkalosis|' +
  'alkaluria|allergic eczema|allergic rhinitis|alpine scurvy|alveolar resorption|alveolar rhabdomyosarcoma|' +
  'alveolar rhabdosarcoma|alveolitis|alzheimer|alzheimer disease|alzheimers|amastia|amaurosis|amblyopia|ambulant plague|' +
  'ambulatory plague|amebiasis|amebic dysentery|amebiosis|amelia|amenia|amenorrhea|amenorrhoea|american leishmaniasis|' +
  'ametria|ametropia|aminoaciduria|ammoniuria|amoebiasis|amoebic dysentery|amoebiosis|amputation|amyloidosis|' +
  'amyotrophia|amyotrophic lateral sclerosis|amyotrophy|anaemia|analbuminemia|anaplasia|anaplasmosis|anasarca|' +
  'anchylosis|anencephalia|anencephaly|aneuploidy|angiitis|angioedema|angiohemophilia|angioma|angiopathy|angiosarcoma|' +
  'angle-closure glaucoma|animal disease|aniseikonia|ankyloglossia|ankylosing spondylitis|ankylosis|annular scotoma|' +
  'anomalousness|anopia|anorchia|anorchidism|anorchism|anorgasmia|anorthopia|anosmia|anoxemia|anterior synechia|' +
  'anthracosis|anthrax|anthrax pneumonia|anuresis|anuria|aortic stenosis|aortitis|aphagia|aphakia|aphthous ulcer|' +
  'aplasia|aplastic anaemia|aplastic anemia|apnea|appendicitis|apyretic tetanus|ards|areflexia|' +
  'argentine hemorrhagic fever|arnold-chiari deformity|arrested development|arterial sclerosis|arteriectasia|' +
  'arteriectasis|arteriolosclerosis|arteriosclerosis|arteriosclerosis obliterans|arteritis|arthralgia|arthritis|' +
  'arthropathy|asbestosis|ascites|asian influenza|asiatic cholera|asiatic flu|aspergillosis|aspiration pneumonia|' +
  'assam fever|astasia|asthenia|astheny|asthma|asthma attack|asynclitism|asynergia|asynergy|asystole|atactic abasia|' +
  'ataxic abasia|atelectasis|ateleiosis|ateliosis|atherogenesis|atherosclerosis|atopic dermatitis|atopic eczema|atresia|' +
  'atrial fibrillation|atrial septal defect|atrophedema|atrophic arthritis|attention deficit disorder|' +
  'attention deficit hyperactivity disorder|atypical pneumonia|atypicality|auditory hallucination|' +
  'auditory hyperesthesia|autism|autoimmune diabetes|autoimmune disease|autoimmune disorder|autoimmunity|' +
  'autosomal dominant disease|autosomal dominant disorder|autosomal recessive defect|autosomal recessive disease|' +
  'avitaminosis|azotaemia|azotemia|azoturia|azymia|bacillary dysentery|bacillary white diarrhea|' +
  'bacillary white diarrhoea|backache|bacteremia|bacteriaemia|bacteriemia|bagascosis|bagassosis|baker eczema|balanitis|' +
  'balanoposthitis|bandy leg|bandy legs|bandyleg|bang disease|banti disease|banti syndrome|becker muscular dystrophy|' +
  'bedsore|bee sting|bends|benign prostatic hyperplasia|benign tumor|benign tumour|beriberi|bighead|bilharzia|' +
  'bilharziasis|birth defect|birth pangs|birth trauma|black death|black disease|black eye|black lung|black lung disease|' +
  'black plague|black tongue|black vomit|blackwater|blackwater fever|blain|blast trauma|blastocytoma|blastoma|' +
  'bleeder disease|bleeding|blepharism|blepharitis|blepharospasm|blind staggers|blindness|blood cyst|blood disease|' +
  'blood disorder|blood dyscrasia|blood extravasation|blood poisoning|blood spavin|blue-blindness|bluetongue|' +
  'blunt trauma|bog spavin|bone spavin|bornholm disease|bosin disease|botulism|boutonneuse fever|' +
  'bovine spongiform encephalitis|bow leg|bow legs|bowleg|brachydactylia|brachydactyly|brain damage|brain edema|' +
  'brain fever|brain tumor|brain tumour|branched chain ketoaciduria|brandy nose|breakbone fever|breast cancer|' +
  'breathlessness|bright disease|broken wind|bronchial asthma|bronchial pneumonia|bronchiolitis|bronchitis|' +
  'bronchopneumonia|bronzed diabetes|brooder pneumonia|brow ptosis|brucellosis|bubble gum dermatitis|bubonic plague|' +
  'bull nose|bunion|bursitis|cachexia|cachexy|caffein addiction|caffeine intoxication|caffeinism|caisson disease|' +
  'camelpox|cancer of the blood|cancer of the liver|cancroid|canicola fever|canine chorea|canine distemper|canker sore|' +
  'capillary fracture|car sickness|carbon dioxide acidosis|carbon monoxide poisoning|carcinoid|carcinoma|' +
  'carcinoma in situ|carcinomatous myopathy|carcinosarcoma|cardiac arrest|cardiac murmur|cardiogenic shock|cardiomegaly|' +
  'cardiopulmonary arrest|carditis|carotenemia|cartilaginification|cat scratch disease|catarrh|catarrhal fever|' +
  'catastrophic illness|cattle plague|causalgia|cecity|celioma|cellulitis|central scotoma|cephalalgia|cephalhematoma|' +
  'cephalitis|cephalohematoma|cerebral edema|cerebral hemorrhage|cerebromeningitis|cerebrospinal fever|' +
  'cerebrospinal meningitis|cervical disc syndrome|cervical root syndrome|cervicitis|cervicofacial actinomycosis|' +
  'chafing|chalazion|chancre|chancroid|charcot-marie-tooth disease|charley horse|charley-horse|cheilitis|cheiloschisis|' +
  'cheloid|chemical diabetes|chemosis|chest pain|chicken breast|chickenpox|chilblain|chilblains|childbed fever|' +
  'chills and fever|chinese restaurant syndrome|chiralgia|chloasma|chlorosis|cholangitis|cholecystitis|cholelithiasis|' +
  'cholera|cholera infantum|cholera morbus|cholesterosis cutis|chondrodystrophy|chondroma|chondrosarcoma|chorditis|' +
  'choreic abasia|choriomeningitis|chorioretinitis|christmas disease|chromosomal aberration|chromosomal anomaly|' +
  'chromosonal disorder|chronic bronchitis|chronic eczema|chronic gastritis|chronic glaucoma|chronic glossitis|' +
  'chronic kidney failure|chronic leukemia|chronic lymphocytic leukemia|chronic myelocytic leukemia|' +
  'chronic obstructive pulmonary disease|chronic pyelonephritis|chronic renal failure|chronic wasting disease|' +
  'chrosomal abnormality|chyloderma|cicatrice|cicatrix|cirrhosis|cirrhosis of the liver|classic hemochromatosis|' +
  'classical haemophilia|classical hemophilia|claudication|clavus|clawfoot|cleft foot|cleft lip|cleft palate|' +
  'clinocephalism|clinocephaly|clinodactyly|closed fracture|closed-angle glaucoma|clostridial myonecrosis|clubbing|' +
  'clubfoot|cluster headache|coal miner lung|cocaine addiction|cold gangrene|cold sore|colic|colitis|collywobbles|' +
  'colon cancer|color blindness|color vision deficiency|colour blindness|colour vision deficiency|colpitis|colpocele|' +
  'colpocystitis|colpocystocele|comminuted fracture|common cold|common wart|communicable disease|complete fracture|' +
  'compound fracture|compression fracture|conduction deafness|conductive hearing loss|condyloma acuminatum|' +
  'congenital abnormality|congenital afibrinogenemia|congenital anomaly|congenital defect|congenital disease|' +
  'congenital disorder|congenital heart defect|congenital megacolon|congenital pancytopenia|conjunctivitis|' +
  'conn syndrome|contact dermatitis|contagious abortion|contagious disease|convergent strabismus|cooley anaemia|' +
  'cooley anemia|copper nose|coprolalia|cor pulmonale|corditis|coronary artery disease|coronary-artery disease|' +
  'cortical cataract|coryza|costalgia|costiasis|costochondritis|cot death|coughing|cowpox|crack-up|cradle cap|' +
  'crepitation rale|crescent-cell anaemia|crescent-cell anemia|crib death|crimea-congo hemorrhagic fever|crohn disease|' +
  'cross infection|cross-eye|crossed eye|cryopathy|cryptorchidism|cryptorchidy|cryptorchism|cuban itch|cupid disease|' +
  'cupid itch|cutaneous anthrax|cutaneous leishmaniasis|cyanide poisoning|cyanosis|cyclic neutropenia|cyclopia|' +
  'cystic breast disease|cystic fibrosis|cystic mastitis|cystitis|cystocele|cystoid macular edema|cystoparalysis|' +
  'cystoplegia|cytopenia|dacryocystitis|dactylomegaly|daltonism|dandy fever|darier disease|dawson encephalitis|' +
  'day blindness|deaf-muteness|deaf-mutism|deafness|debility|decompression sickness|decubitus ulcer|deer fly fever|' +
  'deficiency disease|degenerative arthritis|degenerative joint disease|delhi boil|delta hepatitis|' +
  'delusions of grandeur|delusions of persecution|dementedness|dementia|dengue|dengue fever|depressed fracture|' +
  'dermatitis|dermatomyositis|dermatosclerosis|dermatosis|dermoid cyst|descensus|descensus uteri|detached retina|' +
  'detachment of the retina|deuteranopia|deviated nasal septum|deviated septum|dextrocardia|diabetes|diabetes insipidus|' +
  'diabetes mellitus|diabetic acidosis|diabetic retinopathy|diaper dermatitis|diaper rash|diaphragmatic hernia|' +
  'diaphragmatic pleurisy|diarrhea|diarrhoea|diastasis|dichromacy|dichromasy|dichromatism|dichromatopsia|dichromia|' +
  'diphtheria|diplegia|diplopia|disability|disability of walking|disablement|discoid lupus erythematosus|' +
  'disease of the neuromuscular junction|disease of the skin|disfunction|displaced fracture|' +
  'disseminated lupus erythematosus|disseminated multiple sclerosis|disseminated sclerosis|distal muscular dystrophy|' +
  'distomatosis|distributive shock|diuresis|divergent strabismus|diverticulitis|diverticulosis|diverticulum|dizziness|' +
  'dog bite|double pneumonia|double vision|dowager hump|down syndrome|drepanocytic anaemia|drepanocytic anemia|dropsy|' +
  'drug addiction|drusen|dry gangrene|dry socket|duchenne muscular dystrophy|dumdum fever|duodenal ulcer|dwarfism|' +
  'dyschezia|dyscrasia|dysentery|dysfunction|dysmenorrhea|dysomia|dysostosis multiplex|dyspepsia|dysphasia|dysplasia|' +
  'dyspnea|dyspnoea|earache|eaton-lambert syndrome|ebola|ebola fever|ebola hemorrhagic fever|eclampsia|ectrodactyly|' +
  'eczema|eczema herpeticum|eczema hypertrophicum|eczema vaccinatum|edema|ekbom syndrome|electric burn|electric shock|' +
  'elephantiasis|elephantiasis neuromatosa|elephantiasis scroti|embryoma of the kidney|embryonal carcinoma|' +
  'embryonal carcinosarcoma|embryonal rhabdomyosarcoma|embryonal rhabdosarcoma|emphysema|emphysematous gangrene|' +
  'emphysematous phlegmon|empyema|enanthem|enanthema|encephalitis|encephalitis lethargica|encephalocele|' +
  'encephalomeningitis|encephalomyelitis|enchondroma|endarteritis|endemic disease|endemic typhus|endocarditis|' +
  'endocervicitis|endometrial cancer|endometrial carcinoma|endometriosis|endometritis|endothelial myeloma|' +
  'enlarged heart|enteric fever|enteritis|enterobiasis|enterolithiasis|enteropathy|enteroptosis|enterostenosis|' +
  'enterotoxemia|eosinopenia|eosinophilia|epicondylitis|epidemic cholera|epidemic disease|epidemic encephalitis|' +
  'epidemic meningitis|epidemic myalgia|epidemic parotitis|epidemic pleurodynia|epidemic roseola|epididymitis|' +
  'epiglottitis|episcleritis|epispadias|epistaxis|epithelioma|equine distemper|equine encephalitis|' +
  'equine encephalomyelitis|erb palsy|erb-duchenne paralysis|erectile dysfunction|erethism|ergotism|erysipelas|erythema|' +
  'erythema multiforme|erythema nodosum|erythema nodosum leprosum|erythema solare|erythroblastosis|' +
  'erythroblastosis fetalis|erythroderma|esophageal reflux|esophagitis|esotropia|essential thrombocytopenia|' +
  'eunuchoidism|eventration|ewing sarcoma|ewing tumor|ewing tumour|exanthem|exanthema|exanthema subitum|exomphalos|' +
  'exophthalmic goiter|exophthalmos|exostosis|exotropia|eye disease|eye infection|eyelessness|fallot syndrome|' +
  'fallot tetralogy|familial hypercholesterolemia|fanconi anaemia|fanconi anemia|farmer lung|fasciculation|' +
  'fatigue fracture|fatty liver|favism|febricity|febrility|fecal impaction|festination|fetal alcohol syndrome|' +
  'fetal distress|fever blister|feverishness|fibroadenoma|fibrocystic breast disease|fibrocystic disease of the breast|' +
  'fibrocystic disease of the pancreas|fibroid|fibroid tumor|fibroma|fibromyositis|fibrosis|fibrositis|' +
  'fibrous dysplasia of bone|figural blindness|filariasis|first-degree burn|fistulous withers|flea bite|' +
  'flittering scotoma|fluorosis|focal infection|foetal distress|folliculitis|food poisoning|foot rot|' +
  'foot-and-mouth disease|formication|fowl cholera|fowl pest|frailness|frambesia|framboesia|frostbite|fructosuria|' +
  'funiculitis|furry tongue|furuncle|furunculosis|galactocele|galactosemia|gameness|gammopathy|gangrenous emphysema|' +
  'gargoylism|gas embolism|gas gangrene|gas phlegmon|gastralgia|gastric ulcer|gastritis|gastroenteritis|' +
  'gastroesophageal reflux|gastrointestinal disorder|gaucher disease|genetic abnormality|genetic defect|genetic disease|' +
  'genetic disorder|genital herpes|genital wart|genu valgum|genu varum|german measles|giant hives|giardiasis|' +
  'gibraltar fever|gilles de la tourette syndrome|gimpiness|gingivitis|glanders|glandular cancer|glandular carcinoma|' +
  'glandular fever|glandular plague|glaucoma|glioblastoma|glioma|glomerulonephritis|glossalgia|glossitis|glossodynia|' +
  'glossodynia exfoliativa|glossolalia|glossoptosis|glucosuria|glycosuria|goiter|goitre|gonorrhea|gonorrhoea|gout|' +
  'gouty arthritis|granulocytic leukemia|granulocytopenia|granuloma|granuloma inguinale|granuloma venereum|graphospasm|' +
  'graves disease|green monkey disease|green-blindness|greensickness|greenstick fracture|gripes|griping|grippe|' +
  'growing pains|growth-onset diabetes|guillain-barre syndrome|gulf war syndrome|gumboil|gumma|gynecomastia|haemangioma|' +
  'haematocele|haematocoele|haematocytopenia|haematocyturia|haematoma|haematuria|haemoglobinemia|haemoglobinopathy|' +
  'haemoglobinuria|haemolytic anaemia|haemophilia|haemophilia a|haemophilia b|haemoptysis|haemorrhage|' +
  'haemorrhagic fever|haemorrhagic stroke|haemorrhoid|haemosiderosis|haemothorax|hairline fracture|hairy tongue|' +
  'hamartoma|hammer nose|hand-schuller-christian disease|hansen disease|hardening of the arteries|harelip|' +
  'hashimoto disease|haverhill fever|hay fever|head ache|head cold|hearing disorder|hearing impairment|hearing loss|' +
  'heart murmur|heartburn|heat exhaustion|heat hyperpyrexia|heat prostration|heat rash|heatstroke|heaves|hemangioma|' +
  'hematocele|hematocoele|hematocyst|hematocytopenia|hematocyturia|hematoma|hematuria|hemeralopia|hemianopia|' +
  'hemianopic scotoma|hemianopsia|hemicrania|hemiplegia|hemochromatosis|hemoglobinemia|hemoglobinopathy|hemoglobinuria|' +
  'hemolytic anemia|hemophilia|hemophilia a|hemophilia b|hemoptysis|hemorrhagic cyst|hemorrhagic fever|' +
  'hemorrhagic septicemia|hemorrhagic stroke|hemorrhoid|hemosiderosis|hemothorax|hepatitis|hepatitis a|hepatitis b|' +
  'hepatitis c|hepatitis delta|hepatocarcinoma|hepatocellular carcinoma|hepatojugular reflux|' +
  'hepatolenticular degeneration|hepatoma|hepatomegaly|hereditary condition|hereditary disease|' +
  'hereditary motor and sensory neuropathy|hermaphrodism|hernia|herniated disc|herniation|heroin addiction|herpangia|' +
  'herpes encephalitis|herpes genitalis|herpes labialis|herpes simplex|herpes simplex encephalitis|herpes zoster|' +
  'heterotaxy|hiatal hernia|hiatus hernia|hickey|hirschsprung disease|histamine headache|histiocytic leukaemia|' +
  'histiocytic leukemia|histiocytosis|hives|hodgkin disease|hog cholera|hollow-back|hoof-and-mouth disease|hordeolum|' +
  'horner syndrome|hot flash|housemaid knee|huntington chorea|huntington disease|hurler disease|hurler syndrome|hurting|' +
  'hyaline membrane disease|hydatid|hydatid mole|hydatidiform mole|hydramnios|hydrarthrosis|hydremia|hydrocephalus|' +
  'hydrocephaly|hydronephrosis|hydrops|hydrothorax|hyperacusia|hyperacusis|hyperaemia|hyperbetalipoproteinemia|' +
  'hyperbilirubinemia|hyperbilirubinemia of the newborn|hypercalcaemia|hypercalcemia|hypercalcinuria|hypercalciuria|' +
  'hypercholesteremia|hypercholesterolemia|hyperchromic anaemia|hyperchromic anemia|hyperdactyly|hyperemia|' +
  'hyperglycaemia|hyperglycemia|hypericism|hyperkalemia|hyperkinetic syndrome|hyperlipaemia|hyperlipemia|' +
  'hyperlipidaemia|hyperlipidemia|hyperlipoidaemia|hyperlipoidemia|hypermenorrhea|hypermetropia|hypermetropy|' +
  'hypermotility|hypernatremia|hyperopia|hyperplasia|hyperpyrexia|hypersplenism|hypertrophic rosacea|hypervitaminosis|' +
  'hypervolaemia|hypervolemia|hypesthesia|hyphema|hypocalcaemia|hypocalcemia|hypochromic anaemia|hypochromic anemia|' +
  'hypoesthesia|hypoglycaemia|hypoglycemia|hypogonadism|hypokalemia|hyponatremia|hypoplasia|hypoplastic anaemia|' +
  'hypoplastic anemia|hypoproteinemia|hyposmia|hypospadias|hypothrombinemia|hypovitaminosis|hypovolaemia|hypovolemia|' +
  'hypovolemic shock|ichthyosis|icterus neonatorum|iddm|idiopathic hemochromatosis|idiopathic thrombocytopenic purpura|' +
  'ileitis|ileus|immersion foot|impacted fracture|impetigo|inborn error of metabolism|inclusion body encephalitis|' +
  'inclusion body myositis|incomplete fracture|indian cholera|indian tick fever|indigestion|induration|' +
  'induration of the arteries|industrial disease|infant death|infantile amaurotic idiocy|infantile autism|' +
  'infantile fixation|infantile paralysis|infarct|infarction|infectious disease|infectious hepatitis|' +
  'infectious mononucleosis|infectious polyneuritis|infirmity|inflammatory bowel disease|inflammatory disease|influenza|' +
  'inguinal hernia|inhalation anthrax|inherited disease|inherited disorder|insect bite|insulin reaction|insulin shock|' +
  'insulin-dependent diabetes mellitus|intermittent claudication|intermittent cramp|intermittent tetanus|' +
  'interstitial plasma cell pneumonia|interstitial pneumonia|intertrigo|intestinal colic|intestinal flu|' +
  'intestinal obstruction|intravasation|invalidism|iridocyclitis|iridokeratitis|iridoncus|iritis|' +
  'iron deficiency anaemia|iron deficiency anemia|iron overload|iron-storage disease|irritable bowel syndrome|ischaemia|' +
  'ischaemic stroke|ischemia|ischemic stroke|jacquemier sign|jaundice of the newborn|jejunitis|jejunoileitis|' +
  'jungle fever|jungle rot|juvenile amaurotic idiocy|juvenile diabetes|juvenile rheumatoid arthritis|juvenile wart|' +
  'juvenile-onset diabetes|kaffir pox|kakke disease|kala azar|kala-azar|kaliuresis|kallman syndrome|kaluresis|' +
  'kaposi sarcoma|kaposi varicelliform eruption|kawasaki disease|kayser-fleischer ring|keloid|kenya fever|keratalgia|' +
  'keratectasia|keratitis|keratoacanthoma|keratocele|keratoconjunctivitis|keratoconus|keratoderma|' +
  'keratoderma blennorrhagica|keratodermia|keratoiritis|keratomalacia|keratonosis|keratonosus|keratoscleritis|keratosis|' +
  'keratosis blennorrhagica|keratosis follicularis|keratosis nigricans|keratosis pilaris|kernicterus|kernig sign|' +
  'ketoacidosis|ketoacidosis-prone diabetes|ketoacidosis-resistant diabetes|ketoacidosis-resistant diabetes mellitus|' +
  'ketoaciduria|ketonemia|ketonuria|ketosis|ketosis-prone diabetes|ketosis-resistant diabetes|' +
  'ketosis-resistant diabetes mellitus|kibe|kidney disease|kidney failure|kinetosis|king evil|kissing disease|' +
  'klinefelter syndrome|knock-knee|koplik spots|korsakoff psychosis|korsakoff syndrome|korsakov psychosis|' +
  'korsakov syndrome|kraurosis|kraurosis vulvae|kwashiorkor|kyphosis|labor pain|labor pains|labour pains|labyrinthitis|' +
  'lactase deficiency|lactose intolerance|lagophthalmos|lambert-eaton syndrome|laminitis|landry paralysis|laparocele|' +
  'laryngitis|laryngopharyngitis|laryngostenosis|laryngotracheobronchitis|lassa fever|latent diabetes|' +
  'lateral epicondylitis|lateral humeral epicondylitis|lead colic|lead poisoning|legal blindness|legionnaires disease|' +
  'leiomyoma|leiomyosarcoma|leishmaniasis|leishmaniasis americana|leishmaniosis|lepromatous leprosy|leprosy|' +
  'leptomeningitis|leptospirosis|lesion|lethargic encephalitis|leucaemia|leucocytosis|leucoma|leucopenia|leukaemia|' +
  'leukemia|leukocytosis|leukoderma|leukoencephalitis|leukoma|leukopenia|lichen planus|lichen ruber planus|' +
  'lichtenoid eczema|limb-girdle muscular dystrophy|limping|lipaemia|lipemia|lipid granulomatosis|lipidaemia|lipidemia|' +
  'lipochondrodystrophy|lipoid granulomatosis|lipoidaemia|lipoidemia|lipoma|lipomatosis|liposarcoma|listeria meningitis|' +
  'listeriosis|lithiasis|livedo|liver cancer|liver disease|liver rot|lobar pneumonia|lockjaw|loco disease|locoism|' +
  'locomotor ataxia|longsightedness|looping ill|looseness of the bowels|lordosis|lou gehrig disease|love bite|' +
  'lower respiratory infection|lues|lues venerea|lumbago|lumbar pain|lumpy jaw|lung cancer|lupus erythematosus|' +
  'lupus vulgaris|lyme arthritis|lyme disease|lymphadenitis|lymphadenoma|lymphadenopathy|lymphangioma|lymphangitis|' +
  'lymphedema|lymphoblastic leukemia|lymphocytic choriomeningitis|lymphocytic leukemia|lymphocytopenia|lymphocytosis|' +
  'lymphogranuloma|lymphogranuloma venereum|lymphoma|lymphopathia venereum|lymphopenia|lymphuria|lysinemia|lyssa|' +
  'macrencephaly|macrocephaly|macrocytic anaemia|macrocytic anemia|macrocytosis|macroglossia|macular degeneration|' +
  'macular edema|mad cow disease|maidism|mal de la rosa|mal de mer|mal rosso|malabsorption syndrome|malacia|malaria|' +
  'malathion poisoning|male erecticle dysfunction|male hypogonadism|malignant anaemia|malignant anemia|' +
  'malignant hepatoma|malignant hyperthermia|malignant melanoma|malignant neoplasm|malignant neoplastic disease|' +
  'malignant neuroma|malignant pustule|malignant tumor|malnutrition|malta fever|mange|maple syrup urine disease|' +
  'marasmus|marble bones disease|marburg disease|marburg hemorrhagic fever|marfan syndrome|marie-strumpell disease|' +
  'marseilles fever|mask of pregnancy|mastalgia|mastitis|mastoiditis|mastopathy|mature-onset diabetes|' +
  'maturity-onset diabetes|maturity-onset diabetes mellitus|mayidism|mazopathy|mcardle disease|measles|' +
  'meckel diverticulum|mediterranean anaemia|mediterranean anemia|mediterranean fever|megacardia|megacephaly|' +
  'megaloblastic anaemia|megaloblastic anemia|megalocardia|megalocephaly|megalohepatia|megrim|meibomian cyst|melagra|' +
  'melanism|melanoma|melanosis|melasma|meniere disease|meningioma|meningism|meningitis|meningocele|meningoencephalitis|' +
  'menorrhagia|mental abnormality|meralgia|mercury poisoning|meromelia|mesothelioma|metabolic acidosis|' +
  'metabolic alkalosis|metamorphopsia|metaplastic anaemia|metaplastic anemia|metastatic tumor|metralgia|metritis|' +
  'metroptosis|metrorrhagia|microbrachia|microcephalus|microcephaly|microcytic anaemia|microcytic anemia|microcytosis|' +
  'middle-ear deafness|migraine|miliaria|miliary fever|miliary tuberculosis|milk intolerance|milk pox|milk sickness|' +
  'minamata disease|minimal brain damage|minimal brain dysfunction|misshapenness|mitral stenosis|mitral valve stenosis|' +
  'moeller glossitis|molar pregnancy|molluscum|molluscum contagiosum|mongolianism|mongolism|mono|monoblastic leukaemia|' +
  'monoblastic leukemia|monochromacy|monochromasy|monochromatic vision|monochromatism|monochromia|monocytic leukaemia|' +
  'monocytic leukemia|monocytosis|monogenic disease|monogenic disorder|mononeuropathy|mononucleosis|monoplegia|' +
  'monorchidism|monorchism|monosomy|monostotic fibrous dysplasia|montezuma revenge|moon blindness|mooneye|morbilli|' +
  'morning sickness|morphea|mosquito bite|motion sickness|mountain fever|mucocutaneous leishmaniasis|' +
  'mucocutaneous lymph node syndrome|mucopolysaccharidosis|mucous colitis|mucoviscidosis|multiple mononeuropathy|' +
  'multiple myeloma|multiple neuritis|multiple sclerosis|mumification necrosis|mumps|munchausen syndrome|murine typhus|' +
  'murrain|musca volitans|muscae volitantes|muscle spasm|muscular dystrophy|mushroom poisoning|myalgia|' +
  'myasthenia gravis|myasthenic syndrome|mycoplasmal pneumonia|myelitis|myeloblastic leukemia|myelocytic leukemia|' +
  'myelofibrosis|myeloid leukemia|myeloma|myelomeningocele|myocardial infarct|myocardial infarction|' +
  'myocardial inflammation|myocarditis|myoclonus|myodynia|myoglobinuria|myoma|myometritis|myopathy|myopia|myosarcoma|' +
  'myositis|myositis trichinosa|myotonia atrophica|myotonic dystrophy|myotonic muscular dystrophy|myxoma|myxomatosis|' +
  'nabothian cyst|nabothian follicle|nanism|nanocephaly|nanophthalmos|naphthalene poisoning|' +
  'nasopharyngeal leishmaniasis|natriuresis|naupathia|nearsightedness|necrobiosis lipoidica|' +
  'necrobiosis lipoidica diabeticorum|necrotizing enteritis|necrotizing enterocolitis|neonatal hyperbilirubinemia|' +
  'neoplasm|nephralgia|nephritis|nephroangiosclerosis|nephroblastoma|nephrocalcinosis|nephrogenic diabetes insipidus|' +
  'nephrolithiasis|nephropathy|nephroptosia|nephroptosis|nephrosclerosis|nephrosis|nephrotic syndrome|nerve deafness|' +
  'nervous breakdown|nervous exhaustion|nervous prostration|nettle rash|neuralgia|neuralgy|neurasthenia|neurilemoma|' +
  'neurinoma|neuritis|neuroblastoma|neurodermatitis|neuroepithelioma|neurofibroma|neurofibromatosis|neuroma|neuropathy|' +
  'neurosarcoma|neurosyphilis|neutropenia|nevoid elephantiasis|new world leishmaniasis|newcastle disease|' +
  'nicotine addiction|nicotine poisoning|niddm|niemann-pick disease|night blindness|nihilistic delusion|noli-me-tangere|' +
  'noma|non-insulin-dependent diabetes|non-insulin-dependent diabetes mellitus|nongonococcal urethritis|' +
  'nonmalignant neoplasm|nonmalignant tumor|nonmalignant tumour|nonsocial infection|nonspecific urethritis|' +
  'nonthrombocytopenic purpura|noonan syndrome|normal tension glaucoma|nosebleed|nuclear cataract|nyctalopia|' +
  'oat cell carcinoma|obstipation|obstructive shock|occupational disease|ochronosis|oculopharyngeal muscular dystrophy|' +
  'odontalgia|odynophagia|oedema|oesophageal reflux|oesophagitis|old world leishmaniasis|oligodactyly|oligodontia|' +
  'omphalocele|onycholysis|onychosis|oophoritis|open fracture|open-angle glaucoma|ophidism|ophthalmia|' +
  'ophthalmia neonatorum|ophthalmitis|ophthalmoplegia|opisthotonos|opportunistic infection|oral cancer|oral herpes|' +
  'orchidalgia|orchitis|organic brain syndrome|oriental sore|ornithosis|orthopnea|oscheocele|oscheocoele|osteitis|' +
  'osteitis deformans|osteoarthritis|osteoblastoma|osteochondroma|osteogenesis imperfecta|osteogenic sarcoma|osteoma|' +
  'osteomalacia|osteomyelitis|osteopetrosis|osteoporosis|osteosarcoma|osteosclerosis|osteosclerosis congenita|otalgia|' +
  'otitis|otitis externa|otitis interna|otitis media|otorrhea|otosclerosis|ovarian cyst|ovaritis|oxycephaly|ozaena|' +
  'ozena|ozone sickness|pachycheilia|pachyderma|paget disease|painter colic|palilalia|palmature|pancarditis|' +
  'pancreatic cancer|pancreatic fibrosis|pancreatitis|pancytopenia|panencephalitis|pansinusitis|papillary tumor|' +
  'papillary tumour|papilledema|papilloma|pappataci fever|papule|papulovesicle|paracentral scotoma|paraesthesia|' +
  'paralysis|paralytic abasia|parametritis|paraparesis|paraplegia|paraquat poisoning|parasitaemia|parasitemia|' +
  'parathion poisoning|paratyphoid|paratyphoid fever|paresis|paresthesia|parotitis|paroxysmal trepidant abasia|' +
  'parrot disease|parrot fever|passion of christ|pasteurellosis|pedunculated polyp|peliosis|pellagra|' +
  'pelvic inflammatory disease|pemphigus|penetrating injury|penetrating trauma|peptic ulcer|peptic ulceration|' +
  'periarteritis|periarteritis nodosa|pericarditis|pericementoclasia|periodic apnea of the newborn|periodic edema|' +
  'periodontal disease|periodontitis|peritoneal inflammation|peritonitis|peritonsillar abscess|pernicious anaemia|' +
  'pernicious anemia|pernio|persian gulf illness|pertussis|pes cavus|pesticide poisoning|pestis|pestis ambulans|' +
  'pestis bubonica|petechia|phaeochromocytoma|phalangitis|phantom limb syndrome|pharyngitis|phenylketonuria|' +
  'pheochromocytoma|phimosis|phlebitis|phocomelia|photalgia|photoretinitis|phrenitis|phthisis|' +
  'physiological jaundice of the newborn|pick disease|pigeon breast|pigeon toes|pilar cyst|pimple|pinealoma|' +
  'pink elephants|pinkeye|pityriasis|pityriasis alba|pityriasis rosea|plagiocephaly|plague pneumonia|plantar wart|' +
  'plasmacytoma|pleomorphic rhabdomyosarcoma|pleomorphic rhabdosarcoma|pleuralgia|pleurisy|pleurodynia|pleuropneumonia|' +
  'plumbism|pneumococcal pneumonia|pneumoconiosis|pneumocystis carinii pneumonia|pneumocystis pneumonia|pneumocytosis|' +
  'pneumonia|pneumonic plague|pneumonitis|pneumonoconiosis|pneumothorax|podalgia|poison ivy|poison oak|poison sumac|' +
  'polio|poliomyelitis|pollinosis|polyarteritis|polyarteritis nodosa|polycystic kidney disease|polycythemia|polydactyly|' +
  'polygenic disease|polygenic disorder|polymyositis|polyneuritic psychosis|polyneuritis|polyostotic fibrous dysplasia|' +
  'polypus|polysomy|polyuria|porphyria|posterior subcapsular cataract|posterior synechia|posthitis|postnasal drip|' +
  'potato nose|pott disease|pre-eclampsia|preeclampsia|preinvasive cancer|premenstrual syndrome|presbyopia|' +
  'presenile dementia|pressure sore|priapism|prickly heat|primary amenorrhea|primary atypical pneumonia|' +
  'primary dysmenorrhea|primary syphilis|proctalgia|proctitis|proctocele|prodroma|prodrome|progeria|' +
  'progressive emphysematous necrosis|progressive vaccinia|prolapsus|prostate cancer|prostatic adenocarcinoma|' +
  'prostatitis|protanopia|proteinuria|protozoal infection|prurigo|psammoma|pseudohallucination|pseudohermaphroditism|' +
  'pseudohypertrophic dystrophy|pseudorubella|pseudosmallpox|pseudovariola|psittacosis|psoriasis|psoriatic arthritis|' +
  'psychotic belief|ptomaine poisoning|ptosis|puerperal fever|pullorum disease|pulmonary anthrax|pulmonary congestion|' +
  'pulmonary emphysema|pulmonary stenosis|pulmonary tuberculosis|pulmonic plague|pulseless disease|purpura|' +
  'purpura hemorrhagica|purulency|purulent pleurisy|pustule|pyaemia|pycnodysostosis|pycnosis|pyelitis|pyelonephritis|' +
  'pyemia|pyknosis|pyloric stenosis|pyorrhea|pyorrhea alveolaris|pyorrhoea|pyrexia|pyrosis|pyuria|q fever|' +
  'quadrantanopia|quadriplegia|quartan|quarter crack|quincke edema|quinsy|rabbit fever|rabies|rachischisis|rachitis|' +
  'radiation sickness|radiation syndrome|radiculitis|ragpicker disease|ragsorter disease|ramsay hunt syndrome|ranula|' +
  'rat typhus|ratbite fever|raw throat|raw wound|raynaud sign|rebound tenderness|rectocele|recurrent fever|red water|' +
  'red-blindness|red-green color blindness|red-green colour blindness|red-green dichromacy|referred pain|' +
  'refractory anaemia|refractory anemia|regional enteritis|regional ileitis|reiter disease|reiter syndrome|' +
  'relapsing fever|renal colic|renal disorder|renal failure|renal insufficiency|renal lithiasis|respiratory acidosis|' +
  'respiratory alkalosis|respiratory disease|respiratory disorder|respiratory distress syndrome|' +
  'respiratory distress syndrome of the newborn|respiratory illness|respiratory infection|respiratory tract infection|' +
  'restless legs|restless legs syndrome|retinal detachment|retinitis|retinoblastoma|retinopathy|retrobulbar neuritis|' +
  'reye syndrome|rhabdomyoma|rhabdomyosarcoma|rhabdosarcoma|rhagades|rheumatic aortitis|rheumatic fever|rheumatism|' +
  'rheumatoid arthritis|rheumatoid spondylitis|rhinitis|rhinopathy|rhinophyma|rhinorrhea|rhinosporidiosis|rhinostenosis|' +
  'rhinotracheitis|rhus dermatitis|rickets|rickettsial disease|rickettsialpox|rickettsiosis|rift valley fever|' +
  'riggs disease|rinderpest|rock fever|rocky mountain spotted fever|rope burn|rosacea|roseola|roseola infantilis|' +
  'roseola infantum|rubella|rubella panencephalitis|rubeola|rubor|rum nose|rum-blossom|ruptured intervertebral disc|' +
  'sachs disease|saddle sore|saint anthony fire|saint ignatius itch|salicylate poisoning|salmonellosis|salpingitis|' +
  'sand crack|sand tumor|sandfly fever|sapraemia|sapremia|sarcoidosis|sarcoma|sars|saturnism|scabies|scalenus syndrome|' +
  'scaphocephaly|scarlatina|scarlet fever|schistorrhachis|schistosome dermatitis|schistosomiasis|' +
  'schuller-christian disease|sciatica|scid|scintillating scotoma|scleredema|scleritis|sclerosing leukoencephalitis|' +
  'sclerosis|scoliosis|scorbutus|scotoma|scours|scrapie|scrofula|scrub typhus|scurvy|seal limbs|seasickness|' +
  'sebaceous cyst|seborrhea|seborrheic dermatitis|seborrheic eczema|seborrheic keratosis|second-degree burn|' +
  'secondary amenorrhea|secondary dysmenorrhea|secondary syphilis|seminoma|senile dementia|senile psychosis|' +
  'sensorineural hearing loss|sepsis|septal defect|septic sore throat|septicaemia|septicemia|septicemic plague|sequela|' +
  'serum hepatitis|sessile polyp|severe acute respiratory syndrome|severe combined immunodeficiency|' +
  'severe combined immunodeficiency disease|sex-linked disorder|sexually transmitted disease|sheep rot|shigellosis|' +
  'shin splints|shingles|shipping fever|shipping pneumonia|shivering|shortness of breath|sialadenitis|sick headache|' +
  'sickle-cell anaemia|sickle-cell anemia|sickle-cell disease|side effect|sideroblastic anaemia|sideroblastic anemia|' +
  'siderochrestic anaemia|siderochrestic anemia|siderosis|sids|sightlessness|silicosis|simple fracture|singultus|' +
  'sinus headache|sinusitis|siriasis|skin cancer|skin disease|skin disorder|skin eruption|skin rash|skin tumor|' +
  'sleep apnea|sleeping sickness|sleepy sickness|slipped disc|small cell carcinoma|smallpox|smarting|snakebite|sneezing|' +
  'snow-blindness|snowblindness|social disease|sodoku|somatic delusion|sore|sore throat|spasmodic laryngitis|' +
  'spastic abasia|spastic colon|spavin|spermatocele|spider angioma|spider nevus|spielmeyer-vogt disease|spina bifida|' +
  'spinal curvature|spinocerebellar disorder|spirillum fever|splenic fever|splenitis|splenomegaly|spondylarthritis|' +
  'spondylitis|spondylolisthesis|spongioblastoma|spots|spotted fever|squamous cell carcinoma|sspe|staggers|' +
  'staphylococcal infection|starvation acidosis|status asthmaticus|steatocystoma|steatorrhea|steinert disease|stenosis|' +
  'sternutation|stigmata|still disease|stinging|stomach ache|stomach flu|stomach upset|stomachache|stomatitis|' +
  'strabismus|strangles|strawberry haemangioma|strawberry hemangioma|strep throat|streptococcal sore throat|' +
  'streptococcus tonsilitis|stress fracture|stridor|struma|stye|subacute bacterial endocarditis|' +
  'subacute inclusion body encephalitis|subacute sclerosing leukoencephalitis|subacute sclerosing panencephalitis|' +
  'sudden infant death syndrome|sunstroke|superinfection|suppurating sore|suprainfection|swamp fever|sweating sickness|' +
  'swimmer itch|swine flu|swine influenza|sword-cut|syndactylism|syndactyly|synechia|synovitis|syph|syphilis|' +
  'systemic lupus erythematosus|systolic murmur|tabes|tabes dorsalis|takayasu arteritis|talipes|talipes calcaneus|' +
  'talipes equinus|talipes valgus|tapeworm infection|tarsitis|tay-sachs|tay-sachs disease|temporal arteritis|tendinitis|' +
  'tendonitis|tendonous synovitis|tendosynovitis|tenesmus|tennis elbow|tenonitis|tenosynovitis|tension headache|' +
  'teratoma|tertiary syphilis|testicular cancer|tetanilla|tetany|tetartanopia|tetralogy of fallot|texas fever|' +
  'thalassaemia|thalassaemia major|thalassemia|thalassemia major|the shits|the trots|thermalgesia|thermic fever|' +
  'third-degree burn|thoracic actinomycosis|thoracic outlet syndrome|three-day measles|thresher lung|throat infection|' +
  'thrombasthenia|thrombocytopenia|thrombocytopenic purpura|thrombocytosis|thrombopenia|thrombophlebitis|thyroiditis|' +
  'thyromegaly|tibia valga|tibia vara|tic douloureux|tick fever|tietze syndrome|tin ear|tinnitus|toe crack|' +
  'tone deafness|tongue tie|tonsillitis|toothache|toper nose|torticollis|tourette syndrome|toxaemia|' +
  'toxaemia of pregnancy|toxemia|toxemia of pregnancy|toxic condition|toxic shock|toxic shock syndrome|toxoplasmosis|' +
  'tracheitis|tracheobronchitis|trachoma|transient ischemic attack|trembles|trench fever|trench foot|trench mouth|' +
  'trichiniasis|trichinosis|trichomoniasis|trigeminal neuralgia|trismus|trisomy|trisomy 21|tritanopia|' +
  'trophoblastic cancer|tropical sore|tsutsugamushi disease|tuberculoid leprosy|tuberculosis|tularaemia|tularemia|' +
  'tumescence|tumidity|tumidness|tumor|tumour|tunnel vision|turner syndrome|twitching|tympanitis|type i diabetes|' +
  'type ii diabetes|typhoid|typhoid fever|typhus|typhus fever|tyrosinemia|ulalgia|ulatrophia|ulcer|ulcerative colitis|' +
  'ulemorrhagia|ulitis|umbilical hernia|undulant fever|unilateral paralysis|untypicality|upper respiratory infection|' +
  'upset stomach|uraemia|urarthritis|uratemia|uraturia|urban typhus|uremia|ureteritis|ureterocele|ureterorenal reflux|' +
  'ureterostenosis|urethritis|urethrocele|uricaciduria|urinary tract infection|urodynia|uropathy|urticaria|uveitis|' +
  'uvulitis|vaccina|vaccinia|vaccinia gangrenosa|vaginitis|vaginocele|valetudinarianism|valgus|valvular incompetence|' +
  'valvulitis|van bogaert encephalitis|varicella|varicose vein|varicosis|varicosity|variola|variola major|variola minor|' +
  'variola vaccina|variola vaccine|variola vaccinia|varix|varus|vascular hemophilia|vascular spider|vasculitis|' +
  'vasovesiculitis|vellication|venereal disease|venereal infection|venereal wart|ventricular fibrillation|' +
  'ventricular septal defect|venus curse|verruca|verruca acuminata|vertigo|vesicopapule|vesicoureteral reflux|' +
  'vesicular stomatitis|vesiculitis|villoma|vincent angina|vincent infection|viraemia|viral haemorrhagic fever|' +
  'viral hemorrhagic fever|viral hepatitis|viral infection|viral pneumonia|viremia|virus infection|' +
  'visceral leishmaniasis|vision defect|visual defect|visual disorder|visual hallucination|visual impairment|vitiligo|' +
  'volvulus|von recklinghausen disease|von willebrand disease|vulvitis|vulvovaginitis|wasting|wasting away|' +
  'wasting disease|water on the knee|waterhouse-friderichsen syndrome|weal|weil disease|werdnig-hoffman disease|' +
  'werlhof disease|west indian smallpox|west nile encephalitis|wet lung|wheal|wheeziness|whiplash injury|white lung|' +
  'white plague|white pox|whitlow|whooping cough|williams syndrome|wilms tumor|wilms tumour|wilson disease|windburn|' +
  'withdrawal symptom|woolsorter disease|woolsorter pneumonia|writer cramp|x-linked scid|x-scid|xanthelasma|xanthemia|' +
  'xanthoma|xanthoma disseminatum|xanthoma multiplex|xanthomatosis|xanthopsia|xanthosis|xeroderma|xeroderma pigmentosum|' +
  'xerodermia|xxy-syndrome|yatobyo|yaws|yellow fever|yellow jack|yellow-blindness|yellow-blue color blindness|' +
  'yellow-blue dichromacy|zinc deficiency|zoanthropy|zollinger-ellison syndrome|zoonosis|zoonotic disease|zoopsia|' +
  'zoster'
