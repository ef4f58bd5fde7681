// Drugs by the names on the box and by generic names that no ending tells. Own list of what is prescribed most in the United States.

/** Drugs, brands and vaccines, in any text. */
export const ownDrugs: string =
  'abilify|acarbose|accupril|accutane|acetaminophen|acetylcysteine|aciphex|actos|acyclovir|adalimumab|adcirca|adderall|' +
  'adipex|advair|advil|afluria|aimovig|ajovy|albuterol|aldactone|alendronate|aleve|allegra|allergen extract|' +
  'allopurinol|alprazolam|altace|amantadine|amaryl|ambien|aminophylline|amiodarone|amitiza|amitriptyline|amlodipine|' +
  'amoxicillin|amphetamine|ampyra|anakinra|anastrozole|androgel|anesthetic|anoro|antabuse|antacid|antibiotic|antibiotics|' +
  'anticoagulant|anticoagulants|anticonvulsant|anticonvulsants|antidepressant|antidepressants|antiemetic|antiepileptic|' +
  'antifungal|antihistamine|antihistamines|antihypertensive|antipsychotic|antipsychotic medication|antipsychotics|' +
  'antiretroviral|antiretrovirals|antiviral|antivirals|apixaban|aptiom|aranesp|aricept|arimidex|aripiprazole|' +
  'armour thyroid|arnuity|aromasin|asacol|aspirin|atacand|atarax|atenolol|ativan|atomoxetine|atorvastatin|atripla|' +
  'atrovent|aubagio|augmentin|austedo|avandia|avapro|avastin|avodart|avonex|azathioprine|azilect|azithromycin|azor|' +
  'baclofen|baclofen pump|bactrim|bactroban|banzel|baraclude|basaglar|bcg|belsomra|benadryl|benazepril|benicar|' +
  'benzodiazepine|benzodiazepines|benztropine|beta blocker|beta blockers|betaseron|bevespi|biktarvy|birth control|' +
  'birth control pill|birth control pills|bisacodyl|bismuth|blood thinner|blood thinners|botox|breo|brilinta|briviact|' +
  'brovana|budesonide|bumetanide|buprenorphine|bupropion|buspar|buspirone|busulfan|butalbital|bydureon|byetta|bystolic|' +
  'caduet|caffeine pill|calan|calcitriol|cannabis|caplyta|caprelsa|captopril|carafate|carbamazepine|carbidopa|cardizem|' +
  'cardura|carisoprodol|carvedilol|casodex|catapres|celebrex|celexa|cellcept|cephalexin|cetirizine|chantix|chemo|' +
  'chewable tablet|chlordiazepoxide|chlorhexidine|chlorpromazine|chlorthalidone|cholestyramine|cialis|cilostazol|cimzia|' +
  'cipro|ciprofloxacin|citalopram|clarinex|claritin|cleocin|climara|clindamycin|clobazam|clomid|clonazepam|clonidine|' +
  'clopidogrel|clozapine|clozaril|cocaine|codeine|cogentin|colace|colchicine|combivent|combivir|comirnaty|complera|' +
  'concerta|conjugate vaccine|contraceptive|contraceptive pill|contraceptives|copaxone|coreg|cosentyx|coumadin|' +
  'covid 19 vaccine|covid booster|covid vaccine|cozaar|creon|crestor|cromolyn|cyclobenzaprine|cyclosporine|cyklokapron|' +
  'cymbalta|cytomel|cytoxan|dantrolene|dapagliflozin|dapsone|daraprim|dayquil|ddavp|decongestant|delayed release|' +
  'delzicol|demerol|depakote|depo medrol|depo provera|descovy|desmopressin|desyrel|detrol|dexamethasone|dexilant|' +
  'dextroamphetamine|diazepam|diclofenac|dicyclomine|diflucan|digoxin|dilantin|dilaudid|diltiazem|diovan|diphenhydramine|' +
  'disulfiram|ditropan|diuretic|diuretics|divalproex|docusate|dofetilide|donepezil|dovato|doxazosin|doxycycline|' +
  'drospirenone|dtap|duavee|dulaglutide|duloxetine|dupixent|duragesic|dyazide|edarbi|effexor|elavil|elidel|eligard|' +
  'eliquis|emgality|empagliflozin|enalapril|enbrel|endocet|entacapone|entresto|entyvio|epclusa|epi pen|epinephrine|' +
  'epipen|epivir|epogen|epzicom|erleada|escitalopram|esomeprazole|estrace|estradiol|eszopiclone|ethambutol|' +
  'ethinyl estradiol|etonogestrel|eucrisa|evenity|evista|exelon|extended release|eylea|ezetimibe|famotidine|fanapt|' +
  'farxiga|fasenra|faslodex|febuxostat|femara|fenofibrate|fentanyl|ferrous sulfate|fetzima|fexofenadine|finasteride|' +
  'fioricet|flagyl|flecainide|flector|flomax|flonase|flovent|flu jab|flu shot|flu shots|flu vaccine|fluconazole|' +
  'fluorouracil|fluoxetine|fluticasone|focalin|folic acid|for injection|forteo|fosamax|fosfomycin|furosemide|fycompa|' +
  'gabapentin|gardasil|genvoya|geodon|gilenya|gleevec|glimepiride|glipizide|glucophage|glucotrol|glyburide|gocovri|' +
  'guaifenesin|guanfacine|haldol|haloperidol|harvoni|hep a|hep b|heparin|hepatitis b vaccine|herceptin|heroin|hib|' +
  'hiv prep|hormone replacement|hpv vaccine|humalog|humira|hydralazine|hydrochlorothiazide|hydrocodone|hydrocortisone|' +
  'hydrogen peroxide|hydromorphone|hydroxychloroquine|hydroxyzine|hyoscyamine|hyzaar|ibrance|ibuprofen|imbruvica|imdur|' +
  'imitrex|immune globulin|imodium|imuran|incruse|inderal|ingrezza|inhaler|inhalers|insulin|insulin aspart|' +
  'insulin glargine|insulin lispro|intelence|intuniv|invega|invokana|ipratropium|ipv|isentress|isoniazid|isordil|' +
  'isosorbide|ivermectin|jakafi|janssen vaccine|jantoven|janumet|januvia|japanese encephalitis|jardiance|jublia|juluca|' +
  'kadian|kaletra|kenalog|keppra|kerendia|kesimpta|ketamine|ketoconazole|keytruda|klonopin|kombiglyze|lactulose|lamictal|' +
  'lamisil|lamotrigine|lanoxin|lansoprazole|lantus|lasix|latanoprost|latuda|laxative|lenvima|lescol|letrozole|leucovorin|' +
  'leukeran|levalbuterol|levaquin|levemir|levetiracetam|levitra|levofloxacin|levonorgestrel|levothyroxine|levoxyl|' +
  'lexapro|lialda|lidocaine|lidoderm|linezolid|linzess|lipitor|liraglutide|lisdexamfetamine|lisinopril|lithium|livalo|' +
  'lodine|loestrin|lomotil|loperamide|lopid|lopressor|loratadine|lorazepam|losartan|lotensin|lotrel|lotronex|lovastatin|' +
  'lovenox|lsd|lucentis|lunesta|lupron|luvox|lynparza|lyrica|macrobid|magnesium citrate|marijuana|mavenclad|mavyret|' +
  'maxalt|maxzide|meclizine|medrol|melatonin|mellaril|meloxicam|memantine|meningococcal|mercaptopurine|mesalamine|' +
  'mestinon|metamucil|metaxalone|metformin|methadone|methamphetamine|methimazole|methocarbamol|methotrexate|methyldopa|' +
  'methylphenidate|methylprednisolone|metoclopramide|metoprolol|metronidazole|mevacor|micardis|midodrine|mifepristone|' +
  'minipress|minocycline|miralax|mirena|mirtazapine|misoprostol|mmr|mmr vaccine|mmrv|mobic|modafinil|moderna vaccine|' +
  'molnupiravir|monistat|monkeypox vaccine|monopril|montelukast|morphine|motrin|mounjaro|ms contin|mucinex|multaq|' +
  'mycophenolate|myrbetriq|mysoline|naloxone|naltrexone|namenda|naprosyn|naproxen|narcan|narcotic|narcotics|nardil|' +
  'nasacort|nasal spray|nasonex|natazia|nayzilam|neosporin|neulasta|neupogen|neurontin|nexium|nexplanon|niacin|niaspan|' +
  'nicotine|nicotine patch|nifedipine|nitrofurantoin|nitroglycerin|norco|norethindrone|norpace|nortriptyline|norvasc|' +
  'norvir|novolog|nsaid|nsaids|nucala|nucynta|nuedexta|nuplazid|nurtec|nuvaring|nuvigil|nyquil|ocrevus|odefsey|ofev|' +
  'olanzapine|olmesartan|olumiant|olysio|omeprazole|omnaris|ondansetron|onfi|onglyza|opana|opdivo|ophthalmic solution|' +
  'opiate|opiates|opioid|opioids|opsumit|oral suspension|orencia|orlistat|ortho tri cyclen|oseltamivir|oseni|otezla|' +
  'otrexup|oxcarbazepine|oxtellar|oxybutynin|oxycodone|oxycontin|ozempic|painkiller|painkillers|pamelor|pantoprazole|' +
  'paracetamol|parlodel|parnate|paroxetine|pataday|patanol|paxil|paxlovid|pcv13|penicillin|pepcid|percocet|percodan|' +
  'periactin|permethrin|persantine|pfizer vaccine|phenazopyridine|phenergan|phenobarbital|phentermine|phentolamine|' +
  'phenytoin|pioglitazone|plan b one step|plan b pill|plaquenil|plavix|plendil|pletal|pneumococcal|pneumovax|' +
  'polyethylene glycol|ponstel|potassium chloride|pradaxa|praluent|prandin|pravastatin|precose|prednisolone|prednisone|' +
  'pregabalin|premarin|prempro|prenatal vitamin|prenatal vitamins|prevacid|prevnar|prezcobix|prezista|prilosec|primidone|' +
  'prinivil|pristiq|proair|probenecid|procainamide|procardia|progesterone|prograf|prolia|promethazine|prometrium|' +
  'propafenone|propecia|propofol|propranolol|proscar|protonix|proventil|provera|provigil|prozac|pseudoephedrine|' +
  'puberty blocker|puberty blockers|pulmicort|pulmozyme|pyrazinamide|pyridostigmine|qsymia|quetiapine|quinine|qulipta|' +
  'qvar|radicava|ranexa|ranitidine|rapamune|razadyne|rebif|reclast|reglan|relafen|relistor|relpax|remdesivir|remeron|' +
  'remicade|renvela|repatha|requip|restasis|restoril|retin a|revatio|revia|revlimid|rexulti|reyvow|rifampin|rilutek|' +
  'riluzole|rinvoq|risperdal|risperidone|ritalin|rituxan|rizatriptan|robaxin|robitussin|ropinirole|rosuvastatin|' +
  'rotavirus|rozerem|rsv vaccine|rybelsus|rythmol|sabril|sandostatin|saphris|savella|saxenda|scopolamine|seasonique|' +
  'sedative|sedatives|selegiline|selzentry|semaglutide|senna|sennosides|sensipar|septra|serevent|seroquel|sertraline|' +
  'shingles vaccine|shingrix|sildenafil|silenor|simethicone|simponi|simvastatin|sinemet|sinequan|singulair|sitagliptin|' +
  'skyrizi|sleeping pill|sleeping pills|soma|sotalol|sovaldi|spikevax|spiriva|spironolactone|spravato|sprycel|' +
  'ssri|ssris|stalevo|starlix|statin|statins|stelara|stendra|steroids|stimulants|stiolto|strattera|stribild|suboxone|' +
  'subutex|sucralfate|sudafed|sular|sulfasalazine|sumatriptan|sustiva|sutent|symbicort|symproic|symtuza|synjardy|' +
  'synthroid|tadalafil|tagrisso|taltz|tamiflu|tamoxifen|tamsulosin|tapazole|tarka|tasigna|tdap|tecfidera|tegretol|' +
  'tekturna|temazepam|temodar|tenoretic|tenormin|terazosin|terbinafine|testim|testosterone|tetanus shot|teveten|' +
  'theophylline|thorazine|ticagrelor|tikosyn|tirzepatide|tivicay|tizanidine|tofranil|tolterodine|topamax|topical cream|' +
  'topiramate|toprol|toradol|torsemide|toujeo|tracleer|tradjenta|tramadol|trandate|tranquilizer|tranquilizers|tranxene|' +
  'trazodone|tremfya|trental|tresiba|tretinoin|treximet|triamcinolone|triamterene|tricor|trileptal|trilipix|trimethoprim|' +
  'trintellix|triumeq|trizivir|trulicity|truvada|tykerb|tylenol|typhoid vaccine|tysabri|tyvaso|ubrelvy|uceris|uloric|' +
  'ultracet|ultram|uptravi|urocit|ursodiol|vaccine live|vagifem|valacyclovir|valganciclovir|valium|valproate|valsartan|' +
  'valtrex|vancomycin|varenicline|vascepa|vaseretic|vasotec|veltassa|vemlidy|venlafaxine|ventolin|verapamil|verzenio|' +
  'vesicare|viagra|vicodin|victoza|viibryd|vimpat|viread|vistaril|vitamin a|vitamin b12|vitamin b6|vitamin c|vitamin d|' +
  'vitamin e|vitamin k|vivitrol|voltaren|vosevi|votrient|vraylar|vumerity|vytorin|vyvanse|wakix|warfarin|wegovy|welchol|' +
  'wellbutrin|xanax|xarelto|xeljanz|xenical|xgeva|xifaxan|xigduo|xofluza|xolair|xtandi|xyrem|xyzal|yasmin|yaz|yervoy|' +
  'zantac|zarontin|zaroxolyn|zejula|zepatier|zepbound|zeposia|zestoretic|zestril|zetia|ziac|ziagen|zidovudine|' +
  'ziprasidone|zithromax|zocor|zofran|zoloft|zolpidem|zomig|zonegran|zonisamide|zortress|zostavax|zovirax|zubsolv|zyban|' +
  'zyloprim|zyprexa|zyrtec|zytiga'

/** Drugs that are everyday words as well, or every one's own: only in short texts. */
export const shortDrugs: string =
  'acid|booster|booster shot|calcium|capsule|capsules|crack|cream|crystal meth|dope|dose of|drops|ecstasy|gel|injection|' +
  'injections|iron|magnesium|mcg|meth|mg|mushrooms|ointment|over the counter|oxygen|patch|pill|pills|pot|potassium|shot|' +
  'shots|sodium|speed|steroid|stimulant|supplement|syrup|tablet|tablets|unvaccinated|vaccinated|vitamin|vitamins|weed|' +
  'zinc'

/** What people are allergic to: only in short texts. */
export const shortAllergens: string =
  'adhesive tape|bee sting|bee stings|bee venom|cat dander|contrast dye|cow milk|dander|dog dander|dust|dust mite|' +
  'dust mites|egg|eggs|fish|gluten|grass pollen|insect sting|insect stings|iodine contrast|lactose|latex|milk|mold|' +
  'nickel|nuts|peanut|peanuts|pollen|sesame|shellfish|shrimp|soy|soya|sulfites|tree nut|tree nuts|wasp sting|wheat'
