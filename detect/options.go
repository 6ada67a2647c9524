package detect

import (
	"fmt"
	"runtime"

	"github.com/vigil-moderation/vigil/detect/behaviour"
	"github.com/vigil-moderation/vigil/hashing/bank"
	"github.com/vigil-moderation/vigil/hashing/pdq"
	"github.com/vigil-moderation/vigil/hashing/variants"
	"github.com/vigil-moderation/vigil/langs/text"
	"github.com/vigil-moderation/vigil/rules"
	"github.com/vigil-moderation/vigil/rules/policies"
)

// Options are the settings of an [Engine]. The zero value makes one that reads
// text in all 24 languages under the policy for services open to children, and
// knows no media.
type Options struct {
	// Policy decides; nil means the policy "minors" of package policies.
	Policy *rules.Policy
	// State is what the policy's counters and budgets remember; nil means a new
	// one in memory.
	State *rules.State
	// Banks hold known media.
	Banks []*bank.Bank
	// Media sets how pictures are compared with the banks.
	Media MediaOptions
	// Text sets how text is read: lexicon, language identification, and the
	// platform's own classifiers.
	Text text.Options
	// Behaviour remembers who did what to whom and adds what several items show
	// together; nil means that each item is judged without the others. It takes
	// items with a time and an actor.
	Behaviour *behaviour.Tracker
	// Detectors are the platform's own. They see each item before the policy
	// does.
	Detectors []Detector
	// Limits bound what one item may cost.
	Limits Limits
	// Parallelism is how many items [Engine.ScanBatch] looks at side by side; 0
	// means one for each processor.
	Parallelism int
}

// MediaOptions set how pictures are compared with banks. The zero value is
// right for lists that were hashed at full resolution.
type MediaOptions struct {
	// Front is the front end of PDQ that pictures are hashed by. [pdq.Fast]
	// decodes JPEG files several times faster and forgoes all variants but
	// mirrored and turned ones.
	Front pdq.Front
	// Threshold is the greatest distance of a match; 0 means 31.
	Threshold int
	// Quality is the least quality of a hash that is looked up; 0 means 50.
	Quality int
	// Variants are the disguises that are undone; 0 means all.
	Variants variants.Kinds
}

func (o MediaOptions) check() error {
	if o.Threshold < 0 || o.Threshold > 64 {
		return fmt.Errorf("detect: media threshold %d, want 0 for the default, to 64", o.Threshold)
	}
	if o.Quality < 0 || o.Quality > 100 {
		return fmt.Errorf("detect: media quality %d, want 0 for the default, to 100", o.Quality)
	}
	return nil
}

func (o Options) withDefaults() (Options, error) {
	var err error
	if o.Limits, err = o.Limits.withDefaults(); err != nil {
		return o, err
	}
	if err := o.Media.check(); err != nil {
		return o, err
	}
	if o.Parallelism < 0 {
		return o, fmt.Errorf("detect: parallelism %d, want 0 for the default or more", o.Parallelism)
	}
	if o.Parallelism == 0 {
		o.Parallelism = runtime.GOMAXPROCS(0)
	}
	if o.Policy == nil {
		if o.Policy, err = policies.Load("minors"); err != nil {
			return o, fmt.Errorf("detect: %w", err)
		}
	}
	if o.State == nil {
		o.State = rules.NewState(nil)
	}
	for i, d := range o.Detectors {
		if d == nil {
			return o, fmt.Errorf("detect: detector %d is nil", i)
		}
	}
	return o, checkBanks(o.Banks)
}
