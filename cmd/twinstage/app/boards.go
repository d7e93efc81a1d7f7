package app

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/realtime"
	"github.com/twinstage/twinstage/scenes"
)

// checkScenes is how often all boards are compared with the catalogue, for a
// change whose notice was lost.
const checkScenes = time.Minute

// boards keeps the live room's definitions in step with the catalogue. It is
// the catalogue's Notifier: a notice only names the scene, the document is read
// anew, so that notices may be lost, late or doubled.
type boards struct {
	rooms   *Rooms
	permit  access.Permit
	changed chan string // slugs; a full queue is healed by the next check
	log     *slog.Logger
}

var _ scenes.Notifier = (*boards)(nil)

func newBoards(r *Rooms, log *slog.Logger) *boards {
	return &boards{rooms: r, permit: access.System("boards"), changed: make(chan string, 256), log: log}
}

// SceneChanged puts the scene in the queue; it never blocks an edit.
func (b *boards) SceneChanged(_ context.Context, slug string, _ int64, _ scenes.Change) {
	select {
	case b.changed <- slug:
	default:
		b.log.Warn("scene change will be seen at the next check", slog.String("scene", slug))
	}
}

// follow applies changes as they come until ctx ends.
func (b *boards) follow(ctx context.Context) {
	tick := time.NewTicker(checkScenes)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case slug := <-b.changed:
			err = b.define(ctx, slug)
		case <-tick.C:
			err = b.defineAll(ctx)
		}
		if err != nil && ctx.Err() == nil {
			b.log.Error("board not brought up to date", slog.Any("err", err))
		}
	}
}

// defineAll makes every scene's board known.
func (b *boards) defineAll(ctx context.Context) error {
	for cursor := ""; ; {
		page, err := b.rooms.Scenes.FindScenes(ctx, b.permit, scenes.SceneFilter{Limit: scenes.MaxLimit, Cursor: cursor})
		if err != nil {
			return err
		}
		for _, sc := range page.Items {
			if err := b.define(ctx, sc.Slug); err != nil {
				return err
			}
		}
		if page.Next == nil {
			return nil
		}
		cursor = *page.Next
	}
}

// define brings one board in step with its scene's present document.
func (b *boards) define(ctx context.Context, slug string) error {
	scene, err := b.rooms.Scenes.Scene(ctx, b.permit, slug)
	if fault.CodeOf(err) == "scene_not_found" {
		return b.rooms.Live.Remove(ctx, slug)
	}
	if err != nil {
		return err
	}
	doc, err := b.rooms.Scenes.LiveDocument(ctx, b.permit, slug)
	if err != nil {
		return err
	}
	return b.rooms.Live.Define(ctx, definition(scene, doc.Document, doc.Revision))
}

// liveMetrics shows the live room's counts as metrics.
type liveMetrics struct{ hub *realtime.Hub }

var liveDescs = map[string]*prometheus.Desc{
	"viewers":  prometheus.NewDesc("twinstage_live_viewers", "Open live sockets.", nil, nil),
	"accepted": prometheus.NewDesc("twinstage_readings_accepted_total", "Readings accepted.", nil, nil),
	"refused":  prometheus.NewDesc("twinstage_readings_refused_total", "Readings refused.", nil, nil),
	"frames":   prometheus.NewDesc("twinstage_live_frames_total", "Frames written to sockets.", nil, nil),
	"bytes":    prometheus.NewDesc("twinstage_live_bytes_total", "Bytes written to sockets.", nil, nil),
	"encoded":  prometheus.NewDesc("twinstage_live_frames_encoded_total", "Frames encoded, each shared by many viewers.", nil, nil),
}

// Describe names what Collect sends.
func (m liveMetrics) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range liveDescs {
		ch <- d
	}
}

// Collect reads the hub's counts.
func (m liveMetrics) Collect(ch chan<- prometheus.Metric) {
	s := m.hub.Stats()
	ch <- prometheus.MustNewConstMetric(liveDescs["viewers"], prometheus.GaugeValue, float64(s.Viewers))
	for name, v := range map[string]uint64{"accepted": s.Accepted, "refused": s.Refused, "frames": s.Frames, "bytes": s.Bytes, "encoded": s.Encoded} {
		ch <- prometheus.MustNewConstMetric(liveDescs[name], prometheus.CounterValue, float64(v))
	}
}
