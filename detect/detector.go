package detect

import "context"

// Detector is code of the platform's own that turns an item into signals: a
// model for pictures, a service, a list of links.
//
// Detect appends its signals to dst. It must be safe for concurrent use, must
// not keep or change the item, and should return soon after ctx ends. Its
// error becomes a [PartError] named for the detector; the signals that it
// returned with it count.
type Detector interface {
	Name() string
	Detect(ctx context.Context, dst []Signal, item *Item) ([]Signal, error)
}
