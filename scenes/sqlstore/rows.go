package sqlstore

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/twinstage/twinstage/scenes"
)

type sceneRow struct {
	bun.BaseModel `bun:"table:scenes"`

	ID                int64 `bun:"id,pk,autoincrement"`
	Slug              string
	TitleZH           string `bun:"title_zh"`
	TitleEN           string `bun:"title_en"`
	SummaryZH         string `bun:"summary_zh"`
	SummaryEN         string `bun:"summary_en"`
	Sector            string
	District          string
	Tags              string // JSON: a list that is only ever read whole
	Status            string
	Poster            *string
	Lon, Lat, Height  *float64
	Version           int64
	Revision          int64
	PublishedRevision int64
	CreatedAt         int64
	UpdatedAt         int64
}

func rowOf(s scenes.Scene) (*sceneRow, error) {
	tags, err := json.Marshal(s.Tags)
	if err != nil {
		return nil, fmt.Errorf("write tags: %w", err)
	}
	row := &sceneRow{
		ID: s.ID, Slug: s.Slug, TitleZH: s.Title.ZH, TitleEN: s.Title.EN, SummaryZH: s.Summary.ZH, SummaryEN: s.Summary.EN,
		Sector: string(s.Sector), District: s.District, Tags: string(tags), Status: string(s.Status), Poster: s.Poster,
		Version: s.Version, Revision: s.Revision, PublishedRevision: s.PublishedRevision,
		CreatedAt: s.CreatedAt.UnixMilli(), UpdatedAt: s.UpdatedAt.UnixMilli(),
	}
	if o := s.Origin; o != nil {
		row.Lon, row.Lat, row.Height = &o.Lon, &o.Lat, &o.Height
	}
	return row, nil
}

func (r *sceneRow) scene() (scenes.Scene, error) {
	s := scenes.Scene{
		ID: r.ID, Slug: r.Slug, Title: scenes.Text{ZH: r.TitleZH, EN: r.TitleEN}, Summary: scenes.Text{ZH: r.SummaryZH, EN: r.SummaryEN},
		Sector: scenes.Sector(r.Sector), District: r.District, Tags: []string{}, Status: scenes.Status(r.Status), Poster: r.Poster,
		Version: r.Version, Revision: r.Revision, PublishedRevision: r.PublishedRevision,
		CreatedAt: time.UnixMilli(r.CreatedAt).UTC(), UpdatedAt: time.UnixMilli(r.UpdatedAt).UTC(),
	}
	if r.Lon != nil && r.Lat != nil && r.Height != nil {
		s.Origin = &scenes.GeoPoint{Lon: *r.Lon, Lat: *r.Lat, Height: *r.Height}
	}
	if err := json.Unmarshal([]byte(r.Tags), &s.Tags); err != nil {
		return s, fmt.Errorf("read tags of scene %s: %w", r.Slug, err)
	}
	return s, nil
}

type revisionRow struct {
	bun.BaseModel `bun:"table:scene_revisions"`

	SceneID      int64 `bun:"scene_id,pk"`
	Number       int64 `bun:"number,pk"`
	Document     []byte
	Author       string
	FromRevision int64
	CreatedAt    int64
	PublishedAt  *int64
}

func revisionRowOf(scene int64, r scenes.Revision) *revisionRow {
	return &revisionRow{SceneID: scene, Number: r.Number, Document: r.Document, Author: r.Author,
		FromRevision: r.From, CreatedAt: r.CreatedAt.UnixMilli()}
}

func (r *revisionRow) revision() scenes.Revision {
	out := scenes.Revision{Scene: r.SceneID, Number: r.Number, Document: r.Document, Author: r.Author,
		From: r.FromRevision, CreatedAt: time.UnixMilli(r.CreatedAt).UTC()}
	if r.PublishedAt != nil {
		at := time.UnixMilli(*r.PublishedAt).UTC()
		out.PublishedAt = &at
	}
	return out
}

type assetRow struct {
	bun.BaseModel `bun:"table:scene_published_assets"`

	SceneID int64  `bun:"scene_id,pk"`
	Asset   string `bun:"asset,pk"`
	Version int    `bun:"version,pk"`
}
