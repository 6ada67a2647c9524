module github.com/vigil-moderation/vigil/bench/compare

go 1.26.0

require (
	github.com/TwiN/go-away v1.6.13
	github.com/petar-dambovaliev/aho-corasick v0.0.0-20250424160509-463d218d4745
	github.com/stretchr/testify v1.12.1
	github.com/vigil-moderation/vigil v0.0.0
)

require (
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/vigil-moderation/vigil => ../..
