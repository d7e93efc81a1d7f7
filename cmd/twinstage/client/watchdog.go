package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// watchdog ends a request in which nothing moves: a total timeout would cut off
// a slow uplink that works.
type watchdog struct {
	ctx    context.Context
	limit  time.Duration
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

type stalled struct{ limit time.Duration }

func (s stalled) Error() string { return fmt.Sprintf("nothing moved for %s", s.limit) }

func newWatchdog(parent context.Context, limit time.Duration) (context.Context, *watchdog) {
	ctx, cancel := context.WithCancelCause(parent)
	w := &watchdog{ctx: ctx, limit: limit, cancel: cancel}
	w.timer = time.AfterFunc(limit, func() { cancel(stalled{limit}) })
	return ctx, w
}

func (w *watchdog) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// explain gives the stall as the reason where it was it: "context canceled"
// would look like the user's own doing.
func (w *watchdog) explain(err error) error {
	var cause stalled
	if errors.As(context.Cause(w.ctx), &cause) {
		return cause
	}
	return err
}

func (w *watchdog) reader(r io.Reader) io.Reader { return watched{r, w} }

type watched struct {
	io.Reader
	dog *watchdog
}

func (r watched) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if n > 0 {
		r.dog.timer.Reset(r.dog.limit)
	}
	return n, err
}
