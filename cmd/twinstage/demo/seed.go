package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"

	"golang.org/x/sync/errgroup"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/scenes"
)

// edition rises when the demo's content changes, so that a data directory of
// an older program gets the new content as new versions and revisions.
const edition = 1

// Seeder puts the demo into a catalogue, by the same calls that serve people.
type Seeder struct {
	Scenes *scenes.Service
	Assets *assets.Service
	// Mark is a file that says what was seeded, so that a restart seeds nothing.
	Mark string
	Log  *slog.Logger
}

// mark is what stands in the Mark file.
type mark struct {
	Edition int     `json:"edition"`
	Options Options `json:"options"`
}

// Seed brings the world's assets and scenes into the catalogue. It may be
// called again after a crash or with other options: what is there already is
// taken as it is, what differs becomes a new version or revision.
func (s *Seeder) Seed(ctx context.Context, world *World, o Options) error {
	want := mark{Edition: edition, Options: o}
	if s.seeded(want) {
		return nil
	}
	permit := access.System("demo")
	refs, err := s.importAssets(ctx, permit, world.Assets())
	if err != nil {
		return err
	}
	list, err := world.Scenes(func(name string) (string, int) { return refs[name].Asset, refs[name].Number })
	if err != nil {
		return err
	}
	for _, scene := range list {
		if err := s.putScene(ctx, permit, scene); err != nil {
			return fmt.Errorf("seed scene %s: %w", scene.Slug, err)
		}
	}
	b, err := json.Marshal(want)
	if err != nil {
		return err
	}
	return os.WriteFile(s.Mark, b, 0o600)
}

func (s *Seeder) seeded(want mark) bool {
	var have mark
	b, err := os.ReadFile(s.Mark)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			s.Log.Warn("demo mark not readable", slog.Any("err", err))
		}
		return false
	}
	return json.Unmarshal(b, &have) == nil && have == want
}

// importAssets generates and checks as many at once as there are cores.
func (s *Seeder) importAssets(ctx context.Context, permit access.Permit, list []Asset) (map[string]assets.Version, error) {
	versions := make([]assets.Version, len(list))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for i, a := range list {
		group.Go(func() (err error) {
			if versions[i], err = s.importAsset(ctx, permit, a.FileName, a.Write); err != nil {
				err = fmt.Errorf("seed asset %s: %w", a.Name, err)
			}
			return err
		})
	}
	err := group.Wait()
	byName := make(map[string]assets.Version, len(list))
	for i, a := range list {
		byName[a.Name] = versions[i]
	}
	return byName, err
}

// importAsset adds the file as a version of the asset of that name, or as a
// new asset. The same bytes again are the version that is there.
func (s *Seeder) importAsset(ctx context.Context, permit access.Permit, file string, write func(io.Writer) error) (assets.Version, error) {
	page, err := s.Assets.Assets(ctx, permit, assets.AssetFilter{Name: file}, assets.PageQuery{Limit: 200})
	if err != nil {
		return assets.Version{}, err
	}
	asset := ""
	for _, a := range page.Items {
		if a.Name == file && a.CreatedBy == permit.Subject {
			asset = a.ID
		}
	}
	r, w := io.Pipe()
	go func() { w.CloseWithError(write(w)) }()
	defer r.Close()
	return s.Assets.Import(ctx, permit, file, "", asset, r)
}

// putScene makes the scene, or brings the one that is there up to date, and
// publishes it.
func (s *Seeder) putScene(ctx context.Context, permit access.Permit, d Scene) error {
	poster, err := s.poster(ctx, permit, d)
	if err != nil {
		return err
	}
	title, summary, sector := scenes.Text(d.Title), scenes.Text(d.Summary), scenes.Sector(d.Sector)
	_, err = s.Scenes.CreateScene(ctx, permit, scenes.NewScene{
		Slug: d.Slug, Title: title, Summary: summary, Sector: sector, District: d.District,
		Tags: d.Tags, Poster: poster, Document: d.Document,
	})
	if fault.CodeOf(err) == "scene_exists" {
		if _, err = s.Scenes.PutDocument(ctx, permit, d.Slug, "*", d.Document); err != nil {
			return err
		}
		_, err = s.Scenes.UpdateScene(ctx, permit, d.Slug, "*", scenes.SceneChange{
			Title: &title, Summary: &summary, Sector: &sector, District: &d.District, Tags: &d.Tags, Poster: poster,
		})
	}
	if err != nil {
		return err
	}
	_, err = s.Scenes.Publish(ctx, permit, d.Slug, "")
	return err
}

func (s *Seeder) poster(ctx context.Context, permit access.Permit, d Scene) (*string, error) {
	if d.Poster == nil {
		return nil, nil
	}
	v, err := s.importAsset(ctx, permit, "poster-"+d.Slug, func(w io.Writer) error { _, err := w.Write(d.Poster); return err })
	if err != nil {
		return nil, fmt.Errorf("poster: %w", err)
	}
	path := fmt.Sprintf("/api/v1/assets/%s/versions/%d/files/", v.Asset, v.Number)
	return &path, nil
}
