package realtime

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/twinstage/twinstage/internal/fault"
)

// Config is what a Hub needs. Only Live and Journal are required.
type Config struct {
	Live    LiveStore
	Journal Journal
	// TickInterval is the shortest time between two frames of a scene (100 ms).
	TickInterval time.Duration
	// Heartbeat is how long a quiet connection waits for a sign of life of the
	// server (15 s); Silence how long the server waits for one of the viewer,
	// an acknowledgement or alive (60 s).
	Heartbeat, Silence time.Duration
	// SweepInterval is how often leases and hold times are looked at (250 ms).
	SweepInterval time.Duration
	// ReconcileInterval is how often the journal is compared with the board (1 min).
	ReconcileInterval time.Duration
	// WriteTimeout is how long a write to one viewer may take (10 s). A write
	// that takes longer ends the connection, since half a frame is of no use.
	WriteTimeout time.Duration
	// Clock tells the time of arrival, of leases and of frames (time.Now).
	Clock func() time.Time
	Log   *slog.Logger
	// CheckOrigin says whether a browser page may open a socket (nil: only pages
	// of the same host may).
	CheckOrigin func(*http.Request) bool
	// WriteError answers a request that failed before the upgrade (nil: plain
	// problem+json without remedies).
	WriteError func(http.ResponseWriter, *http.Request, error)
	// MaxViewers bounds the sockets and waiting polls of this node (20,000).
	MaxViewers int
}

func (c Config) withDefaults() (Config, error) {
	if c.Live == nil || c.Journal == nil {
		return c, fault.New(fault.Internal, "realtime_config", "realtime.Config needs Live and Journal.")
	}
	setDefault(&c.TickInterval, 100*time.Millisecond)
	setDefault(&c.Heartbeat, 15*time.Second)
	setDefault(&c.Silence, 60*time.Second)
	setDefault(&c.SweepInterval, 250*time.Millisecond)
	setDefault(&c.ReconcileInterval, time.Minute)
	setDefault(&c.WriteTimeout, 10*time.Second)
	setDefault(&c.MaxViewers, 20000)
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.WriteError == nil {
		c.WriteError = writeProblem
	}
	return c, nil
}

func setDefault[T time.Duration | int](p *T, v T) {
	if *p <= 0 {
		*p = v
	}
}
