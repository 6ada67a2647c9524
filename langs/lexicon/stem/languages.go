package stem

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs"
)

// endings splits a list and sorts it, the longest first.
func endings(list string) []string {
	all := strings.Fields(list)
	slices.SortStableFunc(all, func(a, b string) int {
		return cmp.Compare(utf8.RuneCountInString(b), utf8.RuneCountInString(a))
	})
	return all
}

// all is indexed by language.
var all = [langs.NumLanguages]*rules{
	// Articles, plurals and persons; then the vowel that stays (лъв, лъвове).
	langs.Bulgarian: {
		endings: endings(`ата ищата овете еве овци ище ища ове евете ите ята ета ето ият ия ът ят та то те ът а я о е и у ю
			ейки айки яхме яхте ахме ахте ихме ихте аха яха иха ах ях их аш яш иш еш ат ят ам им ем ме те ите ете
			ал ала ало али ил ила или ило ял яла яло яли ен ена ено ени ан ана ано ани ян яна яно яни ския ски ска ско ският ската ското ските
			ният ната ното ните ният ния на но ни ър ко чо`),
		keep: 3,
		after: func(w string) string {
			return replaceEnd(w, "ц", "к", "ч", "к", "ж", "г", "ш", "х", "з", "г", "й", "")
		},
	},
	// Seven cases, possessives; palatal and plain consonants fall together.
	langs.Czech: {
		endings: endings(`atech atům ětem etem ech ích ých ové ovi ům ami emi ími ými ého ěho ího ému ímu ěte eti iti aty ata ách ata em es ém ím ým ou
			mi us os ův ova ovo ovy ové ovou ějš ejší ejších ším ost osti ostí a á e é ě i í o u ů y ý
			ovat oval ovala ovali uje uji uju ujeme ujete ujou ují ám áš áme áte ají ím íš íme íte ejí al ala alo ali aly il ila ilo ili ily el ela eli
			at it et ej ejte en ena eno eni eny aný aná ané ený ená ené ení aní`),
		keep:  3,
		after: czech,
	},
	langs.Slovak: {
		endings: endings(`atách atám aťami encami ovia ovie ovi och ách iach ích ých ami mi ého ieho ému iemu ými ími ých om ám iam ím ým ov ou ej ej
			ovho ova ovo ové ovej ia ie iu í ý á é ú a e i o u y ejší ejšia ejšie osť osti
			ovať oval ovala ovali uje ujem uješ ujeme ujete ujú am ám áš áme áte ajú ím íš íme íte ia al ala alo ali il ila ilo ili el ela eli
			ať iť eť aj ajte en ena eno eni ený ená ené ení aný aná ané aní`),
		keep:  3,
		after: slovak,
	},
	langs.Slovenian: {
		endings: endings(`ovoma ovima ema oma ami emi imi ega emu ama ima ovi ova ove ovih evi eva eve jem jema ih im em om ov ev am ah eh ja je ji jo ju
			a e i o u ejši ejša ejše ost osti
			ovati oval ovala ovali uje ujem uješ ujemo ujete ujejo am aš amo ate ajo im iš imo ite ijo eš emo ete ejo al ala alo ali ale il ila ilo ili ile
			ati iti eti aj ajte en ena eno eni ene an ana ano ani ane jen jena jeno jeni`),
		keep: 3,
		after: func(w string) string {
			return replaceEnd(w, "ec", "k", "ek", "k", "č", "k", "c", "k", "ž", "g", "š", "h")
		},
	},
	// Endings of all declensions and persons without their accents.
	langs.Greek: {
		before: withoutTonos,
		endings: endings(`αδων αδες ουλα ιτσα ακια ακι εων εως εις ιων ιου ιους ους ου ος οι ων ας ες ης η α ο ε ω υ ι ια
			ουμε ετε ουν ουνε αμε ατε αν αει ας ουσα ουσε εται ομαι εσαι ονται ομαστε οσαστε ησα ησες ησε ησαμε ησατε ησαν ησω ησεις ησει
			ησουμε ησετε ησουν ησου μενος μενη μενο μενοι μενες μενα μενου μενων μενους οτερος οτερη οτερο οτατος
			ικος ικη ικο ικοι ικες ικα ικου ικων ικους σ`),
		keep:  3,
		after: func(w string) string { return vowelless(w, "αεηιου", 3) },
	},
	// Fourteen cases; the stem vowel goes, and with it the change of grade at
	// the end.
	langs.Estonian: {
		endings: endings(`dega tega desse tesse dele tele delt telt deks teks test dest del tel des tes deta teta dena teta dini teni
			isse esse asse usse ist est ast ust ile ale ele ule ilt alt elt ult iks aks eks uks iga aga ega uga ita ata eta uta ina ana una ini ani uni
			sse st le lt ks ga ta na ni de te id ed ad ud sid s d l t i e a u n
			sin sid sime site vad takse ti tud nud mas mast mata ma da b me te ksin ks gu`),
		keep:  3,
		after: func(w string) string { return single(vowelless(w, "aeiu", 3)) },
	},
	langs.Irish: {
		before: withoutMutation,
		endings: endings(`eanna anna eacha acha ithe aithe óga eoga íní aí í e a ta te tha the is s
			eann ann im aim imid aimid íonn aíonn ím aím adh eadh igh aigh ar ear tar tear fidh faidh óidh eoidh ódh eodh igí aigí iú ú áil eáil
			ín án óg eog ach each úil iúil úla iúla ra re`),
		keep:  3,
		after: func(w string) string { return slender(vowelless(w, "aeiou", 3)) },
	},
	langs.Latvian: {
		endings: endings(`iem ajam ajai ajā ajiem ajām ajos ajās ām ēm īm as es is us os am im um ai ei ij ijs ā ē ī ū ās ēs īs š s a e i o u
			āks āka āki ākais ākā ais ie iņš iņa iņu iņi iņas iņam ītis īte ītes ene enes enei enēm iete ietes
			ot oša ošs ošie t ju ji ja jām jāt šu si s sim siet at am u i amies aties ties jas jos ējs ēja ēji ēju āt ēt īt āja ēja īja āji ēji īji
			ts ta ti tas tie to tais tā usi uši is ušas`),
		keep:  3,
		after: latvian,
	},
	langs.Lithuanian: {
		endings: endings(`iuose iuosius iams iais iųjų ųjų iojo iajam iausias iausia iausi iausios esnis esnė esni esnių okas oka
			uose ose ėse yse amas am ams oms ėms ims ums omis ėmis imis umis ais iais io iui iu iai ių ius ia ią ios ioje iame yje uje oje ėje
			as o ui ą u e ai ų us is į y ys a os ai ę ė ės ei i ies au aus umi ame
			ti u i a ame ate iame iate au ai ome ote ėme ėte ei iau davau davai davo siu si s sime site čiau tum tų k kite ki ant antis anti ęs usi tas ta ti tos tų
			oju oji oja avo avau uoja uoji uoju elis elė elio eliai ėlis ėlė ukas iukas utis ytė`),
		keep:  3,
		after: func(w string) string { return replaceEnd(w, "č", "t", "dž", "d", "i", "") },
	},
	// Plurals, feminine, attached pronouns and the -x of negation; the vowels
	// between the root's consonants change, so they are left out at the end.
	langs.Maltese: {
		before: maltese,
		endings: endings(`ijietkom iethom ijiet iet at ejn ajn in ni na kom hom ha ek ok ik ha hulek lhom lkom lna lha lek lok lu li
			anin ieni ana ika iċi jin jiet t et it ejt ajt ejna ajna ejtu ajtu ew aw u a i ja h k`),
		keep: 3,
	},
}

