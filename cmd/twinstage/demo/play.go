package demo

import (
	"context"
	"log/slog"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/realtime"
)

// beat is how often simulators are asked for what fell due.
const beat = 250 * time.Millisecond

// Play runs the simulators of the world's scenes until ctx ends. Their readings
// take the way of any supplier's, through the journal, and bear the origin
// "simulated".
func Play(ctx context.Context, hub *realtime.Hub, world *World, log *slog.Logger) {
	simulators := world.simulators()
	permit := access.System("demo")
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for now := time.Now(); ; {
		for scene, sim := range simulators {
			due := liveReadings(sim.Next(now))
			if len(due) == 0 {
				continue
			}
			result, err := hub.Ingest(ctx, permit, "demo", scene, due, realtime.OriginSimulated)
			if err != nil && ctx.Err() == nil {
				log.Warn("simulated readings lost", slog.String("scene", scene), slog.Any("err", err))
			}
			if len(result.Refused) > 0 {
				log.Warn("simulated reading refused", slog.String("scene", scene), slog.String("message", result.Refused[0].Message))
			}
		}
		select {
		case <-ctx.Done():
			return
		case now = <-tick.C:
		}
	}
}

// simulators are those of all scenes that have one, by slug.
func (w *World) simulators() map[string]Simulator {
	all := map[string]Simulator{}
	for _, s := range w.scenes {
		if sim, ok := w.Simulator(s.Slug); ok {
			all[s.Slug] = sim
		}
	}
	return all
}

func liveReadings(due []Reading) []realtime.Reading {
	readings := make([]realtime.Reading, len(due))
	for i, r := range due {
		readings[i] = realtime.Reading{Indicator: r.Indicator, Time: r.Time, Value: liveValue(r.Value)}
	}
	return readings
}

func liveValue(v any) realtime.Value {
	switch v := v.(type) {
	case float64:
		return realtime.NumberValue(v)
	case bool:
		return realtime.BooleanValue(v)
	case string:
		return realtime.CategoryValue(v)
	case []float64:
		if len(v) == 4 {
			return realtime.PositionValue(v[0], v[1], v[2], v[3])
		}
	}
	return realtime.Value{}
}
