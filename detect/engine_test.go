package detect_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing/bank"
	"github.com/vigil-moderation/vigil/hashing/list"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/lexicon"
	"github.com/vigil-moderation/vigil/rules"
)

func Example() {
	engine, err := detect.New(detect.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	verdict, err := engine.Scan(context.Background(), detect.Item{ID: "1", Text: "nobody wants you here, just leave"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range verdict.Signals {
		if s.Label == harm.BullyingExclusion {
			fmt.Println(s.Label, "in", verdict.Languages[0].Language, "at", *s.Evidence[0].Span)
		}
	}
	// Output: bullying.exclusion in en at {0 21}
}

// shared is an engine with the default settings: tests that change nothing use
// it together.
var shared = sync.OnceValues(func() (*detect.Engine, error) { return detect.New(detect.Options{}) })

func engine(t testing.TB) *detect.Engine {
	t.Helper()
	e, err := shared()
	require.NoError(t, err)
	return e
}

// sentinel is a policy that holds up the words of TestSwap and says by whom.
func sentinel(t testing.TB, name string) *rules.Policy {
	t.Helper()
	file := fmt.Sprintf(`
name: %s
version: "1"
rules:
  - id: by-%s
    when: score["bullying.insult"] >= 0.5
    labels: bullying.insult
    action: hold
    reason: held by %s
`, name, name, name)
	p, err := rules.Load([]byte(file), rules.Options{File: name + ".yaml"})
	require.NoError(t, err)
	return p
}

func sentinelLexicon(t testing.TB) *lexicon.Lexicon {
	t.Helper()
	l, err := lexicon.New([]lexicon.Entry{{Term: "zorblax", Label: harm.BullyingInsult, Severity: 3, Sense: lexicon.Insult}}, lexicon.Options{})
	require.NoError(t, err)
	return l
}

func TestSwapWhileScanning(t *testing.T) {
	t.Parallel()
	policies := []*rules.Policy{sentinel(t, "left"), sentinel(t, "right")}
	hash := "f8f8f0cee0f4a84f06370a22028f67f0b36e2ed596621e1d33e6b39c4e9c9b22"
	load := func(name string) *bank.Bank {
		b, err := bank.Load(strings.NewReader("id,pdq\n1,"+hash+"\n"), bank.Options{Name: name, Format: list.CSV})
		require.NoError(t, err)
		return b
	}
	banks := []*bank.Bank{load("one"), load("two")}
	e, err := detect.New(detect.Options{Policy: policies[0], Banks: banks[:1]})
	require.NoError(t, err)
	require.NoError(t, e.SetLexicon(sentinelLexicon(t)))

	ctx := context.Background()
	stop := make(chan struct{})
	var wg sync.WaitGroup
	errs := make(chan error, 64)
	for range 64 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				v, err := e.Scan(ctx, detect.Item{Text: "you zorblax"})
				if err == nil && (len(v.Fired) != 1 || v.Fired[0].ID != "by-"+v.Policy || v.Fired[0].Reason != "held by "+v.Policy) {
					err = fmt.Errorf("mixed verdict: %+v", v)
				}
				if err != nil {
					errs <- err
					return
				}
			}
		})
	}
	for i := range 1000 {
		require.NoError(t, e.SetPolicy(policies[i%2]))
		require.NoError(t, e.SetBanks(banks[i%2]))
		if i%100 == 0 {
			require.NoError(t, e.SetLexicon(sentinelLexicon(t)))
		}
	}
	close(stop)
	wg.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
}

func TestScanLanguages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		lang  langs.Language
		text  string
		label harm.Label
		found bool
	}{
		{langs.English, "nobody wants you here, leave our group chat", harm.BullyingExclusion, true},
		{langs.English, "she said nobody should ever be told that they are not welcome", harm.BullyingExclusion, false},
		{langs.Polish, "nikt cię tu nie chce", harm.BullyingExclusion, true},
		{langs.Polish, "nikt tu nie chce deszczu w sobotę", harm.BullyingExclusion, false},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			v, err := engine(t).Scan(context.Background(), detect.Item{ID: "x", Text: tt.text})
			require.NoError(t, err)
			require.Equal(t, "x", v.ID)
			require.Equal(t, tt.lang, v.Languages[0].Language)
			require.Equal(t, tt.found, v.Score(tt.label) >= 0.5, "%+v", v.Signals)
			for _, s := range v.Signals {
				for _, ev := range s.Evidence {
					require.NotNil(t, ev.Span)
					require.GreaterOrEqual(t, ev.Span.Start, 0)
					require.LessOrEqual(t, ev.Span.End, len(tt.text))
					require.Less(t, ev.Span.Start, ev.Span.End)
				}
			}
		})
	}
}

func TestScanIntoAllocatesNothing(t *testing.T) {
	e := engine(t)
	ctx := context.Background()
	item := detect.Item{Text: "The train to the coast leaves at nine and we will take sandwiches along for everybody."}
	var v detect.Verdict
	require.NoError(t, e.ScanInto(ctx, &v, &item))
	require.Empty(t, v.Signals)
	if raceEnabled {
		return
	}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		if err := e.ScanInto(ctx, &v, &item); err != nil {
			t.Error(err)
		}
	}))
}

// stubborn is a platform's own detector.
type stubborn struct{ err error }

func (stubborn) Name() string { return "stubborn" }

func (s stubborn) Detect(_ context.Context, dst []detect.Signal, item *detect.Item) ([]detect.Signal, error) {
	return append(dst, detect.Signal{Label: harm.FraudPhishing, Score: 0.9, Detector: "stubborn"}), s.err
}

func TestDetector(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	e, err := detect.New(detect.Options{Detectors: []detect.Detector{stubborn{err: boom}}})
	require.NoError(t, err)
	v, err := e.Scan(context.Background(), detect.Item{Text: "hello"})
	require.ErrorIs(t, err, boom)
	var part *detect.PartError
	require.ErrorAs(t, err, &part)
	require.Equal(t, "detector stubborn", part.Part)
	require.InDelta(t, 0.9, v.Score(harm.FraudPhishing), 1e-12, "its signals count all the same")
}

func TestOptions(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		opts detect.Options
		want string
	}{
		{"text_limit", detect.Options{Limits: detect.Limits{Text: -1}}, "detect: text limit -1, want 0 for the default or more"},
		{"picture_limit", detect.Options{Limits: detect.Limits{Pictures: -2}}, "detect: picture limit -2, want 0 for the default or more"},
		{"threshold", detect.Options{Media: detect.MediaOptions{Threshold: 65}}, "detect: media threshold 65, want 0 for the default, to 64"},
		{"quality", detect.Options{Media: detect.MediaOptions{Quality: 101}}, "detect: media quality 101, want 0 for the default, to 100"},
		{"parallelism", detect.Options{Parallelism: -1}, "detect: parallelism -1, want 0 for the default or more"},
		{"nil_bank", detect.Options{Banks: []*bank.Bank{nil}}, "detect: bank 0 is nil"},
		{"nil_detector", detect.Options{Detectors: []detect.Detector{nil}}, "detect: detector 0 is nil"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := detect.New(tt.opts)
			require.EqualError(t, err, tt.want)
		})
	}
	require.EqualError(t, engine(t).SetPolicy(nil), "detect: no policy, want one from rules.Load")
}
