// Package policies holds the policies that Vigil comes with: a start for one's
// own, and commented for those who write them.
package policies

import (
	"embed"
	"fmt"

	"github.com/vigil-moderation/vigil/rules"
)

// FS holds the policy files: minors.yaml for a service open to children,
// general.yaml for others, hotline.yaml for one that takes in reports.
//
//go:embed *.yaml
var FS embed.FS

// Load returns the policy of that name ("minors"), checked and tested.
func Load(name string) (*rules.Policy, error) {
	file, err := FS.ReadFile(name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("policies: no policy %q, want minors, general or hotline", name)
	}
	return rules.Load(file, rules.Options{File: name + ".yaml"})
}
