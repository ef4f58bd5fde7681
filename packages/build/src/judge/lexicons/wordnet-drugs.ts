// Drugs, medicines, vaccines, hormones and vitamins, from WordNet 3.1 (SOURCE.md). Made by scripts/build-lexicons.mjs.

/** Terms in lower case, joined by `|`. */
export const wordnetDrugs: string =
  'aborticide|abortifacient|abortion pill|abortion-inducing drug|acapulco gold|ace inhibitor|acebutolol|acetaminophen|' +
  'acetanilid|acetanilide|acetophenetidin|acetphenetidin|acetylsalicylic acid|achromycin|acoustic|acth|actifed|' +
  'actinomycin|activase|active placebo|acular|acyclovir|adapin|adermin|adrenal cortical steroid|adrenalin|adrenaline|' +
  'adrenocorticotrophic hormone|adrenocorticotrophin|adrenocorticotropic hormone|adrenocorticotropin|adrenosterone|' +
  'advil|aflaxen|african tea|albuterol|aldactone|aldomet|aldosterone|alendronate|aleve|alkeran|alkylating agent|' +
  'alleviant|allopurinol|aloes|alpha blocker|alpha methyl dopa|alpha-adrenergic blocker|alpha-adrenergic blocking agent|' +
  'alpha-blocker|alpha-interferon|alpha-tocopheral|alprazolam|altace|alupent|amethopterin|amidopyrine|aminophylline|' +
  'aminopyrine|amiodarone|amitriptyline|amitriptyline hydrochloride|amlodipine besylate|amobarbital|amobarbital sodium|' +
  'amoxicillin|amoxil|amphetamine|amphetamine sulfate|amphetamine sulphate|amphotericin|ampicillin|amrinone|' +
  'amyl nitrate|amytal|anabolic steroid|anacin iii|anaesthetic|anaesthetic agent|analeptic|analgesic|anaprox|androgen|' +
  'androgenic hormone|androsterone|anesthetic|anesthetic agent|anesthyl|aneurin|angel dust|angiogenesis inhibitor|' +
  'angiotensin-converting enzyme inhibitor|anodyne|ansaid|antabuse|anthelminthic|anthelmintic|anti-impotence drug|' +
  'anti-inflammatory|anti-inflammatory drug|anti-tnf compound|antianxiety agent|antianxiety drug|antiarrhythmic|' +
  'antiarrhythmic drug|antiarrhythmic medication|antibacterial|antibacterial drug|antiberiberi factor|antibiotic|' +
  'antibiotic drug|anticholinergic|anticholinergic drug|anticholinesterase|anticoagulant|anticoagulant medication|' +
  'anticonvulsant|anticonvulsant drug|antidepressant|antidepressant drug|antidiabetic|antidiabetic drug|antidiarrheal|' +
  'antidiarrheal drug|antidiuretic|antidiuretic drug|antidiuretic hormone|antidote|antiemetic|antiemetic drug|' +
  'antiepileptic|antiepileptic drug|antihemorrhagic factor|antihistamine|antihypertensive|antihypertensive drug|' +
  'antimalarial|antimalarial drug|antimetabolite|antimycin|antineoplastic|antineoplastic antibiotic|antineoplastic drug|' +
  'antiophthalmic factor|antipernicious anemia factor|antiprotozoal|antiprotozoal drug|antipruritic|antipsychotic|' +
  'antipsychotic agent|antipsychotic drug|antipyretic|antiseptic|antispasmodic|antispasmodic agent|antisyphilitic|' +
  'antitussive|antivert|antiviral|antiviral agent|antiviral drug|anxiolytic|anxiolytic drug|aperient|aphrodisiac|' +
  'apomorphine|appetite suppressant|apresoline|arabian tea|araroba|arava|argyrol|aristocort|aristopak|arsenical|' +
  'ascorbic acid|asparaginase|aspirin|aspirin powder|astringent|astringent drug|atabrine|ataractic|ataractic agent|' +
  'ataractic drug|atarax|atenolol|ativan|atomic cocktail|atorvastatin|atromid-s|atropine|atrovent|augmentin|aureomycin|' +
  'axerophthol|azactam|azathioprine|azithromycin|aztreonam|b complex|b vitamin|b-complex vitamin|baby oil|baby powder|' +
  'bacitracin|back breaker|barbital|barbitone|barbiturate|basuco|bath powder|battery-acid|baycol|bayer|benadryl|bennie|' +
  'benzedrine|benzocaine|benzodiazepine|benzylpenicillin|beta blocker|beta-adrenergic blocker|' +
  'beta-adrenergic blocking agent|beta-blocking agent|beta-interferon|bextra|bhang|big h|bioflavinoid|biotin|birch oil|' +
  'bitter aloes|black lotion|blocadren|blue angel|blue devil|booster dose|booster shot|botanical|brevibloc|' +
  'brompheniramine maleate|bronchodilator|buffered aspirin|bufferin|buspar|buspirone|butacaine|butacaine sulfate|' +
  'butazolidin|butyl nitrite|calamine lotion|calan|calciferol|calcitonin|calcium blocker|calcium-channel blocker|' +
  'camphor ice|camphorated tincture of opium|cancer drug|capoten|captopril|carafate|carbomycin|carbon dichloride|' +
  'cardizem|cardura|carminative|carron oil|carvedilol|castor oil|cat valium|cataflam|catapres|catecholamine|cathartic|' +
  'catholicon|cefadroxil|cefobid|cefoperazone|cefotaxime|ceftazidime|ceftin|ceftriaxone|cefuroxime|celebrex|celecoxib|' +
  'cephalexin|cephaloglycin|cephaloridine|cephalosporin|cephalothin|cerate|cerivastatin|chicken feed|chlor-trimeton|' +
  'chloral hydrate|chlorambucil|chloramine|chloramine-t|chloramphenicol|chlordiazepoxide|chlorhexidine|chloromycetin|' +
  'chloroquine|chlorothiazide|chlorpheniramine maleate|chlorpromazine|chlortetracycline|chlorthalidone|cholecalciferol|' +
  'cholecystokinin|choline|chrism|chrisom|chrysarobin|cialis|cimetidine|cipro|ciprofloxacin|citrin|claforan|clinoril|' +
  'clofibrate|clomid|clomiphene|clomiphene citrate|clomipramine|clonidine|clopidogrel bisulfate|clot buster|clozapine|' +
  'clozaril|club drug|cobalamin|cocain|cocaine|codeine|colchicine|cold medicine|collyrium|consciousness-altering drug|' +
  'cordarone|corgard|coricidin|cortef|corticoid|corticosteroid|corticosterone|corticotrophin|corticotropin|cortisol|' +
  'cortisone|cortone acetate|coumadin|counterirritant|counterpoison|cox-2 inhibitor|crack cocaine|cristal|crixivan|' +
  'crystal violet|cuprimine|curare|curative|cure-all|cyanocobalamin|cyclobenzaprine|cyclopropane|cycloserine|' +
  'cyproheptadine|cytotoxic drug|dalmane|dapsone|daricon|darvon|datril|daypro|decadron|declomycin|decoagulant|' +
  'decongestant|dehydroretinol|delavirdine|deltasone|demeclocycline hydrochloride|demerol|demulcent|deoxyephedrine|' +
  'depokene|depressant|designer drug|desipramine|desyrel|dexamethasone|dexamethasone intensol|dexedrine|dexone|' +
  'dextroamphetamine sulphate|diabeta|diacetylmorphine|diaphoretic|diazepam|diazoxide|dibucaine|diclofenac potassium|' +
  'diclofenac sodium|dicloxacillin|dicoumarol|dicumarol|didanosine|dideoxycytosine|dideoxyinosine|diethyl ether|' +
  'diethylbarbituric acid|diethylmalonylurea|diethylstilbestrol|diethylstilboestrol|diflunisal|dihydrostreptomycin|' +
  'dilantin|dilaudid|diltiazem|dimenhydrinate|dimetane|dimetapp|diphenhydramine|diphenylbutyl piperidine|' +
  'diphenylhydantoin|disco biscuit|disulfiram|diuretic|diuretic drug|diuril|divinyl ether|dolobid|' +
  'dolophine hydrochloride|doriden|dover powder|downer|doxazosin|doxepin|doxepin hydrochloride|doxorubicin|doxycycline|' +
  'dpt vaccine|dramamine|drixoral|dronabinol|drug cocktail|drug of abuse|dry mustard|durabolin|dusting powder|dynapen|' +
  'e-mycin|easy lay|edecrin|edronax|elavil|elixir of life|elixophyllin|elspar|elvis|embrocation|emeside|emetic|emetrol|' +
  'empirin|enalapril|enbrel|encainide|enflurane|enkaid|enteric-coated aspirin|ephedrine|epinephrin|epinephrine|' +
  'epsom salts|equanil|ergocalciferol|erythrocin|erythromycin|esidrix|eskalith|esmolol|estazolam|estradiol|estriol|' +
  'estrogen|estrogen antagonist|estrone|estronol|etanercept|ethacrynic acid|ethchlorvynol|ethical drug|ethocaine|' +
  'ethosuximide|ethoxyethane|ethrane|ethril|ethyl aminobenzoate|ethyl chloride|ethyl ether|ethylene tetrachloride|' +
  'etodolac|euphoriant|excitant|expectorant|eye-lotion|eyewash|face powder|famotidine|fat-soluble vitamin|febrifuge|' +
  'feldene|fenoprofen|fenoprofen calcium|fentanyl|feosol|fergon|fertility drug|fixed-combination drug|flagyl|flaxedil|' +
  'flecainide|flexeril|floxuridine|flunitrazepan|fluorouracil|fluoxetine|fluoxetine hydrocholoride|fluphenazine|' +
  'flurazepam|flurazepam hydrochloride|flurbiprofen|fluvastatin|folacin|folate|folic acid|follicle-stimulating hormone|' +
  'forget me drug|fortaz|fosamax|fradicin|fulvicin|furosemide|gabapentin|gallamine|gamma hydroxybutyrate|' +
  'gamma-interferon|gantanol|gantrisin|garamycin|gastrin|gastrointestinal hormone|gateway drug|gemfibrozil|gemonil|' +
  'general anaesthetic|general anesthetic|gentamicin|gentian violet|georgia home boy|ghrelin|gi hormones|glipizide|' +
  'glucagon|glucocorticoid|glucophage|glucotrol|glutethimide|glyburide|glyceryl trinitrate|goa powder|' +
  'gonadotrophic hormone|gonadotrophin|gonadotropic hormone|gonadotropin|gramicidin|green goddess|grievous bodily harm|' +
  'griseofulvin|growth hormone|guanabenz|haart|haematinic|halcion|haldol|hallucinogen|hallucinogenic drug|haloperidol|' +
  'halothane|hard drug|haschisch|hasheesh|hashish|headache powder|hell dust|helminthic|hematinic|heparin|hepatoflavin|' +
  'herbal medicine|heroin|hexachlorophene|hexadrol|hexestrol|highly active antiretroviral therapy|histamine blocker|' +
  'holy oil|honey oil|hormone|hug drug|human chorionic gonadotrophin|human chorionic gonadotropin|human growth hormone|' +
  'humulin|hydantoin|hydralazine|hydrochlorothiazide|hydrocortisone|hydrocortone|hydrodiuril|hydroflumethiazide|' +
  'hydromorphone|hydromorphone hydrochloride|hydroxychloroquine|hydroxytetracycline|hydroxyzine|' +
  'hydroxyzine hydrochloride|hygroton|hyperstat|hypnotic|hypothalamic releasing factor|hypothalamic releasing hormone|' +
  'hytrin|ibuprofen|icsh|ilosone|imavate|imipramine|immune suppressant drug|immunosuppressant|immunosuppressive|' +
  'immunosuppressive drug|immunosuppressor|impramine hydrochloride|imuran|indapamide|inderal|indinavir|indocin|' +
  'indomethacin|inhalation anaesthetic|inhalation anesthetic|inhalation general anaesthetic|' +
  'inhalation general anesthetic|inocor|inositol|insulin|interferon|internal secretion|' +
  'interstitial cell-stimulating hormone|intravenous anesthetic|invirase|ipecac|ipratropium bromide|iproclozide|' +
  'isobutyl nitrite|isobutylphenyl propionic acid|isocarboxazid|isoflurane|isoniazid|isoproterenol|isoptin|isordil|' +
  'isosorbide|isuprel|kabolin|kafocin|kanamycin|kantrex|kaopectate|kavrin|keflex|keflin|keftab|kemadrin|kenalog|ketalar|' +
  'ketamine|ketamine hydrochloride|ketoprofen|ketorolac|ketorolac tromethamine|khat|knockout drops|labetalol|' +
  'labetalol hydrochloride|lactoflavin|lactogenic hormone|lamivudine|larium|larotid|lasix|laudanum|laughing gas|' +
  'laxative|ledercillin vk|leflunomide|lenitive|lente iletin|lente insulin|lescol|lethal dose|leukeran|levallorphan|' +
  'levitra|libritabs|librium|lidocaine|lincocin|lincomycin|liniment|liothyronine|lip balm|lipid-lowering medication|' +
  'lipid-lowering medicine|lipitor|lipo-hepin|lipo-lutin|liquaemin|liquid ecstasy|liquid pred|lisinopril|lithane|' +
  'lithium carbonate|lithonate|local anaesthetic|local anesthetic|lodine|lomotil|lomustine|loniten|loony toons|lopid|' +
  'lopressor|lorazepam|lorfan|lovastatin|loxapine|loxitane|lozal|lucy in the sky with diamonds|luminal|' +
  'luteinizing hormone|luteotropin|lypressin|lysergic acid diethylamide|macrodantin|magic bullet|major tranquilizer|' +
  'major tranquilliser|major tranquillizer|maleate|mandelamine|mannitol|maoi|marplan|mary jane|mavik|maxzide|mdma|' +
  'mebaral|mebendazole|mecholyl|meclizine|meclizine hydrochloride|meclofenamate|meclofenamate sodium|meclomen|' +
  'medroxyprogesterone|mefenamic acid|mefloquine|mefloquine hydrochloride|mefoxin|megestrol|megestrol acetate|' +
  'melanocyte-stimulating hormone|melatonin|mellaril|melphalan|menadione|mentholated salve|mepacrine|meperidine|' +
  'meperidine hydrochloride|mephaquine|mephenytoin|mephobarbital|meprin|meprobamate|merbromine|mercaptopurine|' +
  'mercurial ointment|mercurochrome|merthiolate|mesantoin|mescaline|mestranol|metaproterenol|metformin|meth|' +
  'methacholine|methadon|methadone|methadone hydrochloride|methamphetamine|methamphetamine hydrochloride|methapyrilene|' +
  'methaqualone|metharbital|methedrine|methenamine|methicillin|methocarbamol|methotrexate|methotrexate sodium|' +
  'methyl salicylate|methyldopa|methylenedioxymethamphetamine|methylphenidate|methyltestosterone|meticorten|metoprolol|' +
  'metrazol|metronidazole|metycaine|mevacor|mexican green|mexican valium|mexiletine|mexitil|mickey finn|micronase|' +
  'microzide|midazolam|mifepristone|mild silver protein|milk of magnesia|milontin|miltown|mind-altering drug|' +
  'mineralocorticoid|minipress|minocin|minocycline|minor tranquilizer|minor tranquilliser|minor tranquillizer|minoxidil|' +
  'miotic|miotic drug|mithracin|mithramycin|mitomycin|moban|molindone|monoamine oxidase inhibitor|morphia|morphine|' +
  'motilin|motrin|muscle relaxant|mutamycin|mycomycin|mycostatin|mydriatic|mydriatic drug|myotic|myotic drug|mysoline|' +
  'nabumetone|nadolol|nafcil|nafcillin|nalfon|nalidixic acid|nalline|nalorphine|naloxone|naltrexone|nandrolone|' +
  'naphazoline|naphthoquinone|naprosyn|naproxen|naproxen sodium|naqua|narcan|narcotic|narcotic antagonist|nardil|' +
  'nasal decongestant|nauseant|navane|nebcin|nefazodone|neggram|nelfinavir|nembutal|neobiotic|neomycin|neosporin|' +
  'neostigmine|neurohormone|neuroleptic|neuroleptic agent|neuroleptic drug|neuromuscular blocking agent|neurontin|' +
  'nevirapine|niacin|nicotinic acid|nifedipine|nitrazepam|nitrofurantoin|nitroglycerin|nitroglycerine|nitrospan|' +
  'nitrostat|nitrous oxide|nnrti|non-nucleoside reverse transcriptase inhibitor|nonsteroidal anti-inflammatory|' +
  'nonsteroidal anti-inflammatory drug|nontricyclic|nontricyclic antidepressant|nontricyclic antidepressant drug|' +
  'nontricyclic drug|noradrenaline|norepinephrine|norethandrolone|norethindrone|norethindrone acetate|norethynodrel|' +
  'norflex|norgestrel|norlutin|normodyne|nortriptyline|norvasc|norvir|nose candy|nostrum|novobiocin|novocain|novocaine|' +
  'nrti|nsaid|nucleoside reverse transcriptase inhibitor|nuprin|nux vomica|nydrazid|nystan|nystatin|obidoxime chloride|' +
  'oestradiol|oestriol|oestrogen|oestrone|oncovin|opiate|opium|oradexon|oral poliovirus vaccine|orasone|orinase|' +
  'orphenadrine|orudis|orudis kt|oruvail|osmitrol|ovoflavin|oxacillin|oxaprozin|oxazepam|oxyphenbutazone|' +
  'oxyphencyclimine|oxytetracycline|oxytetracycline hydrochloride|oxytocic|oxytocic drug|oxytocin|pain pill|painkiller|' +
  'palliative|pamelor|panadol|pantothen|pantothenic acid|papaverine|parathormone|parathyroid hormone|paregoric|' +
  'paroxetime|paxil|pediamycin|pediapred|penicillamine|penicillin|penicillin f|penicillin g|penicillin o|penicillin v|' +
  'penicillin v potassium|penicillinase-resistant antibiotic|pentaerythritol|pentamethylenetetrazol|pentazocine|' +
  'pentobarbital|pentobarbital sodium|pentothal|pentoxifylline|pentylenetetrazol|pep pill|pepcid|periactin|peritrate|' +
  'periwinkle plant derivative|perphenazine|phenacetin|phenaphen|phenazopyridine|phencyclidine|' +
  'phencyclidine hydrochloride|phenelzine|phenergan|pheniramine|phenobarbital|phenobarbitone|phenolphthalein|' +
  'phenoxymethyl penicillin|phensuximide|phentolamine|phenyl salicylate|phenylacetamide|phenylbutazone|phenyltoloxamine|' +
  'phenytoin|phylloquinone|phytonadione|pimozide|pindolol|piperacillin|piperazine|piperocaine|piperocaine hydrochloride|' +
  'pipracil|piroxicam|pitocin|pitressin|placidyl|plaquenil|plavix|pneumococcal vaccine|pneumovax|poliovirus vaccine|' +
  'polycillin|polymox|polymyxin|ponstel|powdered mustard|pravachol|pravastatin|prazosin|prednisolone|prednisone|prelone|' +
  'primaquine|primaxin|primidone|principen|prinival|privine|probenecid|procaine|procaine hydrochloride|procarbazine|' +
  'procardia|prochlorperazine|procyclidine|progesterone|progestin|progestogen|prolactin|promethazine|propanolol|' +
  'propoxyphene|propoxyphene hydrochloride|prosom|prostigmin|protease inhibitor|proteosome|proteosome vaccine|' +
  'protirelin|protriptyline|protropin|proventil|provera|prozac|psilocin|psilocybin|psychedelic drug|psychoactive drug|' +
  'psychoactive substance|psychodelic drug|psychotropic agent|pteroylglutamic acid|pteroylmonoglutamic acid|purgative|' +
  'purinethol|purple heart|pyocyanase|pyocyanin|pyridium|pyridoxal|pyridoxamine|pyridoxine|pyrilamine|quaalude|quat|' +
  'quinacrine|quinacrine hydrochloride|quinidex|quinidine|quinine|quinora|radiopharmaceutical|ramipril|ranitidine|' +
  'rau-sed|raudixin|reboxetine|recall dose|recombinant human insulin|recreational drug|red devil|relafen|relaxant|' +
  'relaxin|releasing factor|releasing hormone|rescriptor|reserpine|restoril|retinol|retrovir|' +
  'reverse transcriptase inhibitor|ribavirin|riboflavin|rifadin|rifampin|rimactane|ritalin|ritonavir|robaxin|robitussin|' +
  'rocephin|rochelle powder|rofecoxib|rogaine|rohypnol|roofy|rophy|ru 486|rubbing alcohol|rubefacient|sabin vaccine|' +
  'sacramental oil|salicylate|salk vaccine|salol|salvinorin|sandril|saquinavir|sarafem|scag|secobarbital|' +
  'secobarbital sodium|seconal|secretin|sectral|sedative|sedative drug|sedative-hypnotic|sedative-hypnotic drug|' +
  'seidlitz powder|seidlitz powders|selective-serotonin reuptake inhibitor|sens|serax|serpasil|sertraline|serzone|sess|' +
  'sex hormone|shabu|sildenafil|sildenafil citrate|simvastatin|sinequan|sk-ampicillin|skag|sleeping capsule|' +
  'sleeping draught|sleeping pill|sleeping tablet|slo-bid|sodium ethylmercurithiosalicylate|sodium salicylate|' +
  'sodium thiopental|soft drug|somatotrophic hormone|somatotrophin|somatotropic hormone|somatotropin|soothing syrup|' +
  'soporific|spasmolytic|special k|spectinomycin|spinal anaesthetic|spinal anesthetic|spironolactone|ssri|st joseph|' +
  'statin|statin drug|steroid hormone|stilbestrol|stilboestrol|stimulant drug|street drug|streptomycin|streptothricin|' +
  'styptic|sublimaze|subtilin|succinylcholine|sucralfate|sudafed|sudorific|sulamyd|sulfa|sulfa drug|sulfacetamide|' +
  'sulfadiazine|sulfamethazine|sulfamethoxazole|sulfamezathine|sulfanilamide|sulfapyridine|sulfisoxazole|sulfonamide|' +
  'sulfonylurea|sulindac|sulpha|super acid|super c|suppository|suppressant|surmontil|sweet-birch oil|synergist|' +
  'synthetic heroin|tadalafil|tagamet|talcum powder|talwin|tambocor|tamoxifen|tandearil|tazicef|temazepam|tempra|' +
  'tenoretic|tenormin|terazosin|terramycin|testosterone|tetracaine|tetrachlorethylene|tetrachloroethylene|tetracycline|' +
  'tetrahydrocannabinol|tetraiodothyronine|thalidomide|thalidone|theelin|theobid|theophylline|thiabendazole|thiamin|' +
  'thiamine|thiazide|thimerosal|thioguanine|thiopental|thiopental sodium|thiopentobarbital sodium|thioridazine|' +
  'thiosulfil|thiotepa|thiothixene|thorazine|thrombolytic|thrombolytic agent|thymosin|thyrocalcitonin|thyroid hormone|' +
  'thyroid-stimulating hormone|thyrotrophic hormone|thyrotrophin|thyrotropic hormone|thyrotropin|' +
  'thyrotropin-releasing factor|thyrotropin-releasing hormone|thyroxin|thyroxine|timolol|tincture of iodine|' +
  'tincture of opium|tissue plasminogen activator|tobramycin|tocainide|tocopherol|tofranil|toilet powder|tolazamide|' +
  'tolazoline|tolbutamide|tolectin|tolinase|tolmetin sodium|tonocard|topical anaesthetic|topical anesthetic|topv|' +
  'toradol|torodal|trandate|trandolapril|tranquilizer|tranquilliser|tranquillizer|tranylcypromine|trazodone|' +
  'trazodone hydrochloride|trental|triamcinolone|triavil|triazolam|tribromoethanol|tribromoethyl alcohol|' +
  'trichlormethiazide|trichloromethane|tricyclic|tricyclic antidepressant|tricyclic antidepressant drug|triiodomethane|' +
  'triiodothyronine|trimipramine|trimox|trinitroglycerin|trivalent live oral poliomyelitis vaccine|truth drug|' +
  'truth serum|tubocurarine|tylenol|tyrocidin|tyrocidine|tyrosine kinase inhibitor|tyrothricin|ultracef|unguent|urex|' +
  'vaccinum|valdecoxib|valium|valproic acid|vancocin|vancomycin|vardenafil|vasodilative|vasodilator|vasomax|vasopressin|' +
  'vasotec|velban|ventolin|verapamil|vermicide|vermifuge|veronal|versed|viagra|vibramycin|vinblastine|vincristine|' +
  'vinyl ether|viocin|viomycin|viosterol|vioxx|viracept|viramune|virazole|virility drug|visken|vistaril|vitamin|' +
  'vitamin a|vitamin a1|vitamin a2|vitamin b|vitamin b complex|vitamin b1|vitamin b12|vitamin b2|vitamin b6|vitamin bc|' +
  'vitamin c|vitamin d|vitamin e|vitamin g|vitamin h|vitamin k|vitamin k1|vitamin k3|vitamin m|vitamin p|voltaren|' +
  'vomitive|warfarin|water pill|water-soluble vitamin|window pane|witch hazel|wych hazel|wytensin|xanax|xylocaine|' +
  'yellow jacket|zalcitabine|zantac|zarontin|zestril|zidovudine|zinacef|zinc ointment|zithromax|zocor|zoloft|zovirax|' +
  'zyloprim'
