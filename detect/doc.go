// Package detect judges posts: a text, pictures, who said it to whom and when
// go in, a verdict comes out, with scores, reasons and evidence.
//
//	engine, err := detect.New(detect.Options{})
//	verdict, err := engine.Scan(ctx, detect.Item{Text: "nobody wants you here"})
//	for _, rule := range verdict.Fired {
//		fmt.Println(verdict.Actions, "because:", rule.Reason)
//	}
//
// # How a verdict comes about
//
// An [Item] is looked at by itself first: its text is folded, its languages
// identified, its terms found and labels of harm scored; its pictures are
// decoded, hashed with all their variants and looked up in the banks of known
// material; the platform's own [Detector]s are asked. Each finding is a [Signal]
// with its [Evidence]. Then evidence over time is added, and the policy decides
// which actions to ask for ([rules.Policy]). Vigil returns a [Verdict]; it never
// enforces, logs or phones home.
//
// # Guarantees
//
// The same items in the same order give the same verdicts: time is the items'
// own, no clock is read, nothing is random. An [Engine] is safe for concurrent
// use, and its policy, banks and lexicon can be exchanged while it works; a
// verdict never mixes two. What an item may cost is bounded by [Limits] and by
// the context; no input makes the engine panic or its memory grow without a
// bound. What cannot be judged is reported, never dropped in silence.
package detect
