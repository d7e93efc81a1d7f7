package realtime

import (
	"context"
	"log/slog"
	"time"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

// MaxBatch is how many readings one call of Ingest, or one JSON body, may hold.
// NDJSON has no such limit.
const MaxBatch = 20_000

// Ingest takes readings of a scene: each is checked by itself, those accepted
// are durable in the journal when it returns, and on the board if Live is true.
// source names the sender in Why ("": the permit's subject). defaultOrigin is
// for readings that state none (OriginNone: live).
// Faults: those of permit.Require, scene_not_found, readings_empty,
// too_many_readings, journal_unavailable. A batch of which nothing was accepted
// is no fault here.
func (h *Hub) Ingest(ctx context.Context, permit access.Permit, source, scene string, readings []Reading, defaultOrigin Origin) (IngestResult, error) {
	s, err := h.sceneFor(permit, scene)
	if err != nil {
		return IngestResult{}, err
	}
	switch {
	case len(readings) == 0:
		return IngestResult{}, fault.New(fault.Invalid, "readings_empty", "There are no readings in the batch. Send at least one.")
	case len(readings) > MaxBatch:
		return IngestResult{}, fault.New(fault.TooLarge, "too_many_readings", "A batch holds at most %d readings. Send several, or NDJSON.", MaxBatch)
	}
	if source == "" {
		source = permit.Subject
	}
	if defaultOrigin == OriginNone {
		defaultOrigin = OriginLive
	}
	b, refused := s.check(source, readings, defaultOrigin)
	h.count.refused.Add(uint64(len(refused)))
	result := IngestResult{Accepted: len(b.Readings), Refused: refused, Live: true}
	if len(b.Readings) == 0 {
		return result, nil
	}
	if err := h.cfg.Journal.Append(ctx, b); err != nil {
		return IngestResult{}, fault.Wrap(err, fault.Unavailable, "journal_unavailable", "The readings could not be recorded, so none of them counts. Send them again in a few seconds.")
	}
	h.count.accepted.Add(uint64(len(b.Readings)))
	result.Live = s.publish(ctx, b)
	return result, nil
}

// sceneFor finds a scene that the permit may write readings of. A caller who
// may not learns nothing of which scenes exist.
func (h *Hub) sceneFor(permit access.Permit, name string) (*scene, error) {
	s, notFound := h.scene(name)
	about := access.Resource{Scene: name}
	if s != nil {
		s.mu.Lock()
		about.District = s.layout.def.District
		s.mu.Unlock()
	}
	if err := permit.Require(access.WriteReadings, about); err != nil {
		return nil, err
	}
	return s, notFound
}

// check tells readings that can be taken from those that cannot.
func (s *scene) check(source string, readings []Reading, origin Origin) (Batch, []Refusal) {
	s.mu.Lock()
	l := s.layout
	s.mu.Unlock()
	now := time.UnixMilli(s.hub.now()).UTC()
	b := Batch{Scene: s.name, Source: source, ReceivedAt: now.UnixMilli(), Readings: make([]Reading, 0, len(readings))}
	refused := []Refusal{}
	for i, r := range readings {
		p := &problem{"unknown_indicator", "The scene's published document has no indicator of this key."}
		if row, ok := l.byKey[r.Indicator]; ok {
			p = checkReading(&r, &l.rows[row].Indicator, now)
		}
		if p != nil {
			refused = append(refused, Refusal{i, p.code, p.message})
			continue
		}
		if r.Time.IsZero() {
			r.Time = now
		}
		r.Time = r.Time.UTC().Truncate(time.Millisecond)
		if r.Origin == OriginNone {
			r.Origin = origin
		}
		b.Readings = append(b.Readings, r)
	}
	return b, refused
}

// publish brings a journalled batch to the board. It is not given up with the
// request: the readings are acknowledged, or about to be.
func (s *scene) publish(ctx context.Context, b Batch) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), liveTimeout)
	defer cancel()
	stored := make([]Stored, len(b.Readings))
	for i, r := range b.Readings {
		stored[i] = Stored{Reading: r, Source: b.Source, ReceivedAt: b.ReceivedAt}
	}
	if err := s.merge(ctx, stored, true); err != nil {
		s.hub.cfg.Log.Warn("readings are in the journal but not live", slog.String("scene", s.name), slog.Any("error", err))
		return false
	}
	return true
}
