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

const (
	// checkScenes is how often all boards are compared with the catalogue, for a
	// change whose notice was lost.
	checkScenes = time.Minute
	// defineTime bounds how long an edit's answer waits for its board.
	defineTime = 2 * time.Second
)

// boards keeps the live room's definitions in step with the catalogue. It is
// the catalogue's Notifier: a notice only names the scene, the document is read
// anew, so that notices may be lost, late or doubled.
type boards struct {
	rooms  *Rooms
	permit access.Permit
	turn   chan struct{} // one definition at a time, so that an older never follows a newer
	log    *slog.Logger
}

var _ scenes.Notifier = (*boards)(nil)

func newBoards(r *Rooms, log *slog.Logger) *boards {
	return &boards{rooms: r, permit: access.System("boards"), turn: make(chan struct{}, 1), log: log}
}

// SceneChanged brings the scene's board up to date before the edit is answered:
// whoever has published an indicator may push its readings at once. What fails
// here, the next check heals.
func (b *boards) SceneChanged(ctx context.Context, slug string, _ int64, _ scenes.Change) {
	ctx, cancel := context.WithTimeout(ctx, defineTime)
	defer cancel()
	b.try(ctx, slug)
}

// try is define for those who cannot do anything about its failure.
func (b *boards) try(ctx context.Context, slug string) {
	if err := b.define(ctx, slug); err != nil {
		b.log.Error("board not brought up to date", slog.String("scene", slug), slog.Any("err", err))
	}
}

// follow checks all boards now and then until ctx ends.
func (b *boards) follow(ctx context.Context) {
	tick := time.NewTicker(checkScenes)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := b.defineAll(ctx); err != nil && ctx.Err() == nil {
			b.log.Error("boards not compared with the catalogue", slog.Any("err", err))
		}
	}
}

// defineAll makes every scene's board known. One that cannot be is logged and
// keeps no other from its viewers.
func (b *boards) defineAll(ctx context.Context) error {
	for cursor := ""; ; {
		page, err := b.rooms.Scenes.FindScenes(ctx, b.permit, scenes.SceneFilter{Limit: scenes.MaxLimit, Cursor: cursor})
		if err != nil {
			return err
		}
		for _, sc := range page.Items {
			b.try(ctx, sc.Slug)
		}
		if page.Next == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		cursor = *page.Next
	}
}

// define brings one board in step with its scene's present document.
func (b *boards) define(ctx context.Context, slug string) error {
	select {
	case b.turn <- struct{}{}:
		defer func() { <-b.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
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
