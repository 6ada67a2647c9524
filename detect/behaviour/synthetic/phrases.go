package synthetic

// phrases are what is said in one language. They are as mild as their purpose
// allows.
type phrases struct {
	attacks  []string // insults and humiliation, to the face
	shuts    []string // exclusion, to the face
	mock     []string // of the one who suffers, in words that no lexicon holds
	plead    []string // by the one who suffers
	banter   []string // the same words among friends
	laughs   []string
	warm     []string
	stop     []string // the one who suffers says so
	defend   []string // of another
	pester   []string // harmless words that become a burden by their number
	everyday []string
	cues     [][]string // conduct as in grooming, one list for each kind
}

// languages are in the order of their codes.
var languages = []struct {
	code string
	phrases
}{
	{"de", phrases{
		attacks:  []string{"du bist so ein loser", "du bist echt ein idiot", "du bist so peinlich", "halt die fresse du opfer", "du bist so dumm", "du bist so hässlich"},
		shuts:    []string{"keiner mag dich", "niemand will dich hier", "du gehörst nicht dazu", "du hast keine freunde"},
		banter:   []string{"du idiot haha", "du bist so ein loser 😂", "haha du bist so dumm"},
		laughs:   []string{"hahaha", "😂😂", "haha stimmt", "lol du auch"},
		warm:     []string{"danke bro 😂", "haha bis morgen, freu mich", "haha du bist der beste", "super gemacht 😊"},
		mock:     []string{"schau mal wie die rumläuft", "was für ein auftritt heute haha", "die heult bestimmt gleich", "und wieder ganz allein in der pause haha", "ihre haare sehen aus wie ein besen", "keiner hat gefragt"},
		plead:    []string{"was hab ich euch getan?", "warum sagt ihr sowas", "ich will nur mitspielen", "das stimmt doch gar nicht"},
		stop:     []string{"lass mich in ruhe", "hör auf damit, das tut mir weh", "ich werde gemobbt und kann nicht mehr"},
		defend:   []string{"lass sie in ruhe", "das ist nicht okay, lasst sie in ruhe", "hört auf, sie hat euch nichts getan"},
		pester:   []string{"hey", "bist du da?", "warum schreibst du nicht", "hallo??", "was machst du heute"},
		everyday: []string{"wann ist morgen training?", "ich hab die hausaufgaben in mathe nicht verstanden", "wer kommt am samstag mit ins kino", "der bus hat schon wieder verspätung", "hat jemand die lösung von aufgabe drei", "morgen schreiben wir englisch"},
		cues: [][]string{
			{"du bist so reif für dein alter", "viel reifer als andere"},
			{"das bleibt unter uns, sag es niemandem", "das ist unser geheimnis"},
			{"gib mir dein snap, lass auf snap schreiben", "schreib mir auf whatsapp"},
			{"schick mir ein bild von dir", "schick mal ein bild von dir"},
			{"bist du allein zuhause?", "sind deine eltern da?"},
		},
	}},
	{"en", phrases{
		attacks:  []string{"you are such a loser", "you're an idiot", "you are so dumb", "you're pathetic", "shut up you moron", "you're so ugly"},
		shuts:    []string{"nobody likes you", "nobody wants you here", "you don't belong here", "you have no friends"},
		banter:   []string{"you idiot haha", "you're such a loser lol 😂", "haha you are so dumb"},
		laughs:   []string{"hahaha", "😂😂", "lol true", "haha you too"},
		warm:     []string{"thanks bro 😂", "haha see you tomorrow", "haha love you", "well done 😊"},
		mock:     []string{"look at those shoes, where did she get them", "she is going to cry now haha", "what a performance today lol", "again all by herself at lunch haha", "her hair looks like a broom", "nobody asked"},
		plead:    []string{"what did i do to you?", "why do you say that", "i only want to join in", "that is not even true"},
		stop:     []string{"leave me alone", "please stop it, leave me alone", "stop it, you are hurting me"},
		defend:   []string{"leave her alone", "that's mean, leave her alone", "stop it, she did nothing to you, be nice"},
		pester:   []string{"hey", "are you there?", "why don't you write back", "hello??", "what are you doing today"},
		everyday: []string{"when is practice tomorrow?", "i did not get the maths homework", "who is coming to the cinema on saturday", "the bus is late again", "does anyone have the answer to question three", "we have an english test tomorrow"},
		cues: [][]string{
			{"you're so mature for your age", "not like other girls your age"},
			{"this stays between us, don't tell anyone", "it's our little secret"},
			{"add me on snap", "let's talk on whatsapp"},
			{"send me a pic of you", "send me a selfie"},
			{"are you home alone?", "are your parents home?"},
		},
	}},
	{"fr", phrases{
		attacks:  []string{"t'es qu'un boloss", "t'es vraiment un crétin", "t'es trop nul", "ferme ta gueule sale victime", "t'es une victime", "t'es moche"},
		shuts:    []string{"personne t'aime", "personne veut de toi ici", "t'es pas invité", "on traîne pas avec toi"},
		banter:   []string{"t'es trop nul mdr", "espèce de boloss 😂", "mdr t'es débile"},
		laughs:   []string{"mdrrr", "😂😂", "ptdr grave", "haha toi aussi"},
		warm:     []string{"merci frérot 😂", "mdr à demain", "haha je t'aime", "bien joué 😊"},
		mock:     []string{"regardez comment il s'habille", "il va encore pleurer mdr", "quelle tête aujourd'hui mdr", "encore tout seul à la cantine haha", "ses cheveux on dirait un balai", "personne t'a demandé"},
		plead:    []string{"qu'est-ce que je vous ai fait ?", "pourquoi vous dites ça", "je veux juste venir avec vous", "c'est même pas vrai"},
		stop:     []string{"laisse-moi tranquille, arrête de dire ça de moi", "je me fais harceler et j'en peux plus", "c'est pas drôle, tu me fais mal"},
		defend:   []string{"laisse-la tranquille", "arrêtez de l'insulter, elle vous a rien fait", "c'est pas drôle, laissez-la tranquille"},
		pester:   []string{"coucou", "t'es là ?", "pourquoi tu réponds pas", "allô ??", "tu fais quoi aujourd'hui"},
		everyday: []string{"c'est quand l'entraînement demain ?", "j'ai pas compris l'exercice de maths", "qui vient au ciné samedi", "le bus est encore en retard", "quelqu'un a la réponse de la question trois", "demain on a contrôle d'anglais"},
		cues: [][]string{
			{"t'es mature pour ton âge", "tu fais plus vieille que ton âge"},
			{"c'est notre secret", "ne dis rien à tes parents"},
			{"viens sur snap", "ajoute-moi sur snap"},
			{"envoie-moi une photo", "envoie une photo de toi"},
			{"t'es seule à la maison ?", "tes parents sont là ?"},
		},
	}},
	{"it", phrases{
		attacks:  []string{"sei uno sfigato", "sei un cretino", "fai schifo", "sei proprio un idiota", "sei lo zimbello della classe", "sei un fallito"},
		shuts:    []string{"nessuno ti vuole", "non sei invitata", "ti odiano tutti", "non sederti con noi"},
		banter:   []string{"sei scemo ahaha", "ahah che cretino che sei", "sei uno sfigato 😂"},
		laughs:   []string{"ahahah", "😂😂", "ahah vero", "ahah anche tu"},
		warm:     []string{"grazie bro 😂", "ahah a domani, ti voglio bene", "ahah sei il migliore", "ben fatto 😊"},
		mock:     []string{"guardate come si veste", "adesso si mette a piangere ahah", "che figura oggi ahah", "sempre da sola a ricreazione ahah", "i capelli sembrano una scopa", "nessuno te l'ha chiesto"},
		plead:    []string{"che cosa vi ho fatto?", "perché dite così", "volevo solo venire con voi", "non è nemmeno vero"},
		stop:     []string{"basta, smettetela con me", "mi prendono in giro e non ce la faccio più", "smettila di prendermi in giro, mi fa male"},
		defend:   []string{"lasciala in pace", "smettetela, lasciatela stare", "non è divertente, lasciala stare"},
		pester:   []string{"ehi", "ci sei?", "perché non scrivi", "pronto??", "che fai oggi"},
		everyday: []string{"quando è l'allenamento domani?", "non ho capito i compiti di matematica", "chi viene al cinema sabato", "l'autobus è di nuovo in ritardo", "qualcuno ha la risposta alla domanda tre", "domani c'è la verifica di inglese"},
		cues: [][]string{
			{"sei matura per la tua età", "sembri più grande"},
			{"è il nostro segreto", "non dirlo ai tuoi genitori"},
			{"aggiungimi su snap", "vieni su telegram"},
			{"mandami una foto", "mandami una tua foto"},
			{"sei sola in casa?", "ci sono i tuoi in casa?"},
		},
	}},
	{"mt", phrases{
		attacks:  []string{"int stupidu", "int injorant", "kemm int ikrah", "inti stupida", "int baħnan", "int ċuċ"},
		shuts:    []string{"ħadd ma jħobbok", "ħadd ma jridek hawn", "ħadd ma jaħmlek", "aħjar mingħajrek"},
		banter:   []string{"kemm int stupidu haha", "int ċuċ 😂", "haha int baħnan"},
		laughs:   []string{"hahaha", "😂😂", "haha veru", "haha int ukoll"},
		warm:     []string{"grazzi ħi 😂", "haha narak għada", "haha inħobbok", "prosit 😊"},
		mock:     []string{"ara kif libset illum", "issa tibda tibki haha", "x'figura għamlet haha", "dejjem waħedha fil-brejk haha", "xagħarha qisu xkupa", "ħadd ma staqsiek"},
		plead:    []string{"x'għamiltilkom?", "għaliex tgħidu hekk", "jien irrid biss niġi magħkom", "lanqas huwa minnu"},
		stop:     []string{"qed jibbuljani u ma niflaħx aktar", "jidħku bija, mhux sew għalija", "jibbuljawni kuljum lili"},
		defend:   []string{"ħalliha kwieta", "mhux sew, ħalluha kwieta", "tinsultawx lilha, ħalluha kwieta"},
		pester:   []string{"hey", "qiegħed hemm?", "għaliex ma tiktibx", "hello??", "x'qed tagħmel illum"},
		everyday: []string{"meta għandna t-taħriġ għada?", "ma fhimtx il-homework tal-matematika", "min ġej iċ-ċinema s-sibt", "il-karozza tal-linja reġgħet tard", "xi ħadd għandu t-tweġiba tat-tielet mistoqsija", "għada għandna t-test tal-ingliż"},
		cues: [][]string{
			{"l-età hija biss numru", "l-età numru biss"},
			{"tgħid xejn lil ommok", "tgħidx lill-ġenituri"},
			{"ejja fuq snap", "ejja fuq whatsapp"},
			{"ibgħatli ritratt tiegħek", "ibgħatli ritratt"},
			{"waħdek id-dar?", "qiegħda waħdek?"},
		},
	}},
	{"pl", phrases{
		attacks:  []string{"jesteś idiotą", "jesteś taki głupi", "ale z ciebie frajer", "jesteś żałosny", "zamknij się debilu", "jesteś przegrywem"},
		shuts:    []string{"nikt cię nie lubi", "nikt cię tu nie chce", "nie pasujesz do nas", "nie masz przyjaciół"},
		banter:   []string{"ty idioto haha", "ale z ciebie frajer 😂", "haha jaki ty głupi jesteś"},
		laughs:   []string{"hahaha", "😂😂", "xd prawda", "haha ty też"},
		warm:     []string{"dzięki stary 😂", "haha do jutra", "haha kocham cię", "brawo 😊"},
		mock:     []string{"patrzcie jak ona się ubiera", "zaraz się popłacze haha", "ale występ dzisiaj haha", "znowu sama na przerwie haha", "jej włosy wyglądają jak miotła", "nikt cię nie pytał"},
		plead:    []string{"co ja wam zrobiłam?", "dlaczego tak mówicie", "chcę tylko iść z wami", "to nawet nie jest prawda"},
		stop:     []string{"przestań, zostaw mnie", "dokuczają mi i nie daję już rady", "nie nazywaj mnie tak, przestań"},
		defend:   []string{"zostaw ją", "przestańcie, zostawcie ją, ona nic wam nie zrobiła", "nie wyzywaj jej, zostaw ją"},
		pester:   []string{"hej", "jesteś?", "czemu nie piszesz", "halo??", "co dzisiaj robisz"},
		everyday: []string{"kiedy jutro trening?", "nie zrozumiałem zadania z matmy", "kto idzie w sobotę do kina", "autobus znowu się spóźnia", "ma ktoś odpowiedź do trzeciego pytania", "jutro mamy sprawdzian z angielskiego"},
		cues: [][]string{
			{"jesteś bardzo dojrzała jak na swój wiek", "inna niż rówieśniczki"},
			{"nie mów rodzicom", "nie mów nikomu o nas"},
			{"napisz do mnie na priv, dodaj mnie na snapie", "przejdźmy na telegrama"},
			{"wyślij mi swoje zdjęcie", "włącz kamerkę"},
			{"przyjadę po ciebie", "spotkajmy się sami"},
		},
	}},
}
