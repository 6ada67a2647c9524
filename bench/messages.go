package main

// messages are everyday sentences of about 100 characters, one in each of the
// 24 languages, in the order of their codes. They are what most traffic is
// like: nothing is to be found in them.
var messages = [...]string{
	"Утре сутринта ще тръгнем рано към морето, затова вземи топла дреха, вода и нещо за четене във влака.",
	"Zítra vyrážíme brzy ráno na výlet k rybníku, takže si vezmi svačinu, pláštěnku a něco na čtení do vlaku.",
	"I morgen tager vi tidligt af sted til stranden, så husk madpakke, en varm trøje og en god bog til turen.",
	"Morgen fahren wir früh ans Meer, also pack bitte eine warme Jacke, Wasser und etwas zu lesen für den Zug ein.",
	"Αύριο το πρωί φεύγουμε νωρίς για τη θάλασσα, πάρε μαζί σου νερό, μια ζακέτα και κάτι για διάβασμα.",
	"Tomorrow morning we leave early for the coast, so bring water, a warm jumper and something to read.",
	"Mañana salimos temprano hacia la costa, así que trae agua, una chaqueta y algo para leer en el tren.",
	"Homme hommikul sõidame vara mere äärde, võta kaasa vett, soe kampsun ja midagi lugemiseks rongisõidu ajaks.",
	"Huomenna lähdemme aikaisin merelle, joten ota mukaan vettä, lämmin villapaita ja jotain luettavaa junaan.",
	"Demain matin nous partons tôt vers la côte, alors prends de l'eau, un pull chaud et de quoi lire dans le train.",
	"Maidin amárach beimid ag imeacht go luath chun na farraige, mar sin tabhair uisce, geansaí agus leabhar leat.",
	"Sutra ujutro rano krećemo na more, zato ponesi vodu, topli džemper i nešto za čitanje u vlaku.",
	"Holnap reggel korán indulunk a tóhoz, úgyhogy hozz magaddal vizet, egy meleg pulóvert és valami olvasnivalót.",
	"Domani mattina partiamo presto per il mare, quindi porta acqua, un maglione e qualcosa da leggere in treno.",
	"Rytoj anksti ryte važiuojame prie jūros, todėl pasiimk vandens, šiltą megztinį ir ką nors paskaityti traukinyje.",
	"Rīt agri no rīta brauksim uz jūru, tāpēc paņem līdzi ūdeni, siltu džemperi un kaut ko lasāmu vilcienā.",
	"Għada filgħodu nitilqu kmieni lejn il-baħar, allura ġib ilma, ġakketta sħuna u xi ktieb x'taqra fit-triq.",
	"Morgen vertrekken we vroeg naar zee, dus neem water, een warme trui en iets te lezen mee voor in de trein.",
	"Jutro rano wyjeżdżamy nad morze, więc weź ze sobą wodę, ciepły sweter i coś do czytania w pociągu.",
	"Amanhã de manhã partimos cedo para a costa, por isso traz água, uma camisola e algo para ler no comboio.",
	"Mâine dimineață plecăm devreme la mare, așa că ia cu tine apă, un pulover gros și ceva de citit în tren.",
	"Zajtra ráno vyrážame skoro k jazeru, tak si zober vodu, teplý sveter a niečo na čítanie do vlaku.",
	"Jutri zjutraj gremo zgodaj na morje, zato vzemi s seboj vodo, topel pulover in kaj za branje na vlaku.",
	"I morgon bitti åker vi tidigt till havet, så ta med vatten, en varm tröja och något att läsa på tåget.",
}

// findings are short messages in which something is to be found.
var findings = [...]string{
	"nobody wants you here", "keiner mag dich", "nikt cię tu nie chce", "ħadd ma jħobbok", "níl aon duine ag iarraidh tú anseo",
	"dont tell your parents, its our secret", "zabiju tě", "никой не те иска тук",
}
