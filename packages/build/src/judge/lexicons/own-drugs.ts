// Drugs by the names on the box and by generic names that no ending tells. Own list of what is prescribed most in the United States.

/** Drugs, brands and vaccines, in any text. */
export const ownDrugs: string =
  'abilify|accutane|acetaminophen|acyclovir|adalimumab|adderall|advair|advil|afluria|albuterol|aleve|allegra|allopurinol|alprazolam|ambien|amiodarone|amitriptyline|amlodipine|amoxicillin|amphetamine|anastrozole|apixaban|aricept|' +
  'aripiprazole|aspirin|atenolol|ativan|atomoxetine|atorvastatin|atripla|augmentin|avandia|azathioprine|azithromycin|baclofen|bactrim|benadryl|benazepril|benzodiazepine|benzodiazepines|benztropine|beta blocker|beta blockers|biktarvy|' +
  'birth control pill|birth control pills|birth control|blood thinner|blood thinners|botox|brilinta|budesonide|bumetanide|buprenorphine|bupropion|buspirone|buspar|bystolic|calcitriol|captopril|carbamazepine|carbidopa|carvedilol|celebrex|celexa|cephalexin|' +
  'cetirizine|chantix|chemo|chlorthalidone|cialis|ciprofloxacin|citalopram|claritin|clindamycin|clonazepam|clonidine|clopidogrel|clozapine|cocaine|codeine|colchicine|comirnaty|concerta|contraceptive|contraceptive pill|contraceptives|' +
  'coumadin|covid vaccine|covid 19 vaccine|crestor|cyclobenzaprine|cymbalta|dapagliflozin|dayquil|depakote|depo provera|descovy|dexamethasone|dextroamphetamine|diazepam|diclofenac|dicyclomine|digoxin|dilantin|diltiazem|diovan|' +
  'diphenhydramine|divalproex|docusate|donepezil|doxazosin|doxycycline|dulaglutide|duloxetine|dupixent|effexor|eliquis|emgality|empagliflozin|enalapril|enbrel|entresto|epinephrine|epipen|epi pen|epogen|escitalopram|esomeprazole|estradiol|' +
  'eszopiclone|ezetimibe|famotidine|farxiga|fenofibrate|fentanyl|ferrous sulfate|fexofenadine|finasteride|flagyl|flomax|flonase|flovent|fluconazole|flu shot|flu shots|flu vaccine|fluoxetine|fluticasone|folic acid|' +
  'furosemide|gabapentin|gardasil|glimepiride|glipizide|glucophage|glyburide|guaifenesin|haldol|haloperidol|heparin|hepatitis b vaccine|heroin|hpv vaccine|humalog|humira|hydralazine|hydrochlorothiazide|hydrocodone|hydrocortisone|' +
  'hydroxychloroquine|hydroxyzine|ibuprofen|imitrex|imodium|inhaler|inhalers|insulin|insulin glargine|insulin lispro|insulin aspart|invokana|ipratropium|isosorbide|ivermectin|janssen vaccine|januvia|jardiance|keppra|ketamine|ketoconazole|' +
  'keytruda|klonopin|lamictal|lamotrigine|lansoprazole|lantus|lasix|latanoprost|letrozole|levalbuterol|levemir|levetiracetam|levofloxacin|levothyroxine|lexapro|linzess|lipitor|liraglutide|lisdexamfetamine|lisinopril|lithium|loratadine|' +
  'lorazepam|losartan|lovastatin|lovenox|lsd|lunesta|lyrica|magnesium citrate|marijuana|cannabis|meclizine|melatonin|meloxicam|memantine|metformin|methadone|methamphetamine|methimazole|methocarbamol|methotrexate|methylphenidate|' +
  'methylprednisolone|metoclopramide|metoprolol|metronidazole|micardis|minocycline|miralax|mirena|mirtazapine|mmr|mmr vaccine|modafinil|moderna vaccine|molnupiravir|monistat|montelukast|morphine|motrin|mounjaro|mucinex|naloxone|naltrexone|' +
  'namenda|naproxen|narcan|nasacort|nasonex|neurontin|nexium|nexplanon|niacin|nicotine patch|nifedipine|nitrofurantoin|nitroglycerin|norco|norethindrone|nortriptyline|norvasc|novolog|nyquil|olanzapine|olmesartan|omeprazole|ondansetron|' +
  'opioid|opioids|opiate|opiates|orencia|oseltamivir|oxybutynin|oxycodone|oxycontin|ozempic|pantoprazole|paracetamol|paroxetine|paxil|paxlovid|penicillin|pepcid|percocet|pfizer vaccine|phenobarbital|phentermine|phenytoin|pioglitazone|' +
  'plan b pill|plaquenil|plavix|pneumovax|polyethylene glycol|potassium chloride|pradaxa|pravastatin|prednisolone|prednisone|pregabalin|premarin|prevnar|prilosec|pristiq|proair|progesterone|prolia|promethazine|propofol|propranolol|' +
  'protonix|proventil|provigil|prozac|pulmicort|quetiapine|ranitidine|remdesivir|remeron|remicade|requip|rexulti|rinvoq|risperdal|risperidone|ritalin|rituxan|rizatriptan|robitussin|rosuvastatin|rybelsus|saxenda|semaglutide|sennosides|' +
  'seroquel|sertraline|shingles vaccine|shingrix|sildenafil|simvastatin|singulair|sitagliptin|skyrizi|spikevax|spiriva|spironolactone|ssri|ssris|statin|statins|steroids|stelara|strattera|suboxone|subutex|sudafed|sumatriptan|symbicort|' +
  'synthroid|tadalafil|tamiflu|tamoxifen|tamsulosin|tdap|tegretol|temazepam|testosterone|tetanus shot|ticagrelor|tirzepatide|tizanidine|toprol|topamax|topiramate|torsemide|toujeo|tradjenta|tramadol|trazodone|tresiba|triamcinolone|' +
  'triamterene|tricor|trintellix|trulicity|truvada|tylenol|ultram|valacyclovir|valium|valproate|valsartan|valtrex|vancomycin|varenicline|venlafaxine|ventolin|verapamil|verzenio|viagra|vicodin|victoza|viibryd|vitamin b12|vitamin c|' +
  'vitamin d|vitamin k|voltaren|vraylar|vyvanse|warfarin|wegovy|wellbutrin|xanax|xarelto|xeljanz|xolair|yasmin|zantac|zestril|zetia|zithromax|zocor|zofran|zoloft|zolpidem|zostavax|zyprexa|zyrtec|antidepressant|antidepressants|' +
  'antipsychotic|antipsychotics|antibiotic|antibiotics|anticoagulant|anticoagulants|antiviral|antivirals|antiretroviral|antiretrovirals|painkiller|painkillers|sleeping pill|sleeping pills|tranquilizer|tranquilizers|narcotic|narcotics|' +
  'hormone replacement|nsaid|nsaids|antacid|laxative|decongestant|antihistamine|antihistamines|diuretic|diuretics|sedative|sedatives|stimulants|anesthetic|chlorhexidine|hydrogen peroxide|lidocaine|neosporin|sunscreen lotion'

/** Drugs that are everyday words as well, or every one's own: only in short texts. */
export const shortDrugs: string =
  'steroid|supplement|vitamin|vitamins|dose of|cream|drops|gel|ointment|tablet|tablets|capsule|capsules|pill|pills|shot|shots|injection|injections|patch|syrup|iron|calcium|potassium|sodium|zinc|magnesium|oxygen|weed|pot|' +
  'crack|ecstasy|speed|dope|meth|crystal meth|acid|mushrooms|stimulant|vaccinated|unvaccinated|booster|booster shot|mg|mcg|over the counter'
