// Package ruleset makes seeded policies and events to measure rule engines by:
// the same seed gives the same bytes. What it makes is synthetic: of its events
// 6 % are hot (scores high, lists matched, counters up), the rest is everyday
// traffic. A policy with less selective rules gains less from an index.
package ruleset

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Seed is the seed of published figures.
const Seed = 20261122

var (
	labels = strings.Fields(`bullying.insult bullying.rumour bullying.outing_shaming threat.violence threat.sexual
		hate.incitement hate.slur sexual.extortion sexual.adult selfharm.suicide selfharm.encouragement
		violence.call commercial.gambling fraud.scam doxxing`)
	counters  = strings.Fields("insults_1h threats_1d actors_1h reshares_1d items_1m links_1h")
	languages = strings.Fields("mt en it de fr nl pl es ro el sv fi et lv lt hu cs sk sl hr bg pt da ga")
	countries = strings.Fields("MT IT DE FR NL PL ES RO GR SE FI EE LV LT HU CZ SK SI HR BG PT DK IE AT BE LU CY US GB BR")
	hashLists = strings.Fields("csam ncii terror spam memes")
	suffixes  = strings.Fields(".bet .casino .win .loan .xyz .top .click .bid")
)

// Policy returns a policy of n rules made from ten templates.
func Policy(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	b.WriteString("name: seeded\nversion: \"1\"\nattributes: {channel: string, price: double, invites: int, live: bool, tags: list}\nlists:\n")
	for _, name := range hashLists {
		fmt.Fprintf(&b, "  %s: {hashes: true}\n", name)
	}
	b.WriteString("counters:\n")
	for _, name := range counters {
		fmt.Fprintf(&b, "  %s: {key: actor.id, window: 1h}\n", name)
	}
	b.WriteString("rules:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - {id: rule-%d, action: review, reason: synthetic, when: '%s'}\n", i, condition(r, i%10))
	}
	return []byte(b.String())
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

// quoted picks n different words and writes them as a CEL list.
func quoted(r *rand.Rand, list []string, n int) string {
	words := make([]string, n)
	for i, at := range r.Perm(len(list))[:n] {
		words[i] = `"` + list[at] + `"`
	}
	return strings.Join(words, ", ")
}

func word(r *rand.Rand) string { return fmt.Sprintf("w%03d", r.IntN(800)) }

// condition writes a condition from one of the ten templates.
func condition(r *rand.Rand, template int) string {
	score := func() string { return fmt.Sprintf(`score["%s"]`, pick(r, labels)) }
	high := func() float64 { return 0.55 + 0.4*r.Float64() }
	switch template {
	case 0: // score and language
		return fmt.Sprintf(`%s >= %.3f && lang in [%s]`, score(), high(), quoted(r, languages, 3))
	case 1: // score and counter
		return fmt.Sprintf(`%s > %.3f && counter.%s >= %d`, score(), high(), pick(r, counters), 2+r.IntN(8))
	case 2: // list and distance
		return fmt.Sprintf(`match.exists(m, m.list == "%s" && m.distance <= %d && m.quality >= %d)`, pick(r, hashLists), 8+r.IntN(24), 40+r.IntN(20))
	case 3: // ages
		return fmt.Sprintf(`audience.age_min < %d && actor.age_days < %d && %s >= %.3f`, 13+r.IntN(5), 3+r.IntN(60), score(), high())
	case 4: // pile-on
		return fmt.Sprintf(`counter.actors_1h >= %d && target.followers < %d && thread.participants > %d`, 8+r.IntN(40), 100+r.IntN(900), 4+r.IntN(10))
	case 5: // jurisdiction
		return fmt.Sprintf(`country in [%s] && %s >= %.3f && !(lang in [%s])`, quoted(r, countries, 4), score(), high(), quoted(r, languages, 2))
	case 6: // key words
		return fmt.Sprintf(`text.terms.exists(t, t in ["%s", "%s", "%s"]) && text.length < %d`, word(r), word(r), word(r), 40+r.IntN(400))
	case 7: // weighted sum
		return fmt.Sprintf(`0.%d * %s + 0.%d * %s + 0.2 * %s >= %.3f`, 3+r.IntN(3), score(), 3+r.IntN(3), score(), score(), 0.5+0.3*r.Float64())
	case 8: // imbalance
		return fmt.Sprintf(`actor.followers > %d * target.followers && %s >= %.3f && relation.overlap < 0.%d`, 10+r.IntN(90), score(), high(), 1+r.IntN(4))
	}
	return fmt.Sprintf(`text.hosts.exists(h, h.endsWith("%s")) && (attr.channel == "c%d" || attr.price > %.2f)`, pick(r, suffixes), r.IntN(30), 50+200*r.Float64())
}

