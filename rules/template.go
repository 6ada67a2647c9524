package rules

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"go.yaml.in/yaml/v3"
)

// template is a reason with the places where values of the event go.
type template struct {
	texts []string // one more than there are holes
	holes []hole
}

// hole is one place: an expression, or one of the words below.
type hole struct {
	word string
	prg  cel.Program
}

// holeWords are the placeholders that are no expressions.
var holeWords = []string{"rule", "policy", "labels", "matches"}

// template reads "seen {counter.insults_1h} times".
func (l *loader) template(n *yaml.Node, text string) *template {
	t, good := &template{}, true
	var plain strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case (c == '{' || c == '}') && i+1 < len(text) && text[i+1] == c:
			plain.WriteByte(c)
			i++
		case c == '}':
			l.inside(n, len([]rune(text[:i])), "write }} for a brace", "} without {")
			return nil
		case c == '{':
			end := strings.IndexByte(text[i:], '}')
			if end < 0 {
				l.inside(n, len([]rune(text[:i])), "write {{ for a brace", "{ without }")
				return nil
			}
			h, ok := l.hole(n, len([]rune(text[:i+1])), text[i+1:i+end])
			good = good && ok
			t.texts, t.holes = append(t.texts, plain.String()), append(t.holes, h)
			plain.Reset()
			i += end
		default:
			plain.WriteByte(c)
		}
	}
	t.texts = append(t.texts, plain.String())
	if !good {
		return nil
	}
	return t
}

func (l *loader) hole(n *yaml.Node, offset int, text string) (hole, bool) {
	for _, w := range holeWords {
		if text == w {
			return hole{word: w}, true
		}
	}
	e := l.expression(n, offset, text, "placeholder")
	if e == nil {
		return hole{}, false
	}
	switch e.typ.Kind() {
	case types.BoolKind, types.IntKind, types.DoubleKind, types.StringKind, types.TimestampKind, types.ListKind:
	default:
		l.inside(n, offset, "", "placeholder of type %s, want a text, number, truth, time or list", cel.FormatCELType(e.typ))
		return hole{}, false
	}
	prg, err := l.env.newCELProgram(e.ast, e.ast.Expr())
	if err != nil {
		l.inside(n, offset, "", "placeholder cannot be planned: %v", err)
		return hole{}, false
	}
	return hole{prg: prg}, true
}

// fill puts the values in; one that is missing reads "unknown".
func (t *template) fill(p *Policy, r *compiledRule, f *frame) string {
	if len(t.holes) == 0 {
		return t.texts[0]
	}
	var b strings.Builder
	for i, h := range t.holes {
		b.WriteString(t.texts[i])
		switch h.word {
		case "rule":
			b.WriteString(r.ID)
		case "policy":
			b.WriteString(strings.TrimSpace(p.name + " " + p.version))
		case "labels":
			for j, l := range r.Labels {
				if j > 0 {
					b.WriteString(", ")
				}
				b.WriteString(l.String())
			}
		case "matches":
			b.WriteString(matchesOf(r, f))
		default:
			v, _, err := h.prg.Eval(f)
			if err != nil {
				b.WriteString("unknown")
				continue
			}
			b.WriteString(render(v.Value()))
		}
	}
	b.WriteString(t.texts[len(t.holes)])
	return b.String()
}

// matchesOf tells of the matches with the lists that the rule asks for, or of
// all if it names none.
func matchesOf(r *compiledRule, f *frame) string {
	var parts []string
	for _, m := range head(f.ev.Matches, MaxMatches) {
		named := len(r.hashLists) == 0
		for _, name := range r.hashLists {
			named = named || name == m.List
		}
		if !named {
			continue
		}
		s := m.List
		if m.Version != "" {
			s += "@" + m.Version
		}
		if m.Exact {
			s += " (same bytes)"
		} else {
			s += fmt.Sprintf(" (distance %d, quality %d)", m.Distance, m.Quality)
		}
		parts = append(parts, s)
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// render writes a value for people: two decimals, lists joined.
func render(v any) string {
	switch x := v.(type) {
	case float64:
		return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 2, 64), "0"), ".")
	case time.Time:
		return x.UTC().Format(time.RFC3339)
	case []string:
		return strings.Join(x, ", ")
	case string:
		if r := []rune(x); len(r) > 100 {
			return string(r[:100]) + "…"
		}
	}
	return fmt.Sprint(v)
}
