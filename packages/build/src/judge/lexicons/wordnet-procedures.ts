// Operations, treatments and diagnostic procedures, from WordNet 3.1 (SOURCE.md). Made by scripts/build-lexicons.mjs.

/** Terms in lower case, joined by `|`. */
export const wordnetProcedures: string =
  'a-scan ultrasonography|abdominoplasty|aborticide|actinotherapy|adenoidectomy|adrenalectomy|agglutination test|' +
  'altering|amnio|amniocentesis|amputation|amygdalotomy|anaplasty|angiocardiogram|angiogram|angiography|angioplasty|' +
  'antipyresis|appendectomy|appendicectomy|aromatherapy|arteriogram|arteriography|arthrodesis|arthrogram|arthrography|' +
  'arthroplasty|arthroscopy|assertiveness training|auscultation|aversion therapy|b-scan ultrasonography|' +
  'behavior modification|behavior therapy|biopsy|' +
  'blood-oxygenation level dependent functional magnetic resonance imaging|bold fmri|botanical medicine|brain surgery|' +
  'cabg|callosectomy|callosotomy|cardiography|cataract surgery|catheterisation|catheterization|cauterisation|' +
  'cauterization|chemosurgery|chemotherapy|cholangiography|cholecystectomy|cholelithotomy|chorionic villus biopsy|' +
  'chorionic villus sampling|chrysotherapy|client-centered therapy|clitoridectomy|closed-heart surgery|cloze procedure|' +
  'cloze test|colostomy|complement fixation test|computed axial tomography|computed tomography|' +
  'computerized axial tomography|computerized tomography|corneal graft|corneal transplant|coronary artery bypass graft|' +
  'coronary bypass|coronary bypass surgery|cosmetic surgery|craniotomy|crisis intervention|cryosurgery|curettage|' +
  'curettement|curietherapy|cutting out|cyclodestructive surgery|d and c|debridement|decortication|dental procedure|' +
  'depth psychology|desensitisation procedure|desensitisation technique|desensitization procedure|' +
  'desensitization technique|diagnostic assay|diagnostic technique|dick test|dilatation and curettage|' +
  'dilation and curettage|drip feed|drugging|e-lasik|echocardiography|echoencephalography|echography|electric healing|' +
  'electrical healing|electrocardiography|electrocautery|electroconvulsive therapy|electromotive drug administration|' +
  'electromyography|electroshock|electroshock therapy|electrosurgery|electrotherapy|embolectomy|emda|encephalography|' +
  'endarterectomy|enterostomy|enterotomy|enucleation|epikeratophakia|exenteration|exposure therapy|' +
  'extracapsular surgery|eye operation|eye surgery|face lift|face lifting|faecal occult test|family therapy|' +
  'fecal occult test|female circumcision|feticide|fetoscopy|filtration surgery|flooding|fluoroscopy|fmri|foetoscopy|' +
  'frontal lobotomy|functional magnetic resonance imaging|gastrectomy|gastroenterostomy|gastrostomy|gi series|' +
  'giving medication|glucose tolerance test|group psychotherapy|group therapy|habitual abortion|haemorrhoidectomy|' +
  'heart surgery|heliotherapy|hemorrhoidectomy|herbal therapy|heterophil test|hormone replacement therapy|' +
  'hormone-replacement therapy|hypnoanalysis|hypnotherapy|hypophysectomy|hysterectomy|hysterosalpingogram|hysterotomy|' +
  'ileostomy|imminent abortion|immunotherapy|implosion therapy|incomplete abortion|induced abortion|inflation therapy|' +
  'infrared therapy|insulin shock|insulin shock therapy|insulin shock treatment|intestinal bypass|intracapsular surgery|' +
  'intradermal test|intravenous pyelogram|intravenous pyelography|ionic medication|iontophoresis|iontotherapy|' +
  'iridectomy|iridotomy|jejunostomy|keratoplasty|keratotomy|laminectomy|lap choly|laparoscopic cholecystectomy|' +
  'laryngectomy|lasek|laser trabecular surgery|laser-assisted in situ keratomileusis|' +
  'laser-assisted subepithelial keratomileusis|lasik|leucotomy|leukotomy|lipectomy|liposuction|lithotomy|lobectomy|' +
  'lobotomy|lumpectomy|lymphangiogram|lymphangiography|lymphography|magnetic resonance imaging|major surgery|mammogram|' +
  'mammography|mammothermography|mantoux test|mastectomy|mastoidectomy|mastopexy|megavitamin therapy|meniscectomy|' +
  'metrazol shock|metrazol shock therapy|metrazol shock treatment|microsurgery|' +
  'minimally invasive coronary bypass surgery|minor surgery|modified radical mastectomy|myelogram|myelography|myotomy|' +
  'myringectomy|myringoplasty|myringotomy|needle biopsy|nephrectomy|neurectomy|neuroplasty|neurosurgery|neutering|' +
  'nip and tuck|nose job|occupational therapy|oophorectomy|oophorosalpingectomy|open-heart surgery|ophthalmectomy|' +
  'orchidectomy|orchiectomy|orchiopexy|organ transplant|osteotomy|ostomy|otoplasty|ovariectomy|palatopharyngoplasty|' +
  'pancreatectomy|panhysterectomy|pap test|papanicolaou test|partial abortion|patch test|phacoemulsification|' +
  'phalloplasty|phlebectomy|phlebogram|photocoagulation|phototherapy|physiatrics|physical therapy|physiotherapy|' +
  'phytotherapy|pku test|plastic surgery|play therapy|pleximetry|pneumoencephalogram|pneumonectomy|polypectomy|' +
  'port-access coronary bypass surgery|positron emission tomography|prefrontal leucotomy|prefrontal leukotomy|' +
  'prefrontal lobotomy|prenatal diagnosis|proctoplasty|prostatectomy|psa blood test|psychoanalysis|psychosurgery|' +
  'purse-string operation|pyelogram|pyelography|queckenstedt test|radial keratotomy|radiation therapy|' +
  'radical hysterectomy|radical mastectomy|radioactive iodine excretion test|radioactive iodine test|' +
  'radioactive iodine uptake test|radioscopy|radiotherapy|radium therapy|raiu|reciprocal inhibition|' +
  'reciprocal-inhibition therapy|reconstructive surgery|rectoplasty|resection|rhinoplasty|rhinotomy|rhizotomy|' +
  'rhytidectomy|rhytidoplasty|robotic telesurgery|roentgenogram|roentgenography|rubin test|salpingectomy|schick test|' +
  'scratch test|selective lipectomy|sensitising|sensitizing|septectomy|sex-change operation|shirodkar operation|' +
  'shock therapy|shock treatment|sigmoidectomy|simple mastectomy|skin test|smear test|sonography|spaying|speech therapy|' +
  'spinal fusion|splenectomy|split-brain technique|spontaneous abortion|stapedectomy|stillbirth|stool test|strabotomy|' +
  'subcutaneous test|succussion|suction curettage|suction lipectomy|suprarenalectomy|surgical contraception|' +
  'surgical process|sympathectomy|systematic desensitisation|systematic desensitization|therapeutic abortion|' +
  'thermocautery|thermography|thermotherapy|threatened abortion|thrombectomy|thrombolytic therapy|thyroidectomy|' +
  'tine test|tissue typing|token economy|tomography|tonsillectomy|total hysterectomy|tracheostomy|tracheotomy|' +
  'transorbital lobotomy|transsexual surgery|transurethral resection of the prostate|trephination|tubal ligation|' +
  'tuberculin skin test|tuberculin test|tummy tuck|turp|tympanoplasty|ultrasonography|uppp|uranoplasty|' +
  'uvulopalatopharyngoplasty|vacuum aspiration|vasectomy|vasovasostomy|venogram|venography|vital capacity|vitrectomy|' +
  'vivisection|vulvectomy|wasserman reaction|wassermann test|widal test|wrong-site surgery|x ray|x-ray photograph|' +
  'x-ray photography|x-ray picture|x-ray therapy|x-raying|xenotransplant|xenotransplantation'