// Events returns n events as JSON, one in 16 of them hot.
func Events(seed uint64, n int) [][]byte {
	r := rand.New(rand.NewPCG(seed, 2))
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	out := make([][]byte, n)
	for i := range out {
		e := event(r, r.IntN(1000) < 60)
		e["id"] = fmt.Sprintf("item-%d", i)
		e["time"] = start.Add(time.Duration(i) * 7 * time.Second).Format(time.RFC3339)
		out[i], _ = json.Marshal(e)
	}
	return out
}

type object = map[string]any

// event fills 44 fields.
func event(r *rand.Rand, hot bool) object {
	scores := object{}
	for _, l := range labels {
		scores[l] = 0.3 * r.Float64() * r.Float64()
		if hot && r.IntN(5) == 0 {
			scores[l] = 0.4 + 0.6*r.Float64()
		}
	}
	counts := object{}
	for _, c := range counters {
		counts[c] = r.IntN(3)
		if hot && r.IntN(3) == 0 {
			counts[c] = r.IntN(60)
		}
	}
	e := object{
		"kind": pick(r, []string{"message", "post", "comment"}), "country": pick(r, countries),
		"score": scores, "counter": counts, "languages": object{pick(r, languages): 0.9},
		"actor": party(r), "target": party(r),
		"relation": object{"overlap": round(r.Float64()), "follows": r.IntN(2) == 0, "items": r.IntN(100)},
		"thread":   object{"participants": 2 + r.IntN(12), "public": r.IntN(2) == 0},
		"audience": object{"age_min": 10 + r.IntN(30), "age_max": 40 + r.IntN(40)},
		"text":     object{"length": 10 + r.IntN(300), "words": 2 + r.IntN(60), "terms": []string{word(r)}, "hosts": hosts(r, hot)},
		"attr": object{
			"channel": fmt.Sprintf("c%d", r.IntN(30)), "price": round(100 * r.Float64()), "invites": r.IntN(5),
			"live": r.IntN(2) == 0, "tags": []string{word(r)},
		},
	}
	if hot && r.IntN(3) == 0 || r.IntN(200) == 0 {
		e["match"] = []object{{"list": pick(r, hashLists), "version": "7", "distance": r.IntN(32), "quality": 30 + r.IntN(70)}}
	}
	return e
}

func round(x float64) float64 { return float64(int(x*1000)) / 1000 }

func party(r *rand.Rand) object {
	return object{
		"id": fmt.Sprintf("p%d", r.IntN(500)), "age_days": r.IntN(2000), "followers": r.IntN(1 + r.IntN(20000)),
		"age_min": 12 + r.IntN(40), "verified": r.IntN(4) == 0, "strikes": r.IntN(3),
	}
}

func hosts(r *rand.Rand, hot bool) []string {
	switch {
	case hot && r.IntN(3) == 0:
		return []string{"shop" + pick(r, suffixes)}
	case r.IntN(4) == 0:
		return []string{fmt.Sprintf("site%d.example", r.IntN(100))}
	}
	return []string{}
}