func czech(w string) string {
	w = vowelless(w, "aeiouyáéíóúůýě", 3)
	return replaceEnd(w, "čt", "ck", "št", "sk", "č", "k", "c", "k", "ž", "h", "z", "h", "ř", "r", "š", "ch", "ek", "k", "ď", "d", "ť", "t", "ň", "n")
}

func slovak(w string) string {
	w = vowelless(w, "aeiouyáéíóúýäô", 3)
	return replaceEnd(w, "č", "k", "c", "k", "ž", "h", "z", "h", "š", "ch", "ek", "k", "ok", "k", "ď", "d", "ť", "t", "ň", "n", "ľ", "l")
}

func latvian(w string) string {
	return replaceEnd(w, "šņ", "sn", "žņ", "zn", "šļ", "sl", "žļ", "zl", "ļļ", "l", "ņņ", "n", "pj", "p", "bj", "b", "mj", "m", "vj", "v",
		"č", "c", "š", "s", "ž", "z", "ļ", "l", "ņ", "n", "dž", "dz", "j", "")
}

var tonos = strings.NewReplacer("ά", "α", "έ", "ε", "ή", "η", "ί", "ι", "ό", "ο", "ύ", "υ", "ώ", "ω", "ϊ", "ι", "ΐ", "ι", "ϋ", "υ", "ΰ", "υ", "ς", "σ")

// withoutTonos takes the accents off, and the sigma of endings in -σ.
func withoutTonos(w string) string {
	w = tonos.Replace(w)
	if utf8.RuneCountInString(w) > 4 && (strings.HasSuffix(w, "οσ") || strings.HasSuffix(w, "ησ") || strings.HasSuffix(w, "ασ") || strings.HasSuffix(w, "εσ") || strings.HasSuffix(w, "ουσ")) {
		w = strings.TrimSuffix(w, "σ")
	}
	return w
}

// withoutMutation undoes lenition and eclipsis at the beginning of an Irish
// word.
func withoutMutation(w string) string {
	for _, m := range [...][2]string{
		{"bhf", "f"},
		{"mb", "b"},
		{"gc", "c"},
		{"nd", "d"},
		{"ng", "g"},
		{"bp", "p"},
		{"dt", "t"},
		{"ts", "s"},
		{"bh", "b"},
		{"ch", "c"},
		{"dh", "d"},
		{"fh", "f"},
		{"gh", "g"},
		{"mh", "m"},
		{"ph", "p"},
		{"sh", "s"},
		{"th", "t"},
	} {
		if strings.HasPrefix(w, m[0]) && len(w) > len(m[0])+2 {
			return m[1] + w[len(m[0]):]
		}
	}
	return w
}

// slender makes a slender ending broad: amadáin, amadán.
func slender(w string) string {
	return replaceEnd(w, "áin", "án", "éin", "éan", "óir", "óir", "aigh", "ach", "igh", "each", "oic", "oc", "ail", "al", "air", "ar")
}

// maltese takes an article or preposition that is written to the word off.
func maltese(w string) string {
	for _, p := range []string{"ghall-", "għall-", "tal-", "fil-", "bil-", "mil-", "il-", "l-", "lil-"} {
		if rest, ok := strings.CutPrefix(w, p); ok {
			w = rest
			break
		}
	}
	if utf8.RuneCountInString(w) > 4 {
		w = strings.TrimSuffix(w, "x")
	}
	return w
}
